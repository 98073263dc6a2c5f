package dev.headroom.tsdb.chunk.internal;

import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import java.util.Arrays;

/// The bucket layout that all samples of a histogram chunk share; it stands in front of the first sample.
///
/// ```
/// <zero threshold> <schema:varbit int> <positive spans> <negative spans> <custom values>
///
/// zero threshold  one byte: 0 is 0; b from 1 to 254 is 2^(b-244); 255 has the float64 after it
/// spans           <number:varbit uint> { <length:varbit uint> <offset:varbit int> }
/// custom values   with schema -53 only: <number:varbit uint> { <bound> }
/// bound           varbit uint n: n > 0 is (n-1)/1000; 0 has the float64 after it
/// ```
/// Source: Prometheus, `tsdb/docs/format/chunks.md` and `tsdb/chunkenc/histogram_meta.go`.
final class HistogramLayout {
    /// The finest schema that is handed out; Prometheus merges the buckets of finer ones.
    static final int MAX_SCHEMA = 8;

    private static final int MIN_KNOWN_SCHEMA = -9;
    private static final int MAX_KNOWN_SCHEMA = 52;

    /// No side of a histogram has more: at schema 8 the float64 numbers fill 2,098 × 256 buckets.
    private static final int MAX_BUCKETS = 1 << 20;

    int schema;
    double zeroThreshold;
    final SpanList positive = new SpanList();
    final SpanList negative = new SpanList();
    private double[] customValues = new double[0];
    private int customCount;

    // What samples share once one of them is asked for; made at most once per chunk.
    private double[] sharedCustomValues;

    /// @param minBucketBits the fewest bits that a bucket of the first sample takes
    void read(BitReader in, int minBucketBits) {
        sharedCustomValues = null;
        zeroThreshold = readZeroThreshold(in);
        schema = (int) in.readVarbitInt();
        if (schema != Histogram.CUSTOM_BUCKETS && (schema < MIN_KNOWN_SCHEMA || schema > MAX_KNOWN_SCHEMA)) {
            throw in.malformed("a histogram schema of -9 to 52, or -53", Integer.toString(schema));
        }
        positive.read(in);
        negative.read(in);
        customCount = schema == Histogram.CUSTOM_BUCKETS ? readCustomValues(in) : 0;
        checkIndexes(in);
        long buckets = (long) positive.buckets + negative.buckets;
        if (buckets * minBucketBits > in.bitsLeft()) {
            throw in.malformed(
                    buckets + " buckets of at least " + minBucketBits + " bits",
                    in.bitsLeft() + " bits left in the chunk");
        }
    }

    private static double readZeroThreshold(BitReader in) {
        int code = (int) in.readBits(8);
        return switch (code) {
            case 0 -> 0;
            case 255 -> Double.longBitsToDouble(in.readBits(64));
            default -> Math.scalb(1.0, code - 244);
        };
    }

    private int readCustomValues(BitReader in) {
        // A bound takes five bits at least.
        int count = readCount(in, "custom values", 5);
        if (customValues.length < count) {
            customValues = new double[count];
        }
        for (int i = 0; i < count; i++) {
            long thousandths = in.readVarbitUint();
            customValues[i] =
                    thousandths == 0 ? Double.longBitsToDouble(in.readBits(64)) : (double) (thousandths - 1) / 1000;
        }
        return count;
    }

    /// Custom buckets count up from 0 to the one after the last bound; exponential ones must not run backwards when
    /// they have to be merged.
    private void checkIndexes(BitReader in) {
        if (schema == Histogram.CUSTOM_BUCKETS) {
            if (negative.buckets > 0) {
                throw in.malformed("no negative custom buckets", negative.buckets + " of them");
            }
            positive.requireWithin(in, customCount);
        } else if (schema > MAX_SCHEMA) {
            positive.requireAscending(in);
            negative.requireAscending(in);
        }
    }

    double[] customValues() {
        if (sharedCustomValues == null) {
            sharedCustomValues = Arrays.copyOf(customValues, customCount);
        }
        return sharedCustomValues;
    }

    private static int readCount(BitReader in, String what, int minBits) {
        long count = in.readVarbitUint();
        if (count < 0 || count > MAX_BUCKETS || count * minBits > in.bitsLeft()) {
            throw in.malformed(
                    "a number of " + what + " that the " + in.bitsLeft() + " bits left can hold",
                    Long.toUnsignedString(count));
        }
        return (int) count;
    }

    /// The spans of one side, in arrays that grow and stay.
    static final class SpanList {
        int buckets;
        private int[] offsets = new int[0];
        private int[] lengths = new int[0];
        private int size;
        private Spans shared;

        private void read(BitReader in) {
            // A length and an offset take a bit each at least.
            int count = readCount(in, "spans", 2);
            if (offsets.length < count) {
                offsets = new int[count];
                lengths = new int[count];
            }
            shared = null;
            size = count;
            long total = 0;
            for (int i = 0; i < count; i++) {
                long length = in.readVarbitUint();
                total += length;
                if (length < 0 || length > MAX_BUCKETS || total > MAX_BUCKETS) {
                    throw in.malformed(
                            "spans of at most " + MAX_BUCKETS + " buckets",
                            "a span of " + Long.toUnsignedString(length));
                }
                lengths[i] = (int) length;
                offsets[i] = (int) in.readVarbitInt();
            }
            buckets = (int) total;
        }

        private void requireWithin(BitReader in, int last) {
            long index = 0;
            for (int i = 0; i < size; i++) {
                index += offsets[i];
                if (lengths[i] > 0 && (index < 0 || index + lengths[i] - 1 > last)) {
                    throw in.malformed("custom buckets from 0 to " + last, "a span of " + lengths[i] + " at " + index);
                }
                index += lengths[i];
            }
        }

        private void requireAscending(BitReader in) {
            for (int i = 1; i < size; i++) {
                if (offsets[i] < 0) {
                    throw in.malformed("spans in ascending order", "an offset of " + offsets[i]);
                }
            }
        }

        Spans spans() {
            if (shared == null) {
                shared =
                        size == 0 ? Spans.EMPTY : new Spans(Arrays.copyOf(offsets, size), Arrays.copyOf(lengths, size));
            }
            return shared;
        }
    }
}
