package dev.headroom.replay.log;

import dev.headroom.tsdb.CorruptionException;
import java.util.List;

/// What was made of a log, or would be.
///
/// @param mode `dry-run`, `out` or `truncate`
/// @param out where the blocks went, or `null`
/// @param blocks the new ones, by time
/// @param linkedBlocks blocks of the directory that went along as they are
/// @param setAside where the log lies now, or `null` when it lies where it did
/// @param steps what was done, in order, and what is left to do, for people
public record LogReplayReport(
        int schemaVersion,
        String path,
        String mode,
        String out,
        long blockDurationMs,
        List<BlockRow> blocks,
        Totals total,
        Read read,
        LeftOut leftOut,
        List<String> linkedBlocks,
        String setAside,
        List<Damage> damaged,
        List<String> steps) {

    /// A new block.
    ///
    /// @param ulid `null` in a dry run, as are `chunks`, `chunksCopied` and `bytes`
    /// @param minTime of the first sample
    /// @param maxTime behind the last sample, or where the next block begins
    /// @param chunksCopied head chunks that were taken as they are
    public record BlockRow(
            String ulid,
            long minTime,
            long maxTime,
            long series,
            long samples,
            long floatSamples,
            long histogramSamples,
            Long chunks,
            Long chunksCopied,
            Long bytes) {}

    /// The sums over all blocks.
    public record Totals(long samples, long floatSamples, long histogramSamples, Long bytes) {
        static Totals of(List<BlockRow> rows) {
            boolean written = rows.stream().allMatch(row -> row.bytes() != null);
            return new Totals(
                    rows.stream().mapToLong(BlockRow::samples).sum(),
                    rows.stream().mapToLong(BlockRow::floatSamples).sum(),
                    rows.stream().mapToLong(BlockRow::histogramSamples).sum(),
                    written ? rows.stream().mapToLong(BlockRow::bytes).sum() : null);
        }
    }

    /// What was read.
    ///
    /// @param walBytes of checkpoint and segments
    /// @param loggedSamples in-order samples in the log, whatever became of them
    /// @param spilledBytes that did not fit into memory at once
    /// @param torn whether a log ends within a record, as it does when a server dies
    public record Read(
            long walBytes,
            long wblBytes,
            long chunksHeadBytes,
            long series,
            long loggedSamples,
            long spilledBytes,
            boolean torn) {}

    /// What is in no block.
    ///
    /// @param exemplars no block holds any
    /// @param metadata records of types, units and texts, which no block holds either
    /// @param samplesWithoutSeries of a reference that the log does not explain
    /// @param seriesDropped by rules
    public record LeftOut(long exemplars, long metadata, long samplesWithoutSeries, long seriesDropped) {}

    /// A place where a file is damaged.
    ///
    /// @param bytesLost from there to the end of that log, or `null` when it is not a log's file
    public record Damage(String file, long offset, String message, Long bytesLost) {
        static Damage of(CorruptionException e, Long bytesLost) {
            return new Damage(e.file() == null ? "" : e.file(), e.offset(), e.getMessage(), bytesLost);
        }
    }
}
