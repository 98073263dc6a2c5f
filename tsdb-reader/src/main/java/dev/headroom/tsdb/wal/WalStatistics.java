package dev.headroom.tsdb.wal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Counts what a log consists of: records and bytes by type and segment, samples and their time range by segment.
///
/// Feed it every record of a [WalReader] with [#add].
public final class WalStatistics {
    /// What a segment holds.
    ///
    /// @param types what it holds of each type that occurs
    /// @param records records by the compression they are stored with
    /// @param series series records' entries
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
    /// @param bytes their bytes decompressed
    /// @param storedBytes their bytes as stored, without the fragments' headers
    public record TypeStatistics(long records, long bytes, long storedBytes) {
        /// Both together.
        public TypeStatistics plus(TypeStatistics other) {
            return new TypeStatistics(records + other.records, bytes + other.bytes, storedBytes + other.storedBytes);
        }
    }

    private final List<Counters> counters = new ArrayList<>();
    private final RecordDecoder decoder = new RecordDecoder();

    /// Counts the reader's current record.
    ///
    /// @throws dev.headroom.tsdb.CorruptionException when the record is not what its type says
    public void add(WalReader reader) {
        Segment segment = reader.segment();
        if (counters.isEmpty() || !counters.getLast().segment.equals(segment)) {
            counters.add(new Counters(segment));
        }
        Counters current = counters.getLast();
        current.count(reader);
        decoder.decode(reader.record(), reader.offset(), reader.length(), current);
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

    private static final class Counters implements RecordVisitor {
        private final Segment segment;
        private final Map<RecordType, long[]> types = new EnumMap<>(RecordType.class);
        private final Map<Compression, Long> records = new EnumMap<>(Compression.class);
        private long series;
        private long samples;
        private long minTime = Long.MAX_VALUE;
        private long maxTime = Long.MIN_VALUE;

        Counters(Segment segment) {
            this.segment = segment;
        }

        void count(WalReader reader) {
            RecordType type = RecordType.of(reader.record(), reader.offset(), reader.length());
            long[] sums = types.computeIfAbsent(type, t -> new long[3]);
            sums[0]++;
            sums[1] += reader.length();
            sums[2] += reader.storedLength();
            records.merge(reader.compression(), 1L, Long::sum);
        }

        @Override
        public void series(long ref, LabelsView labels) {
            series++;
        }

        @Override
        public void sample(long ref, long timestamp, long startTimestamp, long valueBits) {
            sampleAt(timestamp);
        }

        @Override
        public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
            sampleAt(timestamp);
        }

        private void sampleAt(long timestamp) {
            samples++;
            minTime = Math.min(minTime, timestamp);
            maxTime = Math.max(maxTime, timestamp);
        }

        Map<RecordType, TypeStatistics> types() {
            Map<RecordType, TypeStatistics> copy = new EnumMap<>(RecordType.class);
            types.forEach((type, sums) -> copy.put(type, new TypeStatistics(sums[0], sums[1], sums[2])));
            return copy;
        }

        SegmentStatistics toStatistics() {
            return new SegmentStatistics(segment, types(), Map.copyOf(records), series, samples, minTime, maxTime);
        }
    }
}
