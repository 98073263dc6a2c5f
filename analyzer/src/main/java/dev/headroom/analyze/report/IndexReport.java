package dev.headroom.analyze.report;

import dev.headroom.analyze.report.AnalyzeReport.Bytes;
import dev.headroom.analyze.report.AnalyzeReport.Cardinality;
import dev.headroom.analyze.report.AnalyzeReport.ChurnNameRow;
import dev.headroom.analyze.report.AnalyzeReport.ChurnPairRow;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import dev.headroom.analyze.report.AnalyzeReport.IgnoredRow;
import dev.headroom.tsdb.index.IndexFile;
import java.util.List;
import java.util.Map;

/// What `headroom analyze --index-only` found out: the part of [AnalyzeReport] that indexes tell, under the same names.
/// Times are epoch milliseconds, bytes are bytes.
///
/// @param path what was analyzed
/// @param dataStart time of the first sample that counts; `null` when there is none
/// @param dataEnd time of the last sample that counts; `null` when there is none
/// @param ignored what Prometheus would not load
/// @param damaged what could not be read and is left out of all numbers
/// @param selectors what the report is restricted to; empty for everything
/// @param leftOut kinds of data in the directory that the numbers do not cover
/// @param labels what each label name costs the index, the dearest first
/// @param metrics those with most series first; the empty name stands for series without one
/// @param jobs those with most series first; the empty name stands for series without one
/// @param groups per combination of the labels asked for, those with most series first; empty when none were
public record IndexReport(
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
        Disk disk,
        IndexFile.SectionSizes index,
        Cardinality cardinality,
        Churn churn,
        List<LabelRow> labels,
        List<SeriesRow> metrics,
        List<SeriesRow> jobs,
        List<GroupRow> groups)
        implements BlocksReport {

    /// The version of the JSON report's shape.
    public static final int SCHEMA_VERSION = 1;

    /// A block as it stands on disk.
    ///
    /// @param chunks those that overlap the range
    public record BlockRow(
            String ulid,
            long minTime,
            long maxTime,
            int level,
            long series,
            long chunks,
            long tombstones,
            Bytes bytes) {}

    /// @param total distinct label sets with a sample in the range
    /// @param indexed distinct label sets in the indexes, whether they have a sample in the range or not
    public record Series(long total, long indexed) {}

    /// @param blocks bytes by kind of file of the blocks that Prometheus would load, damaged ones too
    /// @param wal bytes of the write-ahead log and its checkpoint
    /// @param wbl bytes of the log of out-of-order samples
    /// @param chunksHead bytes of the head's chunk files
    /// @param snapshot bytes of snapshots of the head
    /// @param total bytes of all of the above
    /// @param reclaimable bytes that are there for nothing
    public record Disk(
            Bytes blocks, long wal, long wbl, long chunksHead, long snapshot, long total, Reclaimable reclaimable)
            implements BlocksReport.Disk {}

    /// @param ignored bytes of what Prometheus would not load
    public record Reclaimable(long ignored) {}

    /// What came.
    ///
    /// @param seriesAdded series whose first sample comes later than five minutes after the range's start
    /// @param byJob jobs that have series with a sample in the range, those that added most first
    /// @param byLabelPair pairs that most of the added series carry
    /// @param byLabelName which label is to blame: how many new values each name got
    public record Churn(
            long seriesAdded,
            Double seriesAddedPerHour,
            List<ChurnJobRow> byJob,
            List<ChurnPairRow> byLabelPair,
            List<ChurnNameRow> byLabelName)
            implements BlocksReport.Churn {}

    public record ChurnJobRow(String job, long series, long seriesAdded, Double seriesAddedPerHour)
            implements BlocksReport.ChurnJobRow {}

    /// What a label name costs the index, apart from the series entries.
    ///
    /// @param values distinct values
    /// @param series series that carry it
    /// @param postingsBytes bytes of its postings lists; `null` when only some series were looked at, as with the
    /// next two
    /// @param offsetTableBytes bytes of its entries in the postings offset table
    /// @param symbolBytes bytes of its values and its name in the symbol table
    public record LabelRow(
            String name,
            long values,
            long valueBytes,
            long series,
            Long postingsBytes,
            Long offsetTableBytes,
            Long symbolBytes)
            implements BlocksReport.LabelRow {
        public static LabelRow of(AnalyzeReport.LabelRow row) {
            return new LabelRow(
                    row.name(),
                    row.values(),
                    row.valueBytes(),
                    row.series(),
                    row.postingsBytes(),
                    row.offsetTableBytes(),
                    row.symbolBytes());
        }
    }

    /// Series that have something in common.
    public record SeriesRow(String name, long series, Double seriesAddedPerHour) {}

    /// A combination of label values; labels that its series lack are left out.
    public record GroupRow(Map<String, String> labels, long series, Double seriesAddedPerHour) {}
}
