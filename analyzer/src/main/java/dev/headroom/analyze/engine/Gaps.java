package dev.headroom.analyze.engine;

import java.util.Arrays;

/// When the series of the head had no in-order samples for longer than a query looks back. Memory is taken by gap.
final class Gaps {
    private static final int NONE = 0;

    /// The last gap of each series, counted from 1.
    private final int[] last;

    // By gap, counted from 1: the one before of the same series, the samples before and behind it.
    private int[] before = new int[16];
    private long[] from = new long[16];
    private long[] to = new long[16];
    private int count;

    Gaps(int seriesCount) {
        last = new int[seriesCount];
    }

    /// Looks at two neighbours in time.
    void between(int series, long time, long next) {
        if (next - time <= Span.LOOKBACK) {
            return;
        }
        count++;
        if (count == before.length) {
            before = Arrays.copyOf(before, 2 * count);
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
        }
        before[count] = last[series];
        from[count] = time;
        to[count] = next;
        last[series] = count;
    }

    /// Tells of the stretches between the gaps of a series.
    ///
    /// @param first its first sample
    /// @param end its last one
    void stretches(int series, long first, long end, Stretches stretches) {
        long until = end;
        for (int gap = last[series]; gap != NONE; gap = before[gap]) {
            stretches.stretch(to[gap], until);
            until = from[gap];
        }
        stretches.stretch(first, until);
    }
}
