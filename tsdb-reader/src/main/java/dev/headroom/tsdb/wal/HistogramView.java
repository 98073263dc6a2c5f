package dev.headroom.tsdb.wal;

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
    /// The schema of custom buckets.
    private static final int CUSTOM_BUCKETS = -53;
    // Exponential schemas that Prometheus accepts, those it reserves included.
    private static final int MIN_SCHEMA = -9;
    private static final int MAX_SCHEMA = 52;

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
        if (schema == CUSTOM_BUCKETS) {
            in.skip(8L * in.count(8));
        }
        end = in.position();
    }

    /// Whether Prometheus takes histograms of this schema.
    static boolean isKnown(int schema) {
        return schema == CUSTOM_BUCKETS || (schema >= MIN_SCHEMA && schema <= MAX_SCHEMA);
    }

    private static void skipSpans(RecordInput in) {
        for (int i = in.count(2); i > 0; i--) {
            in.uvarint();
            in.uvarint();
        }
    }

    private int skipBuckets(RecordInput in) {
        int count = in.count(floating ? 8 : 1);
        if (floating) {
            in.skip(8L * count);
        } else {
            for (int i = 0; i < count; i++) {
                in.uvarint();
            }
        }
        return count;
    }
}
