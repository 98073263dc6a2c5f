package dev.headroom.tsdb.chunk.internal;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import java.util.Arrays;

/// Encodings 3 and 6, floathistogram and floathistogramST: histograms with float counts.
///
/// ```
/// sample 0    <t:varbit int> <count:64> <zero count:64> <sum:64> { <bucket:64> }
/// sample ≥ 1  <t:varbit int, delta of delta> <count:xor> <zero count:xor> <sum:xor> { <bucket:xor> }
/// ```
/// Each number has an `xor` window of its own, see [XorField]. A bucket (first the positive ones, then the negative
/// ones) is an absolute count. Source: Prometheus, `tsdb/docs/format/chunks.md` and
/// `tsdb/chunkenc/float_histogram.go`.
public final class FloatHistogramDecoder extends HistogramDecoder {
    private long interval;
    private final XorField count = new XorField();
    private final XorField zeroCount = new XorField();

    // Positive buckets, then negative ones; the array grows and stays.
    private XorField[] buckets = new XorField[0];
    private int bucketTotal;

    public FloatHistogramDecoder(boolean withStartTimestamps) {
        super(withStartTimestamps);
    }

    @Override
    int minBucketBits() {
        return 64;
    }

    @Override
    void readFirst() {
        bucketTotal = layout.positive.buckets + layout.negative.buckets;
        growTo(bucketTotal);
        interval = 0;
        timestamp = in.readVarbitInt();
        count.start(in.readBits(64));
        zeroCount.start(in.readBits(64));
        sum.start(in.readBits(64));
        for (int i = 0; i < bucketTotal; i++) {
            buckets[i].start(in.readBits(64));
        }
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

    @Override
    void readNext() {
        interval += in.readVarbitInt();
        timestamp += interval;
        count.read(in);
        zeroCount.read(in);
        sum.read(in);
        if (isStale()) {
            return;
        }
        for (int i = 0; i < bucketTotal; i++) {
            buckets[i].read(in);
        }
    }

    @Override
    int passOver(int wanted) {
        return 0;
    }

    @Override
    Histogram staleHistogram() {
        return Histogram.stale(true, Double.longBitsToDouble(sum.bits));
    }

    @Override
    Histogram toHistogram(CounterReset hint) {
        return Histogram.ofFloats(
                hint,
                layout.schema,
                layout.zeroThreshold,
                Double.longBitsToDouble(sum.bits),
                layout.positive.spans(),
                layout.negative.spans(),
                layout.customValues(),
                Double.longBitsToDouble(count.bits),
                Double.longBitsToDouble(zeroCount.bits),
                bits(0, layout.positive.buckets),
                bits(layout.positive.buckets, layout.negative.buckets));
    }

    private long[] bits(int from, int length) {
        long[] bits = new long[length];
        for (int i = 0; i < length; i++) {
            bits[i] = buckets[from + i].bits;
        }
        return bits;
    }
}
