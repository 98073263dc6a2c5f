package dev.headroom.write.generate;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;

/// The samples of one series of a pod. Each follows from the number of the scrape alone, so that a block needs
/// nothing of the blocks before it.
final class SeriesValues {
    private static final Spans SPANS = new Spans(new int[] {-4, 2}, new int[] {6, 4});
    private static final double[] NO_BOUNDS = {};
    private static final long[] NO_COUNTS = {};

    private Metric.Kind kind;
    private long hash;
    private double share;
    private long pace;
    private int shape;

    void reset(Metric metric, Pod pod, double bucketShare) {
        kind = metric.kind();
        hash = Mix.of(metric.hash(), pod.hash());
        share = bucketShare;
        // Some count fast, most slowly, and a third of all series hardly ever change, as it is in fleets.
        shape = (int) Mix.below(Mix.of(hash, 1), 6);
        pace = 1 + Mix.below(Mix.of(hash, 2), shape == 5 ? 5000 : 20);
    }

    /// What the series counts at a scrape; never less than at the one before.
    private long count(long scrape) {
        if (shape < 2) {
            return pace + scrape / 400;
        }
        return pace * scrape + Mix.below(hash ^ Mix.of(scrape), pace + 1);
    }

    double value(long scrape) {
        return switch (kind) {
            case UP -> 1;
            case COUNTER, COUNT -> (double) count(scrape);
            case BUCKET -> Math.floor((double) count(scrape) * share);
            case SUM -> (double) (count(scrape) * 37) / 1000;
            case GAUGE -> gauge(scrape);
            case NATIVE -> throw new IllegalStateException("a histogram is no float");
        };
    }

    private double gauge(long scrape) {
        long random = Mix.of(hash ^ Mix.of(scrape));
        return switch (shape) {
            case 0, 1 -> (double) (pace << 20);
            case 2, 3 -> (double) ((pace << 20) + 4096 * Mix.below(random, 64));
            default -> (double) Mix.below(random, 1L << 40);
        };
    }

    Histogram histogram(long scrape, boolean first) {
        long total = count(scrape);
        long[] counts = new long[SPANS.buckets()];
        long sum = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = total * (1 + i * (counts.length - i)) / 128;
            sum += counts[i];
        }
        return Histogram.ofIntegers(
                first ? CounterReset.UNKNOWN : CounterReset.NOT_RESET,
                3,
                0x1p-128,
                (double) (total * 37) / 1000,
                SPANS,
                Spans.EMPTY,
                NO_BOUNDS,
                sum,
                0,
                counts,
                NO_COUNTS);
    }
}
