package dev.headroom.tsdb.chunk.internal;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;

/// Encodings 2 and 5, histogram and histogramST: histograms with integer counts.
///
/// ```
/// sample 0    <t:varbit int> <count:varbit uint> <zero count:varbit uint> <sum:64> { <bucket:varbit int> }
/// sample ≥ 1  <t> <count> <zero count> <sum:xor> { <bucket> }    each but the sum a varbit int, delta of delta
/// ```
/// A bucket (first the positive ones, then the negative ones) is the difference to the bucket before it, and it is
/// that difference whose deltas of deltas are stored. For `xor` see [XorField]. Source: Prometheus,
/// `tsdb/docs/format/chunks.md` and `tsdb/chunkenc/histogram.go`.
public final class IntegerHistogramDecoder extends HistogramDecoder {
    private long interval;
    private long count;
    private long countDelta;
    private long zeroCount;
    private long zeroCountDelta;

    // Positive buckets, then negative ones; the arrays grow and stay.
    private long[] buckets = new long[0];
    private long[] bucketDeltas = new long[0];
    private int bucketTotal;

    public IntegerHistogramDecoder(boolean withStartTimestamps) {
        super(withStartTimestamps);
    }

    @Override
    int minBucketBits() {
        return 1;
    }

    @Override
    void readFirst() {
        bucketTotal = layout.positive.buckets + layout.negative.buckets;
        if (buckets.length < bucketTotal) {
            buckets = new long[bucketTotal];
            bucketDeltas = new long[bucketTotal];
        }
        interval = 0;
        countDelta = 0;
        zeroCountDelta = 0;
        timestamp = in.readVarbitInt();
        count = in.readVarbitUint();
        zeroCount = in.readVarbitUint();
        sum.start(in.readBits(64));
        for (int i = 0; i < bucketTotal; i++) {
            buckets[i] = in.readVarbitInt();
            bucketDeltas[i] = 0;
        }
    }

    @Override
    void readNext() {
        if (onlyCountsBuckets) {
            in.skipVarbits(3);
            sum.read(in);
            if (!isStale()) {
                in.skipVarbits(bucketTotal);
            }
            return;
        }
        interval += in.readVarbitInt();
        timestamp += interval;
        countDelta += in.readVarbitInt();
        count += countDelta;
        zeroCountDelta += in.readVarbitInt();
        zeroCount += zeroCountDelta;
        sum.read(in);
        if (isStale()) {
            return;
        }
        for (int i = 0; i < bucketTotal; i++) {
            bucketDeltas[i] += in.readVarbitInt();
            buckets[i] += bucketDeltas[i];
        }
    }

    @Override
    Histogram staleHistogram() {
        return Histogram.stale(false, Double.longBitsToDouble(sum.bits));
    }

    @Override
    Histogram toHistogram(CounterReset hint) {
        return Histogram.ofIntegers(
                hint,
                layout.schema,
                layout.zeroThreshold,
                Double.longBitsToDouble(sum.bits),
                layout.positive.spans(),
                layout.negative.spans(),
                layout.customValues(),
                count,
                zeroCount,
                absolute(0, layout.positive.buckets),
                absolute(layout.positive.buckets, layout.negative.buckets));
    }

    private long[] absolute(int from, int length) {
        long[] counts = new long[length];
        long running = 0;
        for (int i = 0; i < length; i++) {
            running += buckets[from + i];
            counts[i] = running;
        }
        return counts;
    }
}
