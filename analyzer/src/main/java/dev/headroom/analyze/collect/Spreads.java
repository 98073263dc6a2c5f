package dev.headroom.analyze.collect;

import dev.headroom.analyze.report.AnalyzeReport.Bucket;
import dev.headroom.analyze.report.AnalyzeReport.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Puts a distribution into the buckets that `promtool tsdb analyze --extended` prints.
final class Spreads {
    private static final int WANTED_BUCKETS = 10;
    private static final int LARGEST_STEP = 10_000;

    private Spreads() {}

    /// @return `null` for an empty distribution
    static Spread of(Distribution distribution) {
        SortedMap<Long, Long> counts = distribution.counts();
        if (counts.isEmpty()) {
            return null;
        }
        long count = 0;
        long sum = 0;
        for (Map.Entry<Long, Long> entry : counts.entrySet()) {
            count += entry.getValue();
            sum += entry.getKey() * entry.getValue();
        }
        long min = counts.firstKey();
        long max = counts.lastKey();
        // Steps are powers of ten: the first one that makes about ten buckets, or the largest.
        long step = 10;
        while (step < (max - min) / WANTED_BUCKETS && step <= LARGEST_STEP) {
            step *= 10;
        }
        long start = min - min % step;
        long end = max - max % step + step;
        List<Bucket> buckets = new ArrayList<>();
        for (long from = start; from <= end; from += step) {
            long inBucket = counts.subMap(from, from + step).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            // The label is off by one from what is counted: a value of 20 counts in "[21, 30]".
            buckets.add(new Bucket(from + 1, from + step, inBucket));
        }
        return new Spread(min, sum / count, max, buckets);
    }
}
