package dev.headroom.replay.remote;

import com.google.protobuf.CodedOutputStream;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import java.io.IOException;

/// Writes a native histogram as the message `Histogram`, which is the same in both versions of remote write
/// but for the start timestamp.
///
/// ```
/// 1 count_int uint64 or 2 count_float double     8 negative_spans BucketSpan...
/// 3 sum double                                   9 negative_deltas sint64... or 10 negative_counts double...
/// 4 schema sint32                               11 positive_spans BucketSpan...
/// 5 zero_threshold double                       12 positive_deltas sint64... or 13 positive_counts double...
/// 6 zero_count_int uint64 or                    14 reset_hint enum
/// 7 zero_count_float double                     15 timestamp int64
///                                               16 custom_values double...
///                                               17 start_timestamp int64 (2.0 only)
/// BucketSpan: 1 offset sint32, 2 length uint32
/// ```
///
/// An integer histogram's buckets are differences, each to the bucket before. Source: `prompb/types.proto`
/// and
/// `prompb/io/prometheus/write/v2/types.proto` of Prometheus.
final class HistogramMessage {
    private HistogramMessage() {}

    /// @param start when it began to count; 0 to leave that out
    /// @param packed for the repeated fields, used again and again
    static void write(WireBuffer into, WireBuffer packed, long timestamp, long start, Histogram histogram)
            throws IOException {
        CodedOutputStream out = into.room(12 * WireBuffer.FIELD);
        // The kind of the count says what kind the histogram is, so it is written even when it is zero.
        if (histogram.isFloat()) {
            out.writeDouble(2, histogram.count());
        } else {
            out.writeUInt64(1, histogram.integerCount());
        }
        out.writeDouble(3, histogram.sum());
        out.writeSInt32(4, histogram.schema());
        out.writeDouble(5, histogram.zeroThreshold());
        if (histogram.isFloat()) {
            out.writeDouble(7, histogram.zeroCount());
        } else {
            out.writeUInt64(6, histogram.integerZeroCount());
        }
        int hint = switch (histogram.counterReset()) {
            case UNKNOWN -> 0;
            case RESET -> 1;
            case NOT_RESET -> 2;
            case GAUGE -> 3;
        };
        out.writeEnum(14, hint);
        out.writeInt64(15, timestamp);
        if (start != 0) {
            out.writeInt64(17, start);
        }
        spans(into, packed, 8, histogram.negativeSpans());
        counts(into, packed, 9, histogram, false);
        spans(into, packed, 11, histogram.positiveSpans());
        counts(into, packed, 12, histogram, true);
        double[] bounds = histogram.customValues();
        if (bounds.length > 0) {
            packed.clear();
            CodedOutputStream list = packed.room(8 * bounds.length);
            for (double bound : bounds) {
                list.writeDoubleNoTag(bound);
            }
            into.field(16, packed);
        }
    }

    private static void spans(WireBuffer into, WireBuffer span, int field, Spans spans) throws IOException {
        for (int i = 0; i < spans.size(); i++) {
            span.clear();
            CodedOutputStream out = span.room(2 * WireBuffer.FIELD);
            out.writeSInt32(1, spans.offset(i));
            out.writeUInt32(2, spans.length(i));
            into.field(field, span);
        }
    }

    /// @param deltasField the field of the differences; that of the counts of a float histogram comes after
    /// it
    private static void counts(
            WireBuffer into, WireBuffer packed, int deltasField, Histogram histogram, boolean positive)
            throws IOException {
        int buckets = (positive ? histogram.positiveSpans() : histogram.negativeSpans()).buckets();
        if (buckets == 0) {
            return;
        }
        packed.clear();
        CodedOutputStream out = packed.room(Math.multiplyExact(10, buckets));
        if (histogram.isFloat()) {
            for (int i = 0; i < buckets; i++) {
                out.writeDoubleNoTag(positive ? histogram.positive(i) : histogram.negative(i));
            }
            into.field(deltasField + 1, packed);
            return;
        }
        long before = 0;
        for (int i = 0; i < buckets; i++) {
            long count = positive ? histogram.integerPositive(i) : histogram.integerNegative(i);
            out.writeSInt64NoTag(count - before);
            before = count;
        }
        into.field(deltasField, packed);
    }
}
