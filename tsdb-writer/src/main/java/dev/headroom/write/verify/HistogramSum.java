package dev.headroom.write.verify;

import dev.headroom.tsdb.histogram.BucketIterator;
import dev.headroom.tsdb.histogram.Histogram;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Whether a histogram is the sum of others, bucket by bucket.
final class HistogramSum {
    private HistogramSum() {}

    static boolean is(Histogram sum, List<Histogram> parts) {
        TreeMap<Double, Double> buckets = new TreeMap<>();
        double count = 0;
        double total = 0;
        for (Histogram part : parts) {
            if (part.isFloat() != sum.isFloat()
                    || part.schema() != sum.schema()
                    || part.zeroThreshold() != sum.zeroThreshold()
                    || !Arrays.equals(part.customValues(), sum.customValues())) {
                return false;
            }
            count += part.count();
            total += part.sum();
            add(buckets, part);
        }
        TreeMap<Double, Double> found = new TreeMap<>();
        add(found, sum);
        boolean sameTotal = sum.sum() == total || (Double.isNaN(sum.sum()) && Double.isNaN(total));
        return sum.count() == count && sameTotal && buckets.equals(found);
    }

    /// Adds the counts of the buckets that are not empty, by the bounds' middle, which no two buckets share.
    private static void add(Map<Double, Double> buckets, Histogram histogram) {
        for (BucketIterator bucket = histogram.buckets(); bucket.next(); ) {
            if (!bucket.isEmpty()) {
                buckets.merge(bucket.upper() + bucket.lower(), bucket.count(), Double::sum);
            }
        }
    }
}
