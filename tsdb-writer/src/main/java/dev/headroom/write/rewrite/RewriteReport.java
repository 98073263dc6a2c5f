package dev.headroom.write.rewrite;

import java.util.List;

/// What a rewrite did, or would do.
///
/// @param collisions label sets that several series of a block would get, if nobody has said what to do with
/// them
public record RewriteReport(
        int schemaVersion,
        String path,
        String mode,
        String out,
        List<BlockRow> blocks,
        Totals total,
        List<Collision> collisions,
        List<String> notes) {

    /// What became of a block.
    ///
    /// @param newUlid of the block that was written, or `null`
    /// @param state `rewritten`, `unchanged`, or `emptied` when nothing is left of it
    /// @param seriesDropped by rules
    /// @param seriesDeleted with all of their samples, or without any before
    /// @param seriesRelabeled with other labels than before
    /// @param seriesMerged that went into a series with others
    /// @param chunksRewritten that hold samples of cut or merged chunks
    public record BlockRow(
            String ulid,
            String newUlid,
            String state,
            long minTime,
            long maxTime,
            long seriesBefore,
            long seriesAfter,
            long seriesDropped,
            long seriesDeleted,
            long seriesRelabeled,
            long seriesMerged,
            long samplesBefore,
            long samplesAfter,
            long chunksBefore,
            long chunksAfter,
            long chunksRewritten,
            long bytesBefore,
            long bytesAfter) {}

    /// The sums over all blocks.
    public record Totals(
            long seriesBefore,
            long seriesAfter,
            long samplesBefore,
            long samplesAfter,
            long bytesBefore,
            long bytesAfter) {
        static Totals of(List<BlockRow> rows) {
            return new Totals(
                    rows.stream().mapToLong(BlockRow::seriesBefore).sum(),
                    rows.stream().mapToLong(BlockRow::seriesAfter).sum(),
                    rows.stream().mapToLong(BlockRow::samplesBefore).sum(),
                    rows.stream().mapToLong(BlockRow::samplesAfter).sum(),
                    rows.stream().mapToLong(BlockRow::bytesBefore).sum(),
                    rows.stream().mapToLong(BlockRow::bytesAfter).sum());
        }
    }

    /// Series that would get the same labels.
    ///
    /// @param series how many
    /// @param examples some of them, as they are now
    public record Collision(String block, String labels, int series, List<String> examples) {}
}
