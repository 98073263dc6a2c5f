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
    /// Time, count and zero count.
    private static final int NUMBERS_BEFORE_SUM = 3;

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
        if (passesBuckets) {
            interval += in.readVarbitInt();
            timestamp += interval;
            in.skipVarbits(NUMBERS_BEFORE_SUM - 1);
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

    /// The kernel, on copies of the fields: finds the sums, and of other numbers looks at their widths only. It
    /// stops before a sample that is rare, stale, wrong or near the end of the data, which is left to [#readNext].
    @Override
    int passOver(int wanted) {
        int[] skips = BitReader.SKIPS;
        byte[] data = in.data;
        int lastRefill = in.end - Long.BYTES;
        int passed = 0;
        samples:
        while (passed < wanted && !isStale()) {
            int next = in.next;
            long buffer = in.buffer;
            int buffered = in.buffered;
            long current = sum.bits;
            int significant = sum.significant;
            int trailing = sum.trailing;
            boolean behindSum = false;
            int left = NUMBERS_BEFORE_SUM;
            while (left > 0) {
                if (buffered < BitReader.SKIP_BITS) {
                    if (next > lastRefill) {
                        break samples;
                    }
                    buffer |= BitReader.longAt(data, next) >>> buffered;
                    next += (63 - buffered) >>> 3;
                    buffered |= 56;
                }
                int skip = skips[(int) (buffer >>> (64 - BitReader.SKIP_BITS))];
                int numbers = skip >>> 16;
                int length = skip & 0xff;
                if (numbers > left) {
                    numbers = 1;
                    length = (skip >>> 8) & 0xff;
                }
                if (numbers == 0) {
                    numbers = 1;
                    length = BitReader.varbitLength(buffer);
                    if (length > buffered) {
                        break samples;
                    }
                }
                buffer <<= length;
                buffered -= length;
                left -= numbers;
                if (left > 0 || behindSum) {
                    continue;
                }
                behindSum = true;
                left = bucketTotal;
                if (buffered < XorField.LONGEST_HEAD) {
                    if (next > lastRefill) {
                        break samples;
                    }
                    buffer |= BitReader.longAt(data, next) >>> buffered;
                    next += (63 - buffered) >>> 3;
                    buffered |= 56;
                }
                if (buffer >= 0) {
                    buffer <<= 1;
                    buffered--;
                    continue;
                }
                if (buffer << 1 >= 0) {
                    buffer <<= 2;
                    buffered -= 2;
                } else {
                    int window = (int) (buffer >>> 51) & 0x7ff;
                    significant = ((window - 1) & 63) + 1;
                    trailing = 64 - (window >>> 6) - significant;
                    buffer <<= 13;
                    buffered -= 13;
                }
                if (significant > buffered && next <= lastRefill) {
                    buffer |= BitReader.longAt(data, next) >>> buffered;
                    next += (63 - buffered) >>> 3;
                    buffered |= 56;
                }
                if (significant > buffered || trailing < 0) {
                    break samples;
                }
                current ^= buffer >>> (64 - significant) << trailing;
                if (current == STALE_NAN) {
                    break samples;
                }
                buffer = buffer << (significant - 1) << 1;
                buffered -= significant;
            }
            in.next = next;
            in.buffer = buffer;
            in.buffered = buffered;
            sum.bits = current;
            sum.significant = significant;
            sum.trailing = trailing;
            passed++;
        }
        return passed;
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
