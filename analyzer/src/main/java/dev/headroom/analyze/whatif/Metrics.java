package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.LabelHash;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// The metric of each collected series.
final class Metrics {
    private final LabelCollector all;

    /// By series the id of its metric; -1 for none.
    private final int[] metrics;

    /// @param name id of `__name__`; -1 when no series has it
    Metrics(LabelCollector all, int name) {
        this.all = all;
        metrics = new int[all.table().count()];
        for (int series = 0; series < metrics.length; series++) {
            metrics[series] = all.value(series, name);
        }
    }

    /// Is told of metrics.
    interface Visitor {
        /// @param series how many the metric has
        /// @param number something that it has besides
        void metric(int metric, long series, long number);
    }

    /// What some series of a metric have.
    private static final class Sum {
        private long series;
        private long bytes;
        private final BitSet values = new BitSet();
    }

    /// Tells of the metrics that cost a part of everything; with what they cost: the bytes of their chunks, and
    /// as much for each series.
    void dearest(double least, double perSeries, Visitor visitor) {
        Map<Integer, Sum> sums = new HashMap<>();
        double everything = perSeries * metrics.length;
        for (int series = 0; series < metrics.length; series++) {
            Sum sum = sums.computeIfAbsent(metrics[series], metric -> new Sum());
            sum.series++;
            sum.bytes += all.chunkBytes(series);
            everything += all.chunkBytes(series);
        }
        double atLeast = least * everything;
        sums.forEach((metric, sum) -> {
            long cost = sum.bytes + Math.round(perSeries * sum.series);
            if (metric >= 0 && cost >= atLeast) {
                visitor.metric(metric, sum.series, cost);
            }
        });
    }

    /// Tells of the metrics whose series carry a label; of those series, with the number of its values.
    void carrying(int name, Visitor visitor) {
        Map<Integer, Sum> sums = new HashMap<>();
        for (int series = 0; series < metrics.length; series++) {
            int value = all.value(series, name);
            if (value >= 0 && metrics[series] >= 0) {
                Sum sum = sums.computeIfAbsent(metrics[series], metric -> new Sum());
                sum.series++;
                sum.values.set(value);
            }
        }
        sums.forEach((metric, sum) -> visitor.metric(metric, sum.series, sum.values.cardinality()));
    }

    /// The hashes without those of a metric's series.
    long[] without(long[] hashes, int metric) {
        long[] left = hashes.clone();
        for (int series = 0; series < left.length; series++) {
            left[series] = metrics[series] == metric ? LabelSets.DROPPED : left[series];
        }
        return left;
    }

    /// The hashes of a metric's series without a label, and no others.
    long[] onlyWithout(long[] hashes, int metric, int name) {
        long[] left = withoutLabel(hashes, metric, name);
        for (int series = 0; series < left.length; series++) {
            left[series] = metrics[series] == metric ? left[series] : LabelSets.DROPPED;
        }
        return left;
    }

    /// The hashes, without a label where the series is of a metric.
    long[] withoutLabel(long[] hashes, int metric, int name) {
        long[] left = hashes.clone();
        for (int series = 0; series < left.length; series++) {
            int value = metrics[series] == metric && left[series] != LabelSets.DROPPED ? all.value(series, name) : -1;
            left[series] -= value < 0 ? 0 : LabelHash.of(name, value);
        }
        return left;
    }

    /// Samples of the series that are dropped.
    long droppedSamples(long[] hashes) {
        long samples = 0;
        for (int series = 0; series < hashes.length; series++) {
            samples += hashes[series] == LabelSets.DROPPED ? all.samples(series) : 0;
        }
        return samples;
    }
}
