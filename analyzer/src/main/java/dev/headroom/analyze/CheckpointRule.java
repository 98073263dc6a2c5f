package dev.headroom.analyze;

import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.wal.Segment;
import dev.headroom.tsdb.wal.WalDirectory;
import java.util.List;
import java.util.OptionalInt;

/// When a Prometheus makes the next checkpoint of its log, and of what. (Source: Prometheus, `truncateWAL` and
/// `compactable` in `tsdb/head.go`, `compactHead` in `tsdb/db.go`; `truncate` in `tsdb/agent/db.go`.)
///
/// A server truncates its log right after it has cut a block, at the end of that block. It cuts one as soon as the
/// head reaches over more than one and a half block ranges, and then as many as it takes to be below that:
///
/// ```
/// due      = oldest in-order sample of the head + 1.5 × block range
/// cutoff   = end of the range of the oldest sample, plus whole ranges while newest sample - cutoff > 1.5 ranges
/// segments = first … first + (last - 1 - first) × 2 / 3, rounded down; none unless that is beyond the first one
/// ```
///
/// The last segment is never touched. A server writes its block range nowhere; it shows in the blocks, and is two
/// hours unless somebody has asked for something else.
///
/// An agent truncates every two hours, at the time up to which all its remote ends have the samples, but five
/// minutes back at least. The report takes for granted that they have them all.
record CheckpointRule(boolean agent, long minValidTime, long blockRange) {
    private static final long DEFAULT_RANGE = 2 * 3600_000L;
    private static final long SHORTEST_AGENT_LOG = 5 * 60_000L;

    /// The rule for a directory with these blocks.
    static CheckpointRule of(boolean agent, List<BlockMeta> blocks) {
        return new CheckpointRule(agent, HeadReader.minValidTime(blocks), range(blocks));
    }

    /// The number of the last segment that a checkpoint now would cover.
    static OptionalInt lastSegment(WalDirectory wal) {
        List<Segment> segments = wal.segments();
        if (segments.isEmpty()) {
            return OptionalInt.empty();
        }
        long first = segments.getFirst().index();
        int last = (int) (first + (segments.getLast().index() - 1 - first) * 2 / 3);
        int covered = wal.checkpoint().map(checkpoint -> checkpoint.index()).orElse(-1);
        return last <= first || last <= covered ? OptionalInt.empty() : OptionalInt.of(last);
    }

    /// Samples before this time are dropped.
    ///
    /// @param oldest time of the oldest sample of the head
    /// @param newest time of the newest sample
    long cutoff(long oldest, long newest) {
        if (agent) {
            return newest - SHORTEST_AGENT_LOG;
        }
        long end = oldest / blockRange * blockRange + blockRange;
        long beyond = newest - end - spread();
        return beyond > 0 ? end + (beyond + blockRange - 1) / blockRange * blockRange : end;
    }

    /// A sample later than this makes the server cut a block.
    long due(long oldest) {
        return oldest + spread();
    }

    /// Whether a checkpoint keeps the record of a series.
    ///
    /// A server keeps series that its head holds, or has held until this block was cut: those with a sample that is
    /// not older than the blocks. An agent keeps series for one checkpoint longer than this tells.
    boolean keeps(long newestSample, boolean hasLateSamples, long cutoff) {
        return hasLateSamples || newestSample >= (agent ? cutoff : Math.max(minValidTime, Long.MIN_VALUE + 1));
    }

    /// Whether a checkpoint of a server before 3.7 keeps the record of a series: those as well that left the head
    /// after the last of the covered segments was finished. A series leaves it when the end of a block that is cut
    /// comes after its last sample. (Servers as old as 2.42 keep them for one checkpoint more.)
    ///
    /// @param newestCovered time of the newest sample in the covered segments
    boolean keptBefore37(long newestSample, boolean hasLateSamples, long cutoff, long newestCovered) {
        long cut = Math.floorDiv(newestCovered - blockRange / 2 - 1, blockRange) * blockRange;
        return keeps(newestSample, hasLateSamples, cutoff)
                || (!agent && newestSample != Long.MIN_VALUE && newestSample >= cut);
    }

    private long spread() {
        return blockRange / 2 * 3;
    }

    /// Freshly cut blocks end where a range ends and begin with their first sample, so the longest tells the range.
    private static long range(List<BlockMeta> blocks) {
        long longest = 0;
        boolean whole = true;
        for (BlockMeta block : blocks) {
            if (block.compaction().level() == 1 && block.compaction().hints().isEmpty()) {
                longest = Math.max(longest, block.maxTime() - block.minTime());
                whole &= block.maxTime() % DEFAULT_RANGE == 0;
            }
        }
        return longest <= 0 || (whole && longest <= DEFAULT_RANGE) ? DEFAULT_RANGE : longest;
    }
}
