package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.SeriesView;
import java.util.Arrays;

/// What of each series tells whether it falls together with others, and what that makes of the figures: a hash
/// of its labels, its times and where it counts, 25 bytes.
final class SeriesTable {
    private static final byte IN_HEAD = 1;
    private static final byte ACTIVE = 2;
    private static final byte ADDED = 4;
    private static final byte SAMPLED = 8;

    private int count;
    private long[] hashes;
    private long[] firstTimes;
    private long[] lastTimes;
    private byte[] flags;

    /// @param room for so many series, more than none, before the arrays grow
    SeriesTable(int room) {
        hashes = new long[room];
        firstTimes = new long[room];
        lastTimes = new long[room];
        flags = new byte[room];
    }

    /// Where a series counts; 0 when it has no samples and Prometheus would not hold it in its head.
    ///
    /// @param isNow whether it can be told which series are active
    static byte flags(SeriesView view, boolean isNow) {
        boolean sampled = view.samples() > 0;
        boolean active = isNow && view.isRecent() && !view.endsStale();
        return (byte) ((sampled ? SAMPLED : 0)
                | (view.inHead() ? IN_HEAD : 0)
                | (active ? ACTIVE : 0)
                | (view.isAdded() ? ADDED : 0));
    }

    /// Adds a series.
    ///
    /// @param flags where it counts
    /// @param hash of the labels that it is to be known by
    void add(SeriesView view, byte flags, long hash) {
        add(hash, view.firstTime(), view.lastTime(), flags);
    }

    private void add(long hash, long first, long last, byte flag) {
        if (count == hashes.length) {
            reserve(2 * count);
        }
        hashes[count] = hash;
        firstTimes[count] = first;
        lastTimes[count] = last;
        flags[count] = flag;
        count++;
    }

    private void reserve(int length) {
        hashes = Arrays.copyOf(hashes, length);
        firstTimes = Arrays.copyOf(firstTimes, length);
        lastTimes = Arrays.copyOf(lastTimes, length);
        flags = Arrays.copyOf(flags, length);
    }

    void addAll(SeriesTable other) {
        reserve(Math.max(1, count + other.count));
        for (int i = 0; i < other.count; i++) {
            add(other.hashes[i], other.firstTimes[i], other.lastTimes[i], other.flags[i]);
        }
    }

    int count() {
        return count;
    }

    long hash(int series) {
        return hashes[series];
    }

    /// The hashes of all series, in a new array.
    long[] hashes() {
        return Arrays.copyOf(hashes, count);
    }

    boolean isSampled(int series) {
        return (flags[series] & SAMPLED) != 0;
    }

    long firstTime(int series) {
        return firstTimes[series];
    }

    long lastTime(int series) {
        return lastTimes[series];
    }

    boolean isAdded(int series) {
        return (flags[series] & ADDED) != 0;
    }

    byte flags(int series) {
        return flags[series];
    }

    /// Figures that series count in.
    static final class Counts {
        long series;
        long head;
        long active;
        long added;

        /// Counts one series.
        void add(byte flags) {
            series += (flags & SAMPLED) != 0 ? 1 : 0;
            head += (flags & IN_HEAD) != 0 ? 1 : 0;
            active += (flags & ACTIVE) != 0 ? 1 : 0;
            added += (flags & ADDED) != 0 ? 1 : 0;
        }

        /// Counts series that become one. It is new when all of those with samples are.
        ///
        /// @param any the flags of all, joined
        /// @param allAdded whether all of those with samples are new
        void add(byte any, boolean allAdded) {
            add((byte) (allAdded ? any : any & ~ADDED));
        }

        void add(Counts more) {
            series += more.series;
            head += more.head;
            active += more.active;
            added += more.added;
        }
    }
}
