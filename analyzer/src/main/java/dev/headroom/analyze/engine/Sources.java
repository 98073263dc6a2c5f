package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.index.IndexFile;
import dev.headroom.tsdb.index.SeriesReferences;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/// What a pass runs over: open blocks and the head, their symbols merged, the series chosen in each.
///
/// The head is the last source, behind the blocks.
///
/// @param references the chosen series of each block
/// @param relabeling the labels that a pass sees in the place of those that the series have
public record Sources(
        List<Block> blocks,
        List<SeriesReferences> references,
        Optional<Head> head,
        MergedSymbols symbols,
        Optional<Relabeling> relabeling) {
    public Sources(List<Block> blocks, List<SeriesReferences> references, Optional<Head> head, MergedSymbols symbols) {
        this(blocks, references, head, symbols, Optional.empty());
    }

    /// The head.
    ///
    /// @param wanted the chosen series, by number
    /// @param facts what its samples add up to
    public record Head(HeadIndex index, IntPredicate wanted, HeadFacts facts) {}

    /// The merged ids of the head's symbols.
    public int[] headIds() {
        return symbols.idsOf(blocks.size());
    }

    /// Bytes of the sections of the blocks' indexes.
    public IndexFile.SectionSizes sectionSizes() {
        return blocks.stream()
                .map(block -> block.index().sectionSizes())
                .reduce(IndexFile.SectionSizes.NONE, IndexFile.SectionSizes::plus);
    }

    /// Series in the source that has most of them: the least that there are in all.
    public long seriesEstimate() {
        long most = head.map(part -> part.index().seriesCount()).orElse(0);
        for (SeriesReferences list : references) {
            most = Math.max(most, list.count());
        }
        return most;
    }
}
