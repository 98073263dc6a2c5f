package dev.headroom.analyze.report;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.index.IndexFile;
import java.util.List;
import java.util.Map;

/// What `headroom analyze` found out. Field names are those of the JSON report; times are epoch milliseconds, bytes
/// are bytes, ratios are plain numbers.
///
/// @param path what was analyzed
/// @param dataStart time of the first sample that counts; `null` when there is none
/// @param dataEnd time of the last sample that counts; `null` when there is none
/// @param ignored what Prometheus would not load
/// @param damaged what could not be read and is left out of all numbers
/// @param selectors what the report is restricted to; empty for everything
/// @param leftOut kinds of data in the directory that the numbers do not cover
/// @param memory what the head costs Prometheus in memory; `null` without a head, or when only some series were
/// looked at
/// @param labels what each label name costs, the dearest first
/// @param groups per combination of the labels asked for; empty when none were
public record AnalyzeReport(
        int schemaVersion,
        String path,
        Long dataStart,
        Long dataEnd,
        List<BlockRow> blocks,
        List<IgnoredRow> ignored,
        List<DamageRow> damaged,
        List<String> selectors,
        List<String> leftOut,
        Series series,
        Ingest ingest,
        BytesPerSample bytesPerSample,
        Disk disk,
        IndexFile.SectionSizes index,
        Cardinality cardinality,
        Churn churn,
        Head head,
        Memory memory,
        List<LabelRow> labels,
        List<MetricRow> metrics,
        List<JobRow> jobs,
        List<GroupRow> groups,
        Chunks chunks)
        implements BlocksReport {

    /// The version of the JSON report's shape.
    public static final int SCHEMA_VERSION = 1;

    /// A block as it stands on disk: deleted samples are counted, as its `meta.json` does.
    public record BlockRow(
            String ulid,
            long minTime,
            long maxTime,
            int level,
            long series,
            long samples,
            long chunks,
            long tombstones,
            Bytes bytes) {}

    /// Bytes of a block's files.
    public record Bytes(long chunks, long index, long tombstones, long meta, long total) {
        public static Bytes of(BlockFiles files) {
            return new Bytes(files.chunks(), files.index(), files.tombstones(), files.meta(), files.total());
        }
    }

    /// Something that Prometheus would not load.
    public record IgnoredRow(String path, String reason, long bytes) {
        public static IgnoredRow of(DataDirectory.Ignored ignored) {
            return new IgnoredRow(ignored.path().getFileName().toString(), ignored.detail(), ignored.bytes());
        }
    }

    /// Something that could not be read.
    public record DamageRow(String file, long offset, String message) {
        public static DamageRow of(CorruptionException damage) {
            return new DamageRow(damage.file(), damage.offset(), damage.getMessage());
        }
    }

    /// @param active series that a query at the data's end T finds: a sample in (T-5m, T], and no staleness marker
    /// as the last one; `null` for a single block, as everywhere below
    /// @param head series that the head holds once Prometheus has opened the directory; `null` without a head
    /// @param total distinct label sets with a sample in the range
    /// @param indexed distinct label sets in indexes and head, whether they have a sample in the range or not
    public record Series(Long active, Long head, long total, long indexed) {}

    /// @param samplesPerSecond samples of the window over its length
    /// @param samples samples in the window
    /// @param windowSeconds the last two hours, or the data's span when that is shorter
    public record Ingest(
            double samplesPerSecond, long samples, double windowSeconds, List<IntervalRow> bySeriesInterval) {}

    /// @param series series whose samples lie this far apart
    public record IntervalRow(double intervalSeconds, long series) {}

    /// @param samples samples in the range, each once
    /// @param histogramSamples how many of them are native histograms
    /// @param deleted samples in the range that tombstones hide
    /// @param chunks bytes of chunks per sample in the blocks
    /// @param disk bytes of all files of the blocks per sample in the blocks; `null` when only some series were
    /// looked at
    /// @param wal bytes of the write-ahead log's segments after the checkpoint, per sample in them; `null` without
    /// samples in them
    public record BytesPerSample(
            long samples, long histogramSamples, long deleted, Double chunks, Double disk, Double wal) {}

    /// @param blocks bytes by kind of file of the blocks that Prometheus would load, damaged ones too
    /// @param segmentHeaders bytes of the blocks' chunk files that belong to no chunk
    /// @param wal bytes of the write-ahead log and its checkpoint
    /// @param wbl bytes of the log of out-of-order samples
    /// @param chunksHead bytes of the head's chunk files
    /// @param snapshot bytes of snapshots of the head
    /// @param total bytes of all of the above kinds of files
    /// @param reclaimable bytes that are there for nothing
    public record Disk(
            Bytes blocks,
            long segmentHeaders,
            long wal,
            long wbl,
            long chunksHead,
            long snapshot,
            long total,
            Reclaimable reclaimable)
            implements BlocksReport.Disk {}

    /// What the head holds, as Prometheus would have it in memory.
    ///
    /// @param damaged places where log or head chunks cannot be read; what stands behind them is lost to Prometheus
    /// too
    /// @param torn whether a log ends within a record, as it does when a server was killed
    /// @param unknownSamples samples in the log of which no series is known
    /// @param duplicateSeriesRecords series records of labels that had a reference already
    public record Head(
            long series,
            long loggedSamples,
            List<String> damaged,
            boolean torn,
            long unknownSamples,
            long duplicateSeriesRecords) {}

    /// What the head costs a running Prometheus 3 in memory: an estimate, by the formula in
    /// [dev.headroom.analyze.memory.HeadMemory]. The whole head counts, whatever the range.
    ///
    /// @param seriesBytes series, and the maps that find them
    /// @param labelBytes their labels
    /// @param postingsBytes lists of series by label pair
    /// @param chunkBytes open chunks, and what is kept in memory of the chunks on disk
    /// @param bytesPerSeries all of the above over the head's series; `null` without series
    /// @param serverBytes what a server without series has on its heap
    /// @param heapBytes the heap right after a garbage collection (`go_memstats_heap_alloc_bytes`): all of the
    /// above, but no scraping, queries and rules
    /// @param residentBytes the process as the system sees it (`process_resident_memory_bytes`), with the garbage
    /// that gathers between two collections
    public record Memory(
            long seriesBytes,
            long labelBytes,
            long postingsBytes,
            long chunkBytes,
            Double bytesPerSeries,
            long serverBytes,
            long heapBytes,
            long residentBytes) {}

    /// What came and went.
    ///
    /// @param seriesAdded series whose first sample comes later than five minutes after the range's start
    /// @param seriesRemoved series whose last sample is earlier than five minutes before the data's end, or a
    /// staleness marker
    /// @param byLabelPair pairs that most of the added series carry
    /// @param byLabelName which label is to blame: how many new values each name got
    /// @param timeline in steps of equal length
    public record Churn(
            long seriesAdded,
            Long seriesRemoved,
            Double seriesAddedPerHour,
            List<ChurnJobRow> byJob,
            List<ChurnPairRow> byLabelPair,
            List<ChurnNameRow> byLabelName,
            List<TimelineRow> timeline)
            implements BlocksReport.Churn {}

    /// @param turnoverPerDay series added in a day at this rate, over the active ones
    public record ChurnJobRow(
            String job,
            Long active,
            long seriesAdded,
            Long seriesRemoved,
            Double seriesAddedPerHour,
            Double turnoverPerDay)
            implements BlocksReport.ChurnJobRow {}

    /// @param name the pair as `label=value`
    public record ChurnPairRow(String name, long seriesAdded, Double seriesAddedPerHour) {}

    /// @param values distinct values of the name
    /// @param newValues those of them that were first seen later than five minutes after the range's start
    public record ChurnNameRow(String name, long values, long newValues, Double newValuesPerHour) {}

    /// @param time start of the step
    /// @param active series with a sample in the step; when steps are shorter than five minutes, in the five
    /// minutes before the end of the step
    public record TimelineRow(long time, long seriesAdded, Long seriesRemoved, long active) {}

    /// @param ignored bytes of what Prometheus would not load
    /// @param tombstones chunk bytes that cleaning the tombstones would free, by share of the deleted samples
    public record Reclaimable(long ignored, long tombstones) {}

    /// What `promtool tsdb analyze` lists, over all series of the indexes, tombstones aside.
    ///
    /// @param labelNames distinct label names
    /// @param labelPairs distinct pairs of name and value
    /// @param labelPairEntries label pairs of all series together
    /// @param labelPairsByChurn how many times the range each pair's series leave uncovered
    /// @param labelNamesByValueBytes bytes of all distinct values of a name
    /// @param labelNamesByValues distinct values of a name
    public record Cardinality(
            long labelNames,
            long labelPairs,
            long labelPairEntries,
            List<Ranked> labelPairsByChurn,
            List<Ranked> labelNamesByChurn,
            List<Ranked> labelPairsBySeries,
            List<Ranked> labelNamesByValueBytes,
            List<Ranked> labelNamesByValues,
            List<Ranked> metricsBySeries) {}

    /// A row of a top list.
    public record Ranked(String name, long value) {}

    /// What a label name costs.
    ///
    /// @param values distinct values
    /// @param series series that carry it
    /// @param chunkBytes chunk bytes of those series
    /// @param postingsBytes bytes of its postings lists; `null` when only some series were looked at, as with the
    /// next two
    /// @param offsetTableBytes bytes of its entries in the postings offset table
    /// @param symbolBytes bytes of its values and its name in the symbol table
    public record LabelRow(
            String name,
            long values,
            long valueBytes,
            long series,
            long chunkBytes,
            Long postingsBytes,
            Long offsetTableBytes,
            Long symbolBytes)
            implements BlocksReport.LabelRow {}

    /// What some series cost together, whatever they have in common.
    public sealed interface CostRow {
        long series();

        Long active();

        long samples();

        double samplesPerSecond();

        long chunkBytes();

        Double bytesPerSample();

        Double seriesAddedPerHour();

        /// Part of all chunk bytes, 0 to 1.
        double share();
    }

    /// A metric; the empty name stands for series without one.
    ///
    /// @param share part of all chunk bytes, 0 to 1
    public record MetricRow(
            String name,
            long series,
            Long active,
            long samples,
            double samplesPerSecond,
            long chunkBytes,
            Double bytesPerSample,
            Double seriesAddedPerHour,
            double share)
            implements CostRow {}

    /// A job; the empty name stands for series without one.
    ///
    /// @param scrapeIntervalSeconds in which most of its series are sampled; `null` when that cannot be told
    /// @param share part of all chunk bytes, 0 to 1
    public record JobRow(
            String name,
            long series,
            Long active,
            long samples,
            double samplesPerSecond,
            long chunkBytes,
            Double bytesPerSample,
            Double seriesAddedPerHour,
            Double scrapeIntervalSeconds,
            double share)
            implements CostRow {}

    /// A combination of label values; labels that its series lack are left out.
    public record GroupRow(
            Map<String, String> labels,
            long series,
            Long active,
            long samples,
            double samplesPerSecond,
            long chunkBytes,
            Double bytesPerSample,
            Double seriesAddedPerHour,
            double share)
            implements CostRow {}

    /// How chunks are filled.
    public record Chunks(
            long total,
            List<EncodingRow> encodings,
            Spread samplesPerFloatChunk,
            Spread bytesPerFloatChunk,
            Spread samplesPerHistogramChunk,
            Spread bytesPerHistogramChunk,
            Spread bucketsPerHistogramChunk) {}

    /// @param bytes bytes of the chunks in their segments, length, encoding and checksum included
    public record EncodingRow(
            String encoding, long chunks, long samples, long bytes, Double samplesPerChunk, Double bytesPerSample) {}

    /// A distribution in the buckets of `promtool tsdb analyze --extended`; bytes are those of the chunk's data
    /// alone.
    ///
    /// @param average rounded down
    public record Spread(long min, long average, long max, List<Bucket> buckets) {}

    /// @param from smallest value of the bucket as promtool labels it
    /// @param to largest value of the bucket as promtool labels it
    public record Bucket(long from, long to, long count) {}
}
