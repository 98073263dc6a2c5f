package dev.headroom.testing;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// A remote-write request (version 1): series with their samples, in Prometheus's protobuf.
///
/// ```
/// WriteRequest { timeseries = 1 }
/// TimeSeries   { labels = 1, samples = 2, exemplars = 3, histograms = 4 }
/// Label        { name = 1, value = 2 }
/// Sample       { value = 1 (double), timestamp = 2 (ms) }
/// Exemplar     { labels = 1, value = 2 (double), timestamp = 3 (ms) }
/// ```
/// The histogram's message stands in [NativeHistogram].
public final class WriteRequest {
    /// The value that ends a series: a NaN of these bits.
    public static final long STALE_BITS = 0x7ff0000000000002L;

    private final ProtoBuffer request = new ProtoBuffer();
    private final ProtoBuffer series = new ProtoBuffer();
    private final ProtoBuffer message = new ProtoBuffer();
    private int count;

    /// Labels as they stand in a series, sorted by name.
    public static byte[] encode(Map<String, String> labels) {
        ProtoBuffer encoded = new ProtoBuffer();
        putLabels(encoded, labels);
        return encoded.toBytes();
    }

    /// Begins a series; its samples follow in the order of time.
    public WriteRequest series(Map<String, String> labels) {
        return series(encode(labels));
    }

    /// Begins a series whose labels are encoded already.
    public WriteRequest series(byte[] encodedLabels) {
        endSeries();
        series.raw(encodedLabels);
        count++;
        return this;
    }

    public WriteRequest sample(long timestamp, double value) {
        return sampleBits(timestamp, Double.doubleToRawLongBits(value));
    }

    /// The staleness marker: this series has ended.
    public WriteRequest stale(long timestamp) {
        return sampleBits(timestamp, STALE_BITS);
    }

    /// A sample by the bits of its double, for a NaN's sake.
    public WriteRequest sampleBits(long timestamp, long bits) {
        message.clear();
        message.fixed64(1, bits);
        message.varint(2, timestamp);
        series.message(2, message);
        return this;
    }

    public WriteRequest histogram(long timestamp, NativeHistogram histogram) {
        message.clear();
        histogram.write(message, timestamp);
        series.message(4, message);
        return this;
    }

    public WriteRequest exemplar(long timestamp, double value, Map<String, String> labels) {
        message.clear();
        putLabels(message, labels);
        message.real(2, value);
        message.varint(3, timestamp);
        series.message(3, message);
        return this;
    }

    /// How many series it holds.
    public int size() {
        return count;
    }

    byte[] compressed() {
        endSeries();
        return request.toSnappyLiterals();
    }

    private void endSeries() {
        if (series.size() > 0) {
            request.message(1, series);
            series.clear();
        }
    }

    private static void putLabels(ProtoBuffer to, Map<String, String> labels) {
        ProtoBuffer label = new ProtoBuffer();
        new TreeMap<>(labels).forEach((name, value) -> {
            label.clear();
            label.bytes(1, name.getBytes(StandardCharsets.UTF_8));
            label.bytes(2, value.getBytes(StandardCharsets.UTF_8));
            to.message(1, label);
        });
    }
}
