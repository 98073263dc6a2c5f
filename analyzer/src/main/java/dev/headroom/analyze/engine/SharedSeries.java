package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.merge.SeriesSource;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Finds the series whose in-order samples in the head may stand in a block too.
///
/// In-order samples start where the blocks of such samples end. But Prometheus logs an out-of-order sample like any
/// other, too: one that is newer than all in-order samples of its series comes back in order when the log is read,
/// and by then it may stand in a block of out-of-order samples as well.
public final class SharedSeries {
    private SharedSeries() {}

    /// The series of the head, by rank, that stand in blocks which reach beyond the start of the head's in-order
    /// samples. There are few such blocks, and they are small.
    ///
    /// @param symbols those of the blocks, in their order, and of the head
    public static BitSet find(List<Block> blocks, HeadIndex head, MergedSymbols symbols) {
        BitSet shared = new BitSet();
        long start = HeadReader.minValidTime(blocks.stream().map(Block::meta).toList());
        List<SeriesSource> beyond = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (block.meta().maxTime() > start) {
                beyond.add(new BlockSeries(
                        block,
                        symbols.idsOf(i),
                        block.allSeries(),
                        0,
                        block.allSeries().count(),
                        DamageHandler.THROW));
            }
        }
        if (beyond.isEmpty()) {
            return shared;
        }
        beyond.add(head.series(symbols.idsOf(blocks.size()), 0, head.seriesCount(), rank -> true));
        MergedSeries<SeriesSource> merged = new MergedSeries<>(beyond);
        while (merged.next()) {
            int last = merged.presentCount() - 1;
            if (last > 0 && merged.present(last) instanceof HeadIndex.Series series) {
                shared.set(series.rank());
            }
        }
        return shared;
    }
}
