package dev.headroom.analyze.collect;

import dev.headroom.analyze.report.AnalyzeReport.Bucket;
import dev.headroom.analyze.report.AnalyzeReport.Spread;
import java.util.ArrayList;
import java.util.List;

/// Puts a distribution into the buckets that `promtool tsdb analyze --extended` prints.
final class Spreads {
    private static final int WANTED_BUCKETS = 10;
    private static final int LARGEST_STEP = 10_000;

    private Spreads() {}

    /// What a distribution adds up to.
    private static final class Totals implements Distribution.Visitor {
        private long count;
        private long sum;
        private long min = Long.MAX_VALUE;
        private long max;

        @Override
        public void value(long value, long times) {
            count += times;
            sum += value * times;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
    }

    /// @return `null` for an empty distribution
    static Spread of(Distribution distribution) {
        Totals totals = new Totals();
        distribution.visit(totals);
        if (totals.count == 0) {
            return null;
        }
        long step = step(totals.max - totals.min);
        long start = totals.min - totals.min % step;
        // The last bucket begins where the one of the largest value ends.
        long[] counts = new long[(int) (totals.max / step - start / step + 2)];
        distribution.visit((value, times) -> counts[(int) ((value - start) / step)] += times);
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            // The label is off by one from what is counted: a value of 20 counts in "[21, 30]".
            long from = start + i * step;
            buckets.add(new Bucket(from + 1, from + step, counts[i]));
        }
        return new Spread(totals.min, totals.sum / totals.count, totals.max, buckets);
    }

    /// Steps are powers of ten: the first one that makes about ten buckets, or the largest.
    private static long step(long range) {
        long step = 10;
        while (step < range / WANTED_BUCKETS && step <= LARGEST_STEP) {
            step *= 10;
        }
        return step;
    }
}
