package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import dev.headroom.tsdb.internal.RecordInput;

/// A native histogram as it stands in a record; valid until the visitor's method returns.
///
/// ```
/// counter reset hint      byte
/// schema                  varint; -53 for custom buckets
/// zero threshold          8 bytes, float
/// zero count, count       uvarint each, or 8 bytes each in float histograms
/// sum                     8 bytes, float
/// positive spans          count uvarint, then for each: offset varint, length uvarint
/// negative spans          the same
/// positive buckets        count uvarint, then for each: difference to the one before as varint, or 8 bytes, float
/// negative buckets        the same
/// custom values           only when the schema says so: count uvarint, then 8 bytes each, float
/// ```
///
/// Only what counting needs is read at first: the schema, the sum, and where the histogram ends.
public final class HistogramView {
    // Exponential schemas that Prometheus accepts, those it reserves included.
    private static final int MIN_SCHEMA = -9;
    private static final int MAX_SCHEMA = 52;
    /// The finest schema that Prometheus works with; it makes finer ones coarser when it reads them.
    private static final int FINEST_SCHEMA = 8;

    private static final double[] NO_VALUES = {};
    private static final CounterReset[] COUNTER_RESETS = CounterReset.values();

    private byte[] bytes = {};
    private int start;
    private int end;
    private boolean floating;
    private int schema;
    private long sumBits;
    private int buckets;

    /// Whether counts are floats.
    public boolean isFloat() {
        return floating;
    }

    public int schema() {
        return schema;
    }

    /// The bits of the sum.
    public long sumBits() {
        return sumBits;
    }

    /// Whether this is no observation but the mark that the series ended.
    public boolean isStale() {
        return sumBits == RecordVisitor.STALE;
    }

    /// Number of buckets, positive and negative, that are written.
    public int buckets() {
        return buckets;
    }

    /// The array that holds the histogram as it is encoded.
    public byte[] bytes() {
        return bytes;
    }

    public int offset() {
        return start;
    }

    /// Bytes of the encoding.
    public int length() {
        return end - start;
    }

    /// Reads a histogram and leaves the input behind it.
    public void read(RecordInput in, boolean floating) {
        this.floating = floating;
        bytes = in.bytes();
        start = in.position();
        in.u8();
        schema = (int) in.varint();
        in.be64();
        if (floating) {
            in.skip(16);
        } else {
            in.uvarint();
            in.uvarint();
        }
        sumBits = in.be64();
        skipSpans(in);
        skipSpans(in);
        buckets = skipBuckets(in) + skipBuckets(in);
        if (schema == Histogram.CUSTOM_BUCKETS) {
            in.skip(8L * in.count(8));
        }
        end = in.position();
    }

    /// Reads a histogram that was kept as it stood in a record.
    public HistogramView read(byte[] kept, int offset, int length, boolean isFloating) {
        read(new RecordInput().reset(kept, offset, length), isFloating);
        return this;
    }

    /// Whether Prometheus takes histograms of this schema.
    static boolean isKnown(int schema) {
        return schema == Histogram.CUSTOM_BUCKETS || (schema >= MIN_SCHEMA && schema <= MAX_SCHEMA);
    }

    /// The histogram as an object; a finer schema than Prometheus works with is made coarser.
    ///
    /// @throws CorruptionException when spans and buckets do not fit together
    public Histogram toHistogram() {
        RecordInput in = new RecordInput().reset(bytes, start, end - start);
        int hint = in.u8();
        in.varint();
        double zeroThreshold = Double.longBitsToDouble(in.be64());
        long zeroCount = floating ? in.be64() : in.uvarint();
        long count = floating ? in.be64() : in.uvarint();
        double sum = Double.longBitsToDouble(in.be64());
        if (isStale()) {
            return Histogram.stale(floating, sum);
        }
        CounterReset counterReset = hint < COUNTER_RESETS.length ? COUNTER_RESETS[hint] : CounterReset.UNKNOWN;
        Spans positiveSpans = spans(in);
        Spans negativeSpans = spans(in);
        long[] positive = counts(in, positiveSpans);
        long[] negative = counts(in, negativeSpans);
        double[] customValues = schema == Histogram.CUSTOM_BUCKETS ? values(in) : NO_VALUES;
        Histogram histogram = floating
                ? Histogram.ofFloats(
                        counterReset,
                        schema,
                        zeroThreshold,
                        sum,
                        positiveSpans,
                        negativeSpans,
                        customValues,
                        Double.longBitsToDouble(count),
                        Double.longBitsToDouble(zeroCount),
                        positive,
                        negative)
                : Histogram.ofIntegers(
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
        return schema > FINEST_SCHEMA ? histogram.reducedTo(FINEST_SCHEMA) : histogram;
    }

    private static Spans spans(RecordInput in) {
        int count = in.count(2);
        int[] offsets = new int[count];
        int[] lengths = new int[count];
        long total = 0;
        for (int i = 0; i < count; i++) {
            offsets[i] = (int) in.varint();
            lengths[i] = (int) in.uvarint();
            total += lengths[i];
            // Each bucket takes a byte at least.
            if (lengths[i] < 0 || total > in.remaining()) {
                throw in.unexpected("a span of buckets that the record can hold", Integer.toString(lengths[i]));
            }
        }
        return new Spans(offsets, lengths);
    }

    /// The buckets' counts: those of integer histograms are written as differences.
    private long[] counts(RecordInput in, Spans spans) {
        int count = in.count(floating ? 8 : 1);
        if (count != spans.buckets()) {
            throw in.unexpected("the counts of " + spans.buckets() + " buckets", Integer.toString(count));
        }
        long[] counts = new long[count];
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += floating ? 0 : in.varint();
            counts[i] = floating ? in.be64() : sum;
        }
        return counts;
    }

    private static double[] values(RecordInput in) {
        double[] values = new double[in.count(8)];
        for (int i = 0; i < values.length; i++) {
            values[i] = Double.longBitsToDouble(in.be64());
        }
        return values;
    }

    private static void skipSpans(RecordInput in) {
        in.skipUvarints(2 * in.count(2));
    }

    private int skipBuckets(RecordInput in) {
        int count = in.count(floating ? 8 : 1);
        if (floating) {
            in.skip(8L * count);
        } else {
            in.skipUvarints(count);
        }
        return count;
    }
}
