package dev.headroom.analyze.engine;

import java.util.concurrent.atomic.AtomicLong;

/// How far a run has come, for somebody who watches it from another thread.
public final class Progress {
    private volatile String phase = "";
    private volatile long total;
    private final AtomicLong done = new AtomicLong();

    /// Starts a phase.
    ///
    /// @param expected how many steps it will take; 0 when that is not known
    public void start(String name, long expected) {
        phase = name;
        total = expected;
        done.set(0);
    }

    public String phase() {
        return phase;
    }

    public long total() {
        return total;
    }

    public long done() {
        return done.get();
    }

    /// Counts steps; every call is seen at once, so not for steps by the million.
    public void add(long steps) {
        done.addAndGet(steps);
    }

    /// A counter for one thread, which passes its count on now and then.
    public Counter counter() {
        return new Counter();
    }

    /// Counts the steps of one thread.
    public final class Counter {
        private static final int BATCH = 4096;

        private long pending;

        public void increment() {
            add(1);
        }

        public void add(long steps) {
            pending += steps;
            if (pending >= BATCH) {
                flush();
            }
        }

        public void flush() {
            done.addAndGet(pending);
            pending = 0;
        }
    }
}
