package dev.headroom.tsdb.wal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts what a log consists of: records and bytes by type and segment, samples and their time range by segment.
///
/// Feed it every record of a log with [#add].
public final class WalStatistics {
    /// What a segment holds.
    ///
    /// @param types what it holds of each type that occurs
    /// @param records records by the compression they are stored with
    /// @param series series records' elements
    /// @param samples samples of all kinds
    /// @param minTime time of the oldest sample; [Long#MAX_VALUE] without samples
    /// @param maxTime time of the newest sample; [Long#MIN_VALUE] without samples
    public record SegmentStatistics(
            Segment segment,
            Map<RecordType, TypeStatistics> types,
            Map<Compression, Long> records,
            long series,
            long samples,
            long minTime,
            long maxTime) {}

    /// The records of one type.
    ///
    /// @param records how many
    /// @param elements what stands in them: series, samples, tombstones...
    /// @param bytes their bytes decompressed
    /// @param storedBytes their bytes as stored, without the fragments' headers
    public record TypeStatistics(long records, long elements, long bytes, long storedBytes) {
        /// Both together.
        public TypeStatistics plus(TypeStatistics other) {
            return new TypeStatistics(
                    records + other.records,
                    elements + other.elements,
                    bytes + other.bytes,
                    storedBytes + other.storedBytes);
        }
    }

    private final List<Counters> counters = new ArrayList<>();
    private final RecordDecoder decoder;

    /// @param decoder decodes the records; a visitor can ask it for the length of what it is told
    public WalStatistics(RecordDecoder decoder) {
        this.decoder = decoder;
    }

    /// Counts a record and tells a visitor what it says, so that it is decoded once.
    ///
    /// @throws dev.headroom.tsdb.CorruptionException when the record is not what its type says
    public void add(LogRecord record, RecordVisitor visitor) {
        Segment segment = record.segment();
        if (counters.isEmpty() || !counters.getLast().segment.equals(segment)) {
            counters.add(new Counters(segment));
        }
        Counters current = counters.getLast();
        current.begin(record, visitor);
        decoder.decode(record.record(), record.offset(), record.length(), current);
    }

    /// The segments in the order of reading; one without a record is left out.
    public List<SegmentStatistics> segments() {
        return counters.stream().map(Counters::toStatistics).toList();
    }

    /// All segments together, by type.
    public Map<RecordType, TypeStatistics> types() {
        Map<RecordType, TypeStatistics> total = new EnumMap<>(RecordType.class);
        for (Counters segment : counters) {
            segment.types().forEach((type, some) -> total.merge(type, some, TypeStatistics::plus));
        }
        return total;
    }

    /// Counts one type of a segment's records.
    private static final class Sums {
        private long records;
        private long elements;
        private long bytes;
        private long storedBytes;
    }

    private static final class Counters implements RecordVisitor {
        private final Segment segment;
        private final Map<RecordType, Sums> types = new EnumMap<>(RecordType.class);
        private final Map<Compression, long[]> records = new EnumMap<>(Compression.class);
        private long series;
        private long samples;
        private long minTime = Long.MAX_VALUE;
        private long maxTime = Long.MIN_VALUE;

        private Sums current;
        private RecordVisitor next;

        Counters(Segment segment) {
            this.segment = segment;
        }

        void begin(LogRecord record, RecordVisitor visitor) {
            RecordType type = RecordType.of(record.record(), record.offset(), record.length());
            current = types.computeIfAbsent(type, t -> new Sums());
            current.records++;
            current.bytes += record.length();
            current.storedBytes += record.storedLength();
            records.computeIfAbsent(record.compression(), c -> new long[1])[0]++;
            next = visitor;
        }

        @Override
        public void series(long ref, LabelsView labels) {
            current.elements++;
            series++;
            next.series(ref, labels);
        }

        @Override
        public void samples(SampleBatch batch) {
            count(batch.count(), batch.minTime(), batch.maxTime());
            next.samples(batch);
        }

        @Override
        public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
            count(1, timestamp, timestamp);
            next.histogram(ref, timestamp, startTimestamp, histogram);
        }

        @Override
        public void tombstone(long ref, long from, long to) {
            current.elements++;
            next.tombstone(ref, from, to);
        }

        @Override
        public void exemplar(long ref, long timestamp, long valueBits, LabelsView labels) {
            current.elements++;
            next.exemplar(ref, timestamp, valueBits, labels);
        }

        @Override
        public void mmapMarker(long ref, long chunkRef) {
            current.elements++;
            next.mmapMarker(ref, chunkRef);
        }

        @Override
        public void metadata(long ref, int type, LabelsView fields) {
            current.elements++;
            next.metadata(ref, type, fields);
        }

        @Override
        public void unknown(int code) {
            next.unknown(code);
        }

        private void count(int elements, long oldest, long newest) {
            current.elements += elements;
            samples += elements;
            minTime = Math.min(minTime, oldest);
            maxTime = Math.max(maxTime, newest);
        }

        Map<RecordType, TypeStatistics> types() {
            Map<RecordType, TypeStatistics> map = new EnumMap<>(RecordType.class);
            types.forEach((type, sums) ->
                    map.put(type, new TypeStatistics(sums.records, sums.elements, sums.bytes, sums.storedBytes)));
            return map;
        }

        SegmentStatistics toStatistics() {
            Map<Compression, Long> byCompression = new EnumMap<>(Compression.class);
            records.forEach((compression, count) -> byCompression.put(compression, count[0]));
            return new SegmentStatistics(segment, types(), byCompression, series, samples, minTime, maxTime);
        }
    }
}
