package dev.headroom.analyze.report;

import java.util.List;

/// What `headroom wal` found out. Field names are those of the JSON report; times are epoch milliseconds, bytes are
/// bytes, ratios are plain numbers.
///
/// @param path the data directory
/// @param agent whether it is an agent's: a log, and nothing of the head that a server keeps beside it
/// @param checkpoint the last checkpoint: what it kept of the segments that it stands for; `null` without one
/// @param wal the segments after the checkpoint; `null` when the directory has no such log
/// @param wbl the log of out-of-order samples; `null` when there is none
/// @param otherBytes bytes of files in the log's directory that nobody reads any more: covered segments, older or
/// unfinished checkpoints
/// @param jobs what the logs hold of each job, most record bytes first
/// @param nextCheckpoint what the next checkpoint could drop; `null` when a log has no samples
/// @param damaged what ends a log before its end
public record WalReport(
        int schemaVersion,
        String path,
        boolean agent,
        Log checkpoint,
        Log wal,
        Log wbl,
        long otherBytes,
        SeriesRecords series,
        Unknown unknown,
        List<JobRow> jobs,
        NextCheckpoint nextCheckpoint,
        List<DamageRow> damaged) {

    /// The version of the JSON report's shape.
    public static final int SCHEMA_VERSION = 1;

    /// A log: segments and the records in them.
    ///
    /// @param name of its directory
    /// @param fileBytes bytes of the segments
    /// @param bytes bytes of the records, decompressed
    /// @param storedBytes bytes of the records as stored, without the headers of their fragments
    /// @param compression bytes over stored bytes; `null` without records
    /// @param samples samples of all kinds
    /// @param minTime time of the oldest sample; `null` without samples
    /// @param maxTime time of the newest sample
    /// @param torn where a record begins that was never finished, as when a server was killed, or is being written;
    /// `null` when the log ends with a whole one
    public record Log(
            String name,
            long fileBytes,
            long records,
            long bytes,
            long storedBytes,
            Double compression,
            long samples,
            Long minTime,
            Long maxTime,
            Place torn,
            List<TypeRow> types,
            List<SegmentRow> segments) {}

    /// A place in a segment.
    public record Place(String segment, long offset) {}

    /// The records of one type.
    ///
    /// @param elements what stands in them: series, samples, tombstones...
    public record TypeRow(String type, long records, long elements, long bytes, long storedBytes, Double compression) {}

    /// A file of a log.
    ///
    /// @param name its number
    /// @param bytes its size
    /// @param series elements of series records
    /// @param samples samples of all kinds
    /// @param minTime time of the oldest sample; `null` without samples
    public record SegmentRow(
            String name, long bytes, long records, long series, long samples, Long minTime, Long maxTime) {}

    /// The series records of checkpoint and log.
    ///
    /// @param records elements: a reference and its labels
    /// @param distinct distinct label sets
    /// @param references distinct references
    /// @param repeated elements that give labels the reference they had already
    /// @param renumbered elements that give known labels a new reference, as when a series comes back after it was
    /// dropped from the head
    /// @param duplicateBytes bytes of repeated and renumbered ones, decompressed
    /// @param withoutSamples references of which the logs have no sample
    public record SeriesRecords(
            long records,
            long distinct,
            long references,
            long repeated,
            long renumbered,
            long duplicateBytes,
            long withoutSamples) {}

    /// Elements that refer to a series which no record before has named: Prometheus drops them when it starts.
    public record Unknown(long samples, long exemplars, long tombstones, long metadata) {}

    /// What the logs hold of a job; the empty name stands for series without one.
    ///
    /// @param series distinct label sets
    /// @param seriesRecords elements of series records
    /// @param duplicates those of them that name labels which were named already
    /// @param recordBytes bytes of the elements of series records, decompressed
    /// @param samples samples of all kinds
    /// @param sampleBytes their bytes, decompressed
    public record JobRow(
            String name,
            long series,
            long seriesRecords,
            long duplicates,
            long recordBytes,
            long samples,
            long sampleBytes) {}

    /// What the next checkpoint could drop, if Prometheus made it of the log as it is.
    ///
    /// @param segment number of the last segment that it would cover, `null` when there are too few for one
    /// @param segments segments that it would replace, the last checkpoint aside
    /// @param cutoff samples before this time are dropped
    /// @param due the checkpoint comes when the head gets a sample later than this, and cuts a block; `null` for an
    /// agent, which goes by the clock
    /// @param fileBytes bytes of the files that it would replace
    /// @param newFileBytes bytes that it would take itself: those kept of each type, as compressed as the type is
    /// now, in whole pages
    /// @param newFileBytesBefore37 the same of a server before 3.7, which keeps series for longer
    /// @param freedBytes the difference
    /// @param types what it would drop of the records that it covers
    public record NextCheckpoint(
            Integer segment,
            int segments,
            long cutoff,
            Long due,
            long fileBytes,
            long newFileBytes,
            long newFileBytesBefore37,
            long freedBytes,
            List<DropRow> types) {}

    /// @param elements those covered
    /// @param dropped those that would go
    /// @param droppedBefore37 those that would go of a server before 3.7
    /// @param bytes bytes of the records covered, decompressed
    /// @param droppedBytes those that would go
    public record DropRow(
            String type, long elements, long dropped, long droppedBefore37, long bytes, long droppedBytes) {}

    /// Something that could not be read.
    ///
    /// @param lostBytes bytes of the log behind the place, which Prometheus cuts off when it starts; `null` when it
    /// does not start at all
    public record DamageRow(String file, long offset, String message, Long lostBytes) {}
}
