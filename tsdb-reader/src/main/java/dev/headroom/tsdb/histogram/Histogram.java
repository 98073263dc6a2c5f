package dev.headroom.tsdb.histogram;

import java.util.Arrays;
import java.util.Objects;

/// One sample of a native histogram, with integer counts or with float counts.
///
/// The counts are absolute per bucket (not cumulative, not the deltas of the chunk encodings). Integer counts are
/// unsigned 64-bit numbers. Immutable by convention: arrays are neither copied on the way in nor on the way out.
public final class Histogram {
    /// The schema of histograms whose bucket bounds are the custom values.
    public static final int CUSTOM_BUCKETS = -53;

    private static final long[] NO_COUNTS = {};
    private static final double[] NO_VALUES = {};

    private final boolean floating;
    private final CounterReset counterReset;
    private final int schema;
    private final double zeroThreshold;
    private final double sum;
    private final Spans positiveSpans;
    private final Spans negativeSpans;
    private final double[] customValues;

    // Counts of an integer histogram, or the bits of the counts of a float histogram.
    private final long count;
    private final long zeroCount;
    private final long[] positive;
    private final long[] negative;

    private Histogram(
            boolean floating,
            CounterReset counterReset,
            int schema,
            double zeroThreshold,
            double sum,
            Spans positiveSpans,
            Spans negativeSpans,
            double[] customValues,
            long count,
            long zeroCount,
            long[] positive,
            long[] negative) {
        if (positive.length != positiveSpans.buckets() || negative.length != negativeSpans.buckets()) {
            throw new IllegalArgumentException("spans of " + positiveSpans.buckets() + " and " + negativeSpans.buckets()
                    + " buckets, but " + positive.length + " and " + negative.length + " counts");
        }
        this.floating = floating;
        this.counterReset = counterReset;
        this.schema = schema;
        this.zeroThreshold = zeroThreshold;
        this.sum = sum;
        this.positiveSpans = positiveSpans;
        this.negativeSpans = negativeSpans;
        this.customValues = customValues;
        this.count = count;
        this.zeroCount = zeroCount;
        this.positive = positive;
        this.negative = negative;
    }

    /// A histogram with integer counts.
    public static Histogram ofIntegers(
            CounterReset counterReset,
            int schema,
            double zeroThreshold,
            double sum,
            Spans positiveSpans,
            Spans negativeSpans,
            double[] customValues,
            long count,
            long zeroCount,
            long[] positive,
            long[] negative) {
        return new Histogram(
                false,
                counterReset,
                schema,
                zeroThreshold,
                sum,
                positiveSpans,
                negativeSpans,
                customValues,
                count,
                zeroCount,
                positive,
                negative);
    }

    /// A histogram with float counts; `positive` and `negative` hold their raw bits ([Double#doubleToRawLongBits]).
    public static Histogram ofFloats(
            CounterReset counterReset,
            int schema,
            double zeroThreshold,
            double sum,
            Spans positiveSpans,
            Spans negativeSpans,
            double[] customValues,
            double count,
            double zeroCount,
            long[] positive,
            long[] negative) {
        return new Histogram(
                true,
                counterReset,
                schema,
                zeroThreshold,
                sum,
                positiveSpans,
                negativeSpans,
                customValues,
                Double.doubleToRawLongBits(count),
                Double.doubleToRawLongBits(zeroCount),
                positive,
                negative);
    }

    /// A staleness marker: nothing but its sum counts.
    public static Histogram stale(boolean floating, double sum) {
        return new Histogram(
                floating,
                CounterReset.UNKNOWN,
                0,
                0,
                sum,
                Spans.EMPTY,
                Spans.EMPTY,
                NO_VALUES,
                0,
                0,
                NO_COUNTS,
                NO_COUNTS);
    }

    /// Whether the counts are floats.
    public boolean isFloat() {
        return floating;
    }

    public CounterReset counterReset() {
        return counterReset;
    }

    public int schema() {
        return schema;
    }

    /// Whether the bucket bounds are the custom values.
    public boolean hasCustomBuckets() {
        return schema == CUSTOM_BUCKETS;
    }

    public double zeroThreshold() {
        return zeroThreshold;
    }

    public double sum() {
        return sum;
    }

    /// Number of observations.
    public double count() {
        return asDouble(count);
    }

    /// Observations in the zero bucket.
    public double zeroCount() {
        return asDouble(zeroCount);
    }

    public Spans positiveSpans() {
        return positiveSpans;
    }

    public Spans negativeSpans() {
        return negativeSpans;
    }

    /// Count of the i-th bucket of the positive spans.
    public double positive(int i) {
        return asDouble(positive[i]);
    }

    /// Count of the i-th bucket of the negative spans.
    public double negative(int i) {
        return asDouble(negative[i]);
    }

    /// Number of observations of an integer histogram, exactly: an unsigned number.
    public long integerCount() {
        return requireInteger(count);
    }

    /// Observations in the zero bucket of an integer histogram, exactly: an unsigned number.
    public long integerZeroCount() {
        return requireInteger(zeroCount);
    }

    /// Count of the i-th bucket of the positive spans of an integer histogram, exactly: an unsigned number.
    public long integerPositive(int i) {
        return requireInteger(positive[i]);
    }

    /// Count of the i-th bucket of the negative spans of an integer histogram, exactly: an unsigned number.
    public long integerNegative(int i) {
        return requireInteger(negative[i]);
    }

    /// Upper bounds of the custom buckets but the last, which ends at infinity; empty for exponential schemas.
    public double[] customValues() {
        return customValues;
    }

    /// All buckets, from the lowest to the highest, the zero bucket in its place; those without a count too.
    public BucketIterator buckets() {
        return new BucketIterator(this);
    }

    /// This histogram with the buckets of a coarser schema, each the sum of the finer buckets it covers.
    public Histogram reducedTo(int coarser) {
        if (hasCustomBuckets() || coarser >= schema) {
            throw new IllegalArgumentException("schema " + schema + " cannot be reduced to " + coarser);
        }
        BucketMerger upper = new BucketMerger(this, positiveSpans, positive, schema - coarser);
        BucketMerger lower = new BucketMerger(this, negativeSpans, negative, schema - coarser);
        return new Histogram(
                floating,
                counterReset,
                coarser,
                zeroThreshold,
                sum,
                upper.spans(),
                lower.spans(),
                customValues,
                count,
                zeroCount,
                upper.counts(),
                lower.counts());
    }

    /// Adds two counts of this histogram's kind.
    long plus(long a, long b) {
        return floating ? Double.doubleToRawLongBits(Double.longBitsToDouble(a) + Double.longBitsToDouble(b)) : a + b;
    }

    long positiveBits(int i) {
        return positive[i];
    }

    long negativeBits(int i) {
        return negative[i];
    }

    long zeroBits() {
        return zeroCount;
    }

    /// A stored count as a number.
    double asDouble(long bits) {
        return floating ? Double.longBitsToDouble(bits) : unsignedToDouble(bits);
    }

    long requireInteger(long bits) {
        if (floating) {
            throw new IllegalStateException("a float histogram has no integer counts");
        }
        return bits;
    }

    private static double unsignedToDouble(long value) {
        // Halving keeps the lowest bit as a sticky bit, so that the one rounding of the conversion is right.
        return value >= 0 ? value : (double) ((value >>> 1) | (value & 1)) * 2;
    }

    /// Equal to the bit: sums, thresholds and float counts by their bits, spans as they are written.
    @Override
    public boolean equals(Object other) {
        return other instanceof Histogram that
                && floating == that.floating
                && counterReset == that.counterReset
                && schema == that.schema
                && Double.doubleToRawLongBits(zeroThreshold) == Double.doubleToRawLongBits(that.zeroThreshold)
                && Double.doubleToRawLongBits(sum) == Double.doubleToRawLongBits(that.sum)
                && positiveSpans.equals(that.positiveSpans)
                && negativeSpans.equals(that.negativeSpans)
                && Arrays.equals(customValues, that.customValues)
                && count == that.count
                && zeroCount == that.zeroCount
                && Arrays.equals(positive, that.positive)
                && Arrays.equals(negative, that.negative);
    }

    /// Whether it says the same, to the bit, whatever empty buckets the one or the other writes down, and
    /// whatever it says of resets.
    public boolean saysTheSame(Histogram that) {
        return floating == that.floating
                && schema == that.schema
                && Double.doubleToRawLongBits(zeroThreshold) == Double.doubleToRawLongBits(that.zeroThreshold)
                && Double.doubleToRawLongBits(sum) == Double.doubleToRawLongBits(that.sum)
                && Arrays.equals(customValues, that.customValues)
                && count == that.count
                && zeroCount == that.zeroCount
                && Arrays.equals(observed(positiveSpans, positive), observed(that.positiveSpans, that.positive))
                && Arrays.equals(observed(negativeSpans, negative), observed(that.negativeSpans, that.negative));
    }

    /// Index and count, in turn, of the buckets that are not empty.
    private static long[] observed(Spans spans, long[] counts) {
        long[] observed = new long[2 * counts.length];
        int length = 0;
        int bucket = 0;
        long index = 0;
        for (int span = 0; span < spans.size(); span++) {
            index += spans.offset(span);
            for (int i = 0; i < spans.length(span); i++, index++, bucket++) {
                if (counts[bucket] != 0) {
                    observed[length++] = index;
                    observed[length++] = counts[bucket];
                }
            }
        }
        return Arrays.copyOf(observed, length);
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema, count, sum, Arrays.hashCode(positive), Arrays.hashCode(negative));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{schema:").append(schema);
        text.append(", count:").append(count()).append(", sum:").append(sum);
        for (BucketIterator bucket = buckets(); bucket.next(); ) {
            text.append(", ").append(bucket);
        }
        return text.append('}').toString();
    }
}
