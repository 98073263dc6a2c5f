package dev.headroom.write.chunk.internal;

import dev.headroom.tsdb.histogram.Histogram;

/// Encodings 2 and 5, histogram and histogramST: histograms with integer counts. The layout stands at the
/// reader's
/// `IntegerHistogramDecoder`.
public final class IntegerHistogramEncoder extends HistogramEncoder {
    private long count;
    private long countDelta;
    private long zeroCount;
    private long zeroCountDelta;

    // Positive buckets, then negative ones, each as the difference to the one before it.
    private long[] buckets = new long[0];
    private long[] bucketDeltas = new long[0];

    public IntegerHistogramEncoder(boolean withStartTimestamps) {
        super(withStartTimestamps);
    }

    @Override
    boolean isFloating() {
        return false;
    }

    @Override
    boolean isReset(Histogram before, Histogram after) {
        boolean reset = Long.compareUnsigned(after.integerCount(), before.integerCount()) < 0
                || Long.compareUnsigned(after.integerZeroCount(), before.integerZeroCount()) < 0;
        for (int i = 0; !reset && i < after.positiveSpans().buckets(); i++) {
            reset = Long.compareUnsigned(after.integerPositive(i), before.integerPositive(i)) < 0;
        }
        for (int i = 0; !reset && i < after.negativeSpans().buckets(); i++) {
            reset = Long.compareUnsigned(after.integerNegative(i), before.integerNegative(i)) < 0;
        }
        return reset;
    }

    @Override
    void addFirst(Histogram histogram) {
        int total = buckets(histogram);
        if (buckets.length < total) {
            buckets = new long[total];
            bucketDeltas = new long[total];
        }
        count = histogram.integerCount();
        zeroCount = histogram.integerZeroCount();
        countDelta = 0;
        zeroCountDelta = 0;
        out.writeVarbitUint(count);
        out.writeVarbitUint(zeroCount);
        long sumBits = Double.doubleToRawLongBits(histogram.sum());
        out.writeBits(sumBits, 64);
        sum.start(sumBits);
        for (int i = 0; i < total; i++) {
            buckets[i] = difference(histogram, i);
            bucketDeltas[i] = 0;
            out.writeVarbitInt(buckets[i]);
        }
    }

    @Override
    void addNext(Histogram histogram) {
        if (isStale(histogram)) {
            out.writeBit(0);
            out.writeBit(0);
            sum.write(out, STALE_NAN);
            return;
        }
        long newDelta = histogram.integerCount() - count;
        out.writeVarbitInt(newDelta - countDelta);
        count += newDelta;
        countDelta = newDelta;
        newDelta = histogram.integerZeroCount() - zeroCount;
        out.writeVarbitInt(newDelta - zeroCountDelta);
        zeroCount += newDelta;
        zeroCountDelta = newDelta;
        sum.write(out, Double.doubleToRawLongBits(histogram.sum()));
        int total = buckets(histogram);
        for (int i = 0; i < total; i++) {
            long bucket = difference(histogram, i);
            newDelta = bucket - buckets[i];
            out.writeVarbitInt(newDelta - bucketDeltas[i]);
            buckets[i] = bucket;
            bucketDeltas[i] = newDelta;
        }
    }

    private static int buckets(Histogram histogram) {
        return histogram.positiveSpans().buckets() + histogram.negativeSpans().buckets();
    }

    private static long difference(Histogram histogram, int bucket) {
        int positives = histogram.positiveSpans().buckets();
        if (bucket < positives) {
            return histogram.integerPositive(bucket) - (bucket == 0 ? 0 : histogram.integerPositive(bucket - 1));
        }
        int i = bucket - positives;
        return histogram.integerNegative(i) - (i == 0 ? 0 : histogram.integerNegative(i - 1));
    }
}
