package dev.headroom.testing;

import java.util.List;

/// One native-histogram sample: how many observations, and how they fall into buckets.
///
/// ```
/// Histogram { count = 1 (uint64) or 2 (double), sum = 3, schema = 4 (zigzag), zero_threshold = 5,
///             zero_count = 6 (uint64) or 7 (double),
///             negative spans = 8, deltas = 9 (zigzag, packed), counts = 10 (double, packed),
///             positive spans = 11, deltas = 12, counts = 13, reset_hint = 14, timestamp = 15, custom_values = 16 }
/// Span      { offset = 1 (zigzag), length = 2 }
/// ```
///
/// @param schema resolution, or [#CUSTOM_BUCKETS]
/// @param customBounds upper bounds of the buckets, with [#CUSTOM_BUCKETS] only
/// @param gauge whether counts may fall
/// @param floats whether counts travel, and are kept, as doubles
public record NativeHistogram(
        int schema,
        double zeroThreshold,
        long zeroCount,
        double sum,
        Buckets positive,
        Buckets negative,
        List<Double> customBounds,
        boolean gauge,
        boolean floats) {
    public static final int CUSTOM_BUCKETS = -53;

    private static final int HINT_GAUGE = 3;

    /// Consecutive buckets, from an index on.
    public record Buckets(int firstIndex, List<Long> counts) {
        public static final Buckets NONE = new Buckets(0, List.of());
    }

    /// Counts in consecutive positive buckets of an exponential schema.
    public static NativeHistogram exponential(int schema, long zeroCount, double sum, Buckets positive) {
        return new NativeHistogram(schema, 1e-128, zeroCount, sum, positive, Buckets.NONE, List.of(), false, false);
    }

    /// Counts under the given upper bounds, and one more above the last.
    public static NativeHistogram custom(double sum, List<Double> bounds, List<Long> counts) {
        return new NativeHistogram(
                CUSTOM_BUCKETS, 0, 0, sum, new Buckets(0, counts), Buckets.NONE, bounds, false, false);
    }

    public NativeHistogram asGauge() {
        return new NativeHistogram(
                schema, zeroThreshold, zeroCount, sum, positive, negative, customBounds, true, floats);
    }

    public NativeHistogram asFloats() {
        return new NativeHistogram(
                schema, zeroThreshold, zeroCount, sum, positive, negative, customBounds, gauge, true);
    }

    /// All observations.
    public long count() {
        long count = zeroCount;
        for (long c : positive.counts) {
            count += c;
        }
        for (long c : negative.counts) {
            count += c;
        }
        return count;
    }

    void write(ProtoBuffer to, long timestamp) {
        if (floats) {
            to.real(2, (double) count());
        } else {
            to.varint(1, count());
        }
        to.real(3, sum);
        to.signed(4, schema);
        to.real(5, zeroThreshold);
        if (floats) {
            to.real(7, (double) zeroCount);
        } else {
            to.varint(6, zeroCount);
        }
        write(to, negative, 8);
        write(to, positive, 11);
        if (gauge) {
            to.varint(14, HINT_GAUGE);
        }
        to.varint(15, timestamp);
        if (!customBounds.isEmpty()) {
            ProtoBuffer bounds = new ProtoBuffer();
            customBounds.forEach(bounds::putReal);
            to.message(16, bounds);
        }
    }

    /// Spans in `field`, deltas of the counts in the next one, or the counts themselves in the one after.
    private void write(ProtoBuffer to, Buckets buckets, int field) {
        if (buckets.counts.isEmpty()) {
            return;
        }
        ProtoBuffer span = new ProtoBuffer();
        span.signed(1, buckets.firstIndex);
        span.varint(2, buckets.counts.size());
        to.message(field, span);
        ProtoBuffer packed = new ProtoBuffer();
        long previous = 0;
        for (long count : buckets.counts) {
            if (floats) {
                packed.putReal((double) count);
            } else {
                packed.putZigzag(count - previous);
                previous = count;
            }
        }
        to.message(floats ? field + 2 : field + 1, packed);
    }
}
