package dev.headroom.analyze.report;

import java.util.List;

/// What `headroom plan` found out. Field names are those of the JSON report; times are epoch milliseconds,
/// durations milliseconds, bytes are bytes, ratios are plain numbers. Figures are those of one server, unless they
/// say otherwise.
///
/// @param path the data directory; `null` when all figures were given
/// @param now the time that everything is reckoned from: that of the newest sample, or of the run
/// @param assumptions every figure that the plan stands on, and where it comes from
/// @param growth how the figures change
/// @param formula the textbook's formula, at today's rates
/// @param course the disk from now on, moment by moment
/// @param servers what all servers together need
/// @param damaged what could not be read and is left out of all measured numbers
public record PlanReport(
        int schemaVersion,
        String path,
        long now,
        List<Assumption> assumptions,
        List<GrowthRow> growth,
        Formula formula,
        Disk disk,
        Memory memory,
        Servers servers,
        List<CourseRow> course,
        List<AnalyzeReport.DamageRow> damaged) {

    /// The version of the JSON report's shape.
    public static final int SCHEMA_VERSION = 1;

    /// Where a figure comes from.
    public enum Source {
        measured,
        given,
        /// Of the tool, because nobody said otherwise and nothing could be measured.
        assumed
    }

    /// What a figure is a number of.
    public enum Unit {
        count,
        perSecond,
        perHour,
        bytes,
        bytesEach,
        milliseconds,
        share,
        number
    }

    /// A figure that the plan stands on.
    ///
    /// @param value `null` for something that is not limited
    /// @param note where exactly it comes from
    public record Assumption(String name, Double value, Unit unit, Source source, String note) {}

    /// How a figure changes.
    ///
    /// @param figure `series`, `samplesPerSecond` or `bytesPerSample`
    /// @param enough whether there is enough data to tell, or it was given
    /// @param points measured values that it stands on
    /// @param span time from the first of them to the last
    /// @param now the value now, on the curve
    /// @param shape `line` or `compound`
    /// @param perDay change in a day as part of the value now; `null` when there is not enough data
    /// @param low lower end of the interval that holds it with a confidence of 95 %
    /// @param high upper end of it
    /// @param used what the plan reckons with; none when the interval holds zero
    public record GrowthRow(
            String figure,
            Source source,
            boolean enough,
            int points,
            long span,
            Double now,
            String shape,
            Double perDay,
            Double low,
            Double high,
            double used) {}

    /// Retention × samples per second × bytes per sample.
    ///
    /// @param bytes of chunks; `null` without a retention time, as `samples`
    public record Formula(
            Double retentionSeconds, double samplesPerSecond, Double samples, double bytesPerSample, Double bytes) {}

    /// @param onDisk bytes that are there today; `null` without a directory
    /// @param lines what the disk holds, line by line; the lines of a column add up
    /// @param now what the retention needs at today's rates
    /// @param atEnd what it needs at its end, with the growth until then
    /// @param retentionEnd when that is
    /// @param limit size of the disk; `null` when none was given, as in the next two
    /// @param fullAt when the disk is full; `null` when it never is
    /// @param longestRetention the longest retention that fits
    /// @param retentionSize a safe `--storage.tsdb.retention.size` for the disk, or for the recommended one
    /// @param recommended the disk that is large enough at the retention's end
    public record Disk(
            Long onDisk,
            List<DiskLine> lines,
            Range now,
            Range atEnd,
            long retentionEnd,
            Long limit,
            Long fullAt,
            Long longestRetention,
            long retentionSize,
            long recommended) {}

    /// A kind of bytes on the disk.
    ///
    /// @param how what it is reckoned from
    /// @param average bytes on average at today's rates
    /// @param fullest bytes at the moment when the disk is fullest
    /// @param averageAtEnd the same at the retention's end, with the growth until then
    public record DiskLine(
            String name, double average, double fullest, double averageAtEnd, double fullestAtEnd, String how) {}

    /// The bytes of a directory go up and down as blocks are cut, compacted and deleted.
    ///
    /// @param lowest the least that is ever there
    /// @param average what is there on average
    /// @param fullest what is there at the worst moment, while a block is written
    /// @param kept how far back the data reaches at least, milliseconds
    public record Range(double lowest, double average, double fullest, long kept) {}

    /// @param lines what the memory is for; they add up
    /// @param heap the heap right after a garbage collection, at today's rates
    /// @param now bytes at today's rates
    /// @param atEnd bytes at the retention's end, with the growth until then
    /// @param replayPeak bytes at the worst moment of a start, while the log is read
    /// @param limit what the server may take; `null` when nothing was given, as in the next
    /// @param shards servers that it takes to keep each below the limit now; 0 when no number does
    /// @param shardsAtEnd the same at the retention's end
    public record Memory(
            List<MemoryLine> lines,
            double heap,
            double now,
            double atEnd,
            double replayPeak,
            Long limit,
            Integer shards,
            Integer shardsAtEnd) {}

    /// A kind of bytes in memory.
    public record MemoryLine(String name, double now, double atEnd, String how) {}

    /// @param shards servers that share the targets
    /// @param replicas servers that each have the same
    /// @param disk bytes of all their disks, at their fullest at the retention's end
    /// @param memory bytes of all their memory at the retention's end
    public record Servers(int shards, int replicas, double disk, double memory) {}

    /// A moment at which the head is cut.
    ///
    /// @param before bytes before that
    /// @param fullest bytes at the worst moment since the row before
    /// @param after bytes when it is done
    /// @param blocks bytes of blocks then, and so on
    public record CourseRow(
            long time, double before, double fullest, double after, double blocks, double wal, double chunksHead) {}
}
