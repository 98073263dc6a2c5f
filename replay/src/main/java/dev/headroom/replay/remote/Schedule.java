package dev.headroom.replay.remote;

import dev.headroom.analyze.engine.TimeRange;
import java.util.function.LongConsumer;

/// Hands out the parts of one window after the other. A part of the next window may be begun while the last
/// ones of the window before are under way, but nothing of it is to be sent before those have ended
/// ([#awaitTurn]): all that is sent at a time lies within one window.
final class Schedule {
    /// Part of a window.
    ///
    /// @param sequence the window's number among those that were handed out
    record Task(long sequence, TimeRange window, int part) {}

    private final int parts;
    private final long length;
    private final TimeRange range;
    private final LongConsumer completed;

    // The window whose parts are handed out, and how far that is.
    private TimeRange window;
    private long sequence;
    private int handedOut;

    /// Parts that have not ended of the window that is handed out, and of the one before.
    private int openHere;

    private int openBefore;

    /// The earliest time behind the window at which a part that has ended may have a sample.
    private long following = Long.MAX_VALUE;

    private boolean over;

    /// @param length of a window, milliseconds; windows begin at multiples of it
    /// @param first where the first window lies
    /// @param range what lies outside is not sent
    /// @param completed told of the start of the next window when all before it has ended
    Schedule(int parts, long length, long first, TimeRange range, LongConsumer completed) {
        this.parts = parts;
        this.length = length;
        this.range = range;
        this.completed = completed;
        window = windowAt(first);
        openHere = parts;
    }

    /// Start of the window that holds a time.
    static long startOf(long time, long length) {
        return Math.floorDiv(time, length) * length;
    }

    private TimeRange windowAt(long time) {
        long start = startOf(time, length);
        return new TimeRange(Math.max(start, range.from()), Math.min(start + length - 1, range.to()));
    }

    /// The next part to work on; `null` when there is no more.
    synchronized Task next() throws InterruptedException {
        while (!over) {
            if (handedOut < parts) {
                return new Task(sequence, window, handedOut++);
            }
            boolean more = following != Long.MAX_VALUE && following <= range.to();
            if (openBefore == 0 && openHere == 0 && !more) {
                stop();
            } else if (openBefore == 0 && more && (openHere == 0 || following == window.to() + 1)) {
                // Nothing can come before what follows; and only one window is begun ahead.
                boolean done = openHere == 0;
                window = windowAt(following);
                following = Long.MAX_VALUE;
                sequence++;
                handedOut = 0;
                openBefore = openHere;
                openHere = parts;
                if (done) {
                    completed.accept(window.from());
                }
            } else {
                wait();
            }
        }
        return null;
    }

    /// Waits until all earlier windows have ended; false when the run is over before.
    synchronized boolean awaitTurn(Task task) throws InterruptedException {
        while (!over && task.sequence() == sequence && openBefore > 0) {
            wait();
        }
        return !over;
    }

    /// A part has ended.
    ///
    /// @param next when it may have a sample after the window
    synchronized void ended(Task task, long next) {
        if (task.sequence() == sequence) {
            openHere--;
            following = Math.min(following, next);
        } else {
            openBefore--;
            if (openBefore == 0) {
                completed.accept(window.from());
            }
        }
        notifyAll();
    }

    /// Ends it all; who waits does so no longer.
    synchronized void stop() {
        over = true;
        notifyAll();
    }
}
