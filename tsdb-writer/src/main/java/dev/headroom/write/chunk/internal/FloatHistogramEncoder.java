package dev.headroom.write.chunk.internal;

import dev.headroom.tsdb.histogram.Histogram;
import java.util.Arrays;

/// Encodings 3 and 6, floathistogram and floathistogramST: histograms with float counts. The layout stands at
/// the reader's `FloatHistogramDecoder`.
public final class FloatHistogramEncoder extends HistogramEncoder {
    private final XorField count = new XorField();
    private final XorField zeroCount = new XorField();

    // Positive buckets, then negative ones; the array grows and stays.
    private XorField[] buckets = new XorField[0];

    public FloatHistogramEncoder(boolean withStartTimestamps) {
        super(withStartTimestamps);
    }

    @Override
    boolean isFloating() {
        return true;
    }

    @Override
    boolean isReset(Histogram before, Histogram after) {
        boolean reset = after.count() < before.count() || after.zeroCount() < before.zeroCount();
        for (int i = 0; !reset && i < after.positiveSpans().buckets(); i++) {
            reset = after.positive(i) < before.positive(i);
        }
        for (int i = 0; !reset && i < after.negativeSpans().buckets(); i++) {
            reset = after.negative(i) < before.negative(i);
        }
        return reset;
    }

    @Override
    void addFirst(Histogram histogram) {
        int positives = histogram.positiveSpans().buckets();
        int total = positives + histogram.negativeSpans().buckets();
        growTo(total);
        start(count, histogram.count());
        start(zeroCount, histogram.zeroCount());
        start(sum, histogram.sum());
        for (int i = 0; i < total; i++) {
            start(buckets[i], bucket(histogram, i, positives));
        }
    }

    private void start(XorField field, double value) {
        long bits = Double.doubleToRawLongBits(value);
        out.writeBits(bits, 64);
        field.start(bits);
    }

    @Override
    void addNext(Histogram histogram) {
        count.write(out, Double.doubleToRawLongBits(histogram.count()));
        zeroCount.write(out, Double.doubleToRawLongBits(histogram.zeroCount()));
        sum.write(out, Double.doubleToRawLongBits(histogram.sum()));
        int positives = histogram.positiveSpans().buckets();
        int total = positives + histogram.negativeSpans().buckets();
        for (int i = 0; i < total; i++) {
            buckets[i].write(out, Double.doubleToRawLongBits(bucket(histogram, i, positives)));
        }
    }

    private static double bucket(Histogram histogram, int bucket, int positives) {
        return bucket < positives ? histogram.positive(bucket) : histogram.negative(bucket - positives);
    }

    private void growTo(int length) {
        int old = buckets.length;
        if (old < length) {
            buckets = Arrays.copyOf(buckets, length);
            for (int i = old; i < length; i++) {
                buckets[i] = new XorField();
            }
        }
    }
}
