package dev.headroom.replay.log;

import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import java.nio.file.Path;
import java.util.List;

/// Which log to make blocks of, and where to put them.
///
/// @param directory a data directory
/// @param out for [Mode#OUT], where the blocks go
/// @param withBlocks for [Mode#OUT], whether the directory's own blocks are to be there as well
/// @param selectors which series, all without any
/// @param range which samples
/// @param rules applied to every series; may have none
/// @param blockDuration milliseconds of a block
/// @param memory bytes that samples may take before they are spilled
/// @param threads blocks to write at a time
public record LogReplayRequest(
        Path directory,
        Mode mode,
        Path out,
        boolean withBlocks,
        List<Selector> selectors,
        TimeRange range,
        RelabelRules rules,
        long blockDuration,
        long memory,
        int threads) {
    /// What becomes of the blocks.
    public enum Mode {
        /// Nothing is written; what would be is counted.
        DRY_RUN,
        /// They go to another directory.
        OUT,
        /// They go into the directory itself, and the log is set aside.
        TRUNCATE
    }

    public LogReplayRequest {
        selectors = List.copyOf(selectors);
    }
}
