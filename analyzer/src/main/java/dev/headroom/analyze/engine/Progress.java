package dev.headroom.analyze.engine;

import java.util.concurrent.atomic.AtomicLong;

/// How far a run has come, for somebody who watches it from another thread.
public final class Progress {
    private volatile String phase = "";
    private volatile long total;
    private volatile long bytes;
    private volatile long start = System.nanoTime();
    private final AtomicLong done = new AtomicLong();

    /// Starts a phase.
    ///
    /// @param name what is done, and to what
    /// @param expected how many steps it will take; 0 when that is not known
    /// @param expectedBytes how many bytes it will go through, or about
    public void start(String name, long expected, long expectedBytes) {
        done.set(0);
        phase = name;
        total = expected;
        bytes = expectedBytes;
        start = System.nanoTime();
    }

    /// Starts a phase whose steps are bytes.
    public void start(String name, long expectedBytes) {
        start(name, expectedBytes, expectedBytes);
    }

    /// Starts the pass over all series.
    ///
    /// @param expectedBytes bytes of the blocks
    public void startSeries(Sources sources, long expectedBytes) {
        int blocks = sources.blocks().size();
        String name = "series in " + blocks + (blocks == 1 ? " block" : " blocks");
        start(
                sources.head().isPresent() ? "step 3 of 3: " + name + " and the head" : name,
                sources.seriesEstimate(),
                expectedBytes);
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

    /// Bytes that the phase will go through.
    public long bytes() {
        return bytes;
    }

    /// Whether a step is a byte.
    public boolean isInBytes() {
        return total == bytes;
    }

    /// Seconds since the phase started.
    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
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
