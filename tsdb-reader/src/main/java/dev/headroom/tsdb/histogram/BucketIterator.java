package dev.headroom.tsdb.histogram;

/// Walks over the buckets of a histogram, from the lowest to the highest bound.
///
/// First the negative buckets, the one with the largest index in front, then the zero bucket (custom buckets
/// have none), then the positive ones. Bounds are computed only when asked for.
public final class BucketIterator {
    private enum Side {
        NEGATIVE,
        ZERO,
        POSITIVE
    }

    private final Histogram histogram;
    private Side side = Side.NEGATIVE;
    private int span;
    private int inSpan;
    private int bucket;
    private int index;

    BucketIterator(Histogram histogram) {
        this.histogram = histogram;
        Spans spans = histogram.negativeSpans();
        this.span = spans.size();
        this.bucket = spans.buckets();
        for (int i = 0; i < spans.size(); i++) {
            index += spans.offset(i) + spans.length(i);
        }
    }

    /// Moves to the next bucket; false after the last one.
    public boolean next() {
        if (side == Side.NEGATIVE) {
            if (nextNegative()) {
                return true;
            }
            side = Side.ZERO;
            if (!histogram.hasCustomBuckets()) {
                return true;
            }
        }
        if (side == Side.ZERO) {
            side = Side.POSITIVE;
            span = -1;
            inSpan = 0;
            bucket = -1;
            index = -1;
        }
        return nextPositive();
    }

    private boolean nextNegative() {
        Spans spans = histogram.negativeSpans();
        while (inSpan == 0) {
            if (span < spans.size()) {
                index -= spans.offset(span);
            }
            if (--span < 0) {
                return false;
            }
            inSpan = spans.length(span);
        }
        inSpan--;
        index--;
        bucket--;
        return true;
    }

    private boolean nextPositive() {
        Spans spans = histogram.positiveSpans();
        index++;
        while (inSpan == 0) {
            if (++span >= spans.size()) {
                span = spans.size();
                return false;
            }
            index += spans.offset(span);
            inSpan = spans.length(span);
        }
        inSpan--;
        bucket++;
        return true;
    }

    public double lower() {
        return switch (side) {
            case NEGATIVE -> -bound(index);
            case ZERO -> -histogram.zeroThreshold();
            case POSITIVE -> bound(index - 1);
        };
    }

    public double upper() {
        return switch (side) {
            case NEGATIVE -> -bound(index - 1);
            case ZERO -> histogram.zeroThreshold();
            case POSITIVE -> bound(index);
        };
    }

    public boolean lowerInclusive() {
        if (side == Side.ZERO) {
            return true;
        }
        return histogram.hasCustomBuckets() ? index == 0 : lower() < 0;
    }

    public boolean upperInclusive() {
        return side == Side.ZERO || histogram.hasCustomBuckets() || upper() > 0;
    }

    /// Observations in this bucket.
    public double count() {
        return histogram.asDouble(bits());
    }

    /// Observations in this bucket of an integer histogram, exactly: an unsigned number.
    public long integerCount() {
        return histogram.requireInteger(bits());
    }

    /// Whether nothing was observed in this bucket.
    public boolean isEmpty() {
        return count() == 0;
    }

    private long bits() {
        return switch (side) {
            case NEGATIVE -> histogram.negativeBits(bucket);
            case ZERO -> histogram.zeroBits();
            case POSITIVE -> histogram.positiveBits(bucket);
        };
    }

    private double bound(int bucketIndex) {
        return histogram.hasCustomBuckets()
                ? BucketBounds.custom(bucketIndex, histogram.customValues())
                : BucketBounds.exponential(bucketIndex, histogram.schema());
    }

    @Override
    public String toString() {
        return (lowerInclusive() ? "[" : "(") + lower() + "," + upper() + (upperInclusive() ? "]:" : "):") + count();
    }
}
