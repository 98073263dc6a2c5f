package dev.headroom.write.rewrite;

import dev.headroom.write.relabel.RelabelRules;
import java.nio.file.Path;
import java.util.List;

/// What to make of which blocks.
///
/// @param directory a data directory
/// @param blocks the names of some of its blocks; empty for all
/// @param rules applied to every series, after the deletions; may have none
/// @param mode whether anything is written
/// @param out for [Mode#OUT], where the new blocks go
/// @param allowThanos whether blocks with a `thanos` section may be written anew
/// @param changeLog a file to tell of every series that changes, or `null`
/// @param threads blocks to work on at a time
public record RewriteRequest(
        Path directory,
        List<String> blocks,
        RelabelRules rules,
        List<Deletion> deletions,
        OnCollision onCollision,
        Mode mode,
        Path out,
        boolean allowThanos,
        Path changeLog,
        int threads) {
    /// What happens to the result.
    public enum Mode {
        /// It is counted and measured.
        DRY_RUN,
        /// It goes to another directory.
        OUT,
        /// It takes the place of the blocks it was made of.
        IN_PLACE
    }
}
