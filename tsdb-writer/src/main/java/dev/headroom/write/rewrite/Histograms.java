package dev.headroom.write.rewrite;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import java.util.Arrays;

/// What merging series asks of histograms.
final class Histograms {
    private static final double[] NO_VALUES = {};

    private Histograms() {}

    /// Whether two samples are the same, floats to the bit, histograms whatever they say of counter resets.
    ///
    /// @param left `null` for a float
    static boolean sameSample(double leftValue, Histogram left, double rightValue, Histogram right) {
        if (left == null || right == null) {
            return left == null
                    && right == null
                    && Double.doubleToRawLongBits(leftValue) == Double.doubleToRawLongBits(rightValue);
        }
        return left.isFloat() == right.isFloat()
                && Double.doubleToRawLongBits(left.sum()) == Double.doubleToRawLongBits(right.sum())
                && sameLayout(left, right)
                && Arrays.equals(counts(left), counts(right));
    }

    /// Whether the counts of two histograms are those of the same buckets.
    static boolean sameLayout(Histogram left, Histogram right) {
        return left.schema() == right.schema()
                && left.zeroThreshold() == right.zeroThreshold()
                && left.positiveSpans().equals(right.positiveSpans())
                && left.negativeSpans().equals(right.negativeSpans())
                && Arrays.equals(left.customValues(), right.customValues());
    }

    /// Count, zero count and all buckets: numbers, or the bits of floats.
    private static long[] counts(Histogram histogram) {
        int positives = histogram.positiveSpans().buckets();
        int negatives = histogram.negativeSpans().buckets();
        long[] counts = new long[2 + positives + negatives];
        boolean floats = histogram.isFloat();
        counts[0] = floats ? bits(histogram.count()) : histogram.integerCount();
        counts[1] = floats ? bits(histogram.zeroCount()) : histogram.integerZeroCount();
        for (int i = 0; i < positives; i++) {
            counts[2 + i] = floats ? bits(histogram.positive(i)) : histogram.integerPositive(i);
        }
        for (int i = 0; i < negatives; i++) {
            counts[2 + positives + i] = floats ? bits(histogram.negative(i)) : histogram.integerNegative(i);
        }
        return counts;
    }

    private static long bits(double value) {
        return Double.doubleToRawLongBits(value);
    }

    /// The sum of two histograms of the same kind and layout.
    static Histogram sum(Histogram left, Histogram right) {
        long[] a = counts(left);
        long[] b = counts(right);
        boolean floats = left.isFloat();
        for (int i = 0; i < a.length; i++) {
            a[i] = floats ? bits(Double.longBitsToDouble(a[i]) + Double.longBitsToDouble(b[i])) : a[i] + b[i];
        }
        int positives = left.positiveSpans().buckets();
        long[] upper = Arrays.copyOfRange(a, 2, 2 + positives);
        long[] lower = Arrays.copyOfRange(a, 2 + positives, a.length);
        double[] bounds = left.hasCustomBuckets() ? left.customValues() : NO_VALUES;
        CounterReset hint = left.counterReset() == CounterReset.GAUGE ? CounterReset.GAUGE : CounterReset.UNKNOWN;
        double sum = left.sum() + right.sum();
        if (floats) {
            return Histogram.ofFloats(
                    hint,
                    left.schema(),
                    left.zeroThreshold(),
                    sum,
                    left.positiveSpans(),
                    left.negativeSpans(),
                    bounds,
                    Double.longBitsToDouble(a[0]),
                    Double.longBitsToDouble(a[1]),
                    upper,
                    lower);
        }
        return Histogram.ofIntegers(
                hint,
                left.schema(),
                left.zeroThreshold(),
                sum,
                left.positiveSpans(),
                left.negativeSpans(),
                bounds,
                a[0],
                a[1],
                upper,
                lower);
    }
}
