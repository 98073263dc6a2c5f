package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.internal.RecordInput;

/// Tells a [RecordVisitor] what a record says.
///
/// A record begins with its type ([RecordType]). What follows:
///
/// ```
/// series            for each: reference 8 bytes, labels
/// samples           base reference 8 bytes, base time 8 bytes,
///                   for each: reference - base varint, time - base varint, value 8 bytes
/// samples v2        reference varint, time varint, start time varint, value 8 bytes; then for each:
///                   reference - the one before varint, time - the first varint, start time, value 8 bytes
/// histogram samples, float histogram samples, custom buckets
///                   as samples, with a histogram for the value
/// histogram samples v2, float histogram samples v2
///                   as samples v2, with a histogram for the value
/// tombstones        for each: reference 8 bytes, first time varint, last time varint
/// exemplars         base reference 8 bytes, base time 8 bytes,
///                   for each: reference - base varint, time - base varint, value 8 bytes, labels
/// mmap markers      for each: reference 8 bytes, head chunk reference 8 bytes
/// metadata          for each: reference uvarint, metric type byte, fields as labels
/// ```
///
/// A start time of version 2 is a byte: 0 none, 1 that of the sample before, else the difference to the first
/// sample's follows as varint. Source: Prometheus, `tsdb/docs/format/wal.md` and `tsdb/record`.
///
/// Nothing is allocated per record. A record that is not what its type says is a [CorruptionException] with the
/// offset from its first byte; what stood before that place has been told by then.
public final class RecordDecoder {
    private final RecordInput in = new RecordInput();
    private final LabelsView labels = new LabelsView();
    private final HistogramView histogram = new HistogramView();
    private final SampleBatch batch = new SampleBatch();
    private int elementStart;

    /// Reads one record to its end.
    public void decode(byte[] bytes, int offset, int length, RecordVisitor visitor) {
        RecordType type = RecordType.of(bytes, offset, length);
        if (type == RecordType.UNKNOWN) {
            visitor.unknown(length == 0 ? 0 : bytes[offset] & 0xff);
            return;
        }
        in.reset(bytes, offset, length);
        in.u8();
        if (!in.hasMore()) {
            return;
        }
        switch (type) {
            case UNKNOWN -> throw new IllegalStateException();
            case SERIES -> series(visitor);
            case SAMPLES -> samples(visitor);
            case SAMPLES_V2 -> samplesV2(visitor);
            case TOMBSTONES -> tombstones(visitor);
            case EXEMPLARS -> exemplars(visitor);
            case MMAP_MARKERS -> mmapMarkers(visitor);
            case METADATA -> metadata(visitor);
            case HISTOGRAM_SAMPLES, CUSTOM_BUCKETS_HISTOGRAM_SAMPLES -> histograms(visitor, false);
            case FLOAT_HISTOGRAM_SAMPLES, CUSTOM_BUCKETS_FLOAT_HISTOGRAM_SAMPLES -> histograms(visitor, true);
            case HISTOGRAM_SAMPLES_V2 -> histogramsV2(visitor, false);
            case FLOAT_HISTOGRAM_SAMPLES_V2 -> histogramsV2(visitor, true);
        }
    }

    /// Bytes of the record that say what the visitor is being told. Of samples, the [SampleBatch] knows.
    public int elementLength() {
        return in.position() - elementStart;
    }

    private void series(RecordVisitor visitor) {
        while (in.hasMore()) {
            elementStart = in.position();
            long ref = in.be64();
            labels.read(in);
            visitor.series(ref, labels);
        }
    }

    private void samples(RecordVisitor visitor) {
        long baseRef = in.be64();
        long baseTime = in.be64();
        while (in.hasMore()) {
            batch.read(in, baseRef, baseTime);
            visitor.samples(batch);
        }
    }

    private void samplesV2(RecordVisitor visitor) {
        for (boolean isFirst = true; in.hasMore(); isFirst = false) {
            batch.readV2(in, isFirst);
            visitor.samples(batch);
        }
    }

    private void histograms(RecordVisitor visitor, boolean floating) {
        long baseRef = in.be64();
        long baseTime = in.be64();
        while (in.hasMore()) {
            elementStart = in.position();
            long ref = baseRef + in.varint();
            long timestamp = baseTime + in.varint();
            histogram(visitor, ref, timestamp, 0, floating);
        }
    }

    private void histogramsV2(RecordVisitor visitor, boolean floating) {
        elementStart = in.position();
        long ref = in.varint();
        long firstTime = in.varint();
        long firstStart = in.varint();
        long timestamp = firstTime;
        long start = firstStart;
        while (true) {
            histogram(visitor, ref, timestamp, start, floating);
            if (!in.hasMore()) {
                return;
            }
            elementStart = in.position();
            ref += in.varint();
            timestamp = firstTime + in.varint();
            start = startTimestamp(in, start, firstStart);
        }
    }

    private void histogram(RecordVisitor visitor, long ref, long timestamp, long start, boolean floating) {
        histogram.read(in, floating);
        // Prometheus leaves out histograms of a schema that it does not know.
        if (HistogramView.isKnown(histogram.schema())) {
            visitor.histogram(ref, timestamp, start, histogram);
        }
    }

    static long startTimestamp(RecordInput in, long previous, long first) {
        return switch (in.u8()) {
            case 0 -> 0;
            case 1 -> previous;
            default -> first + in.varint();
        };
    }

    private void tombstones(RecordVisitor visitor) {
        while (in.hasMore()) {
            elementStart = in.position();
            long ref = in.be64();
            long minTime = in.varint();
            visitor.tombstone(ref, minTime, in.varint());
        }
    }

    private void exemplars(RecordVisitor visitor) {
        long baseRef = in.be64();
        long baseTime = in.be64();
        while (in.hasMore()) {
            elementStart = in.position();
            long ref = baseRef + in.varint();
            long timestamp = baseTime + in.varint();
            long value = in.be64();
            labels.read(in);
            visitor.exemplar(ref, timestamp, value, labels);
        }
    }

    private void mmapMarkers(RecordVisitor visitor) {
        while (in.hasMore()) {
            elementStart = in.position();
            long ref = in.be64();
            visitor.mmapMarker(ref, in.be64());
        }
    }

    private void metadata(RecordVisitor visitor) {
        while (in.hasMore()) {
            elementStart = in.position();
            long ref = in.uvarint();
            int type = in.u8();
            labels.read(in);
            visitor.metadata(ref, type, labels);
        }
    }
}
