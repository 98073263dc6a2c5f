package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.merge.SeriesSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Tells which in-order samples of the head may stand in a block too.
///
/// In-order samples start where the blocks of such samples end. But Prometheus logs an out-of-order sample like any
/// other, too: one that is newer than all in-order samples of its series comes back in order when the log is read,
/// and by then it may stand in a block of out-of-order samples as well.
///
/// Such a sample lies between the first and the last one that its series has in the blocks that reach beyond the
/// start of the head's in-order samples. There are few such blocks, and they are small.
public final class SharedSeries {
    /// When no block reaches that far.
    public static final SharedSeries NONE = new SharedSeries(0);

    // By the number of the series; empty when no block reaches that far.
    private final long[] from;
    private final long[] to;

    private SharedSeries(int seriesCount) {
        from = new long[seriesCount];
        to = new long[seriesCount];
        Arrays.fill(from, Long.MAX_VALUE);
        Arrays.fill(to, Long.MIN_VALUE);
    }

    /// Looks for the head's series in the blocks that reach beyond the start of its in-order samples.
    ///
    /// @param merging those of the blocks, in their order, and of the head; asked for when there are such blocks
    public static SharedSeries find(List<Block> blocks, HeadIndex head, Supplier<MergedSymbols> merging) {
        long start = HeadReader.minValidTime(blocks.stream().map(Block::meta).toList());
        List<SeriesSource> beyond = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (block.meta().maxTime() > start) {
                beyond.add(new BlockSeries(
                        block,
                        merging.get().idsOf(i),
                        block.allSeries(),
                        0,
                        block.allSeries().count(),
                        DamageHandler.THROW));
            }
        }
        if (beyond.isEmpty()) {
            return NONE;
        }
        SharedSeries shared = new SharedSeries(head.seriesCount());
        beyond.add(head.series(merging.get().idsOf(blocks.size()), any -> true));
        MergedSeries<SeriesSource> merged = new MergedSeries<>(beyond);
        while (merged.next()) {
            int last = merged.presentCount() - 1;
            if (merged.present(last) instanceof HeadIndex.Series series) {
                for (int i = 0; i < last; i++) {
                    shared.add(series.number(), ((BlockSeries) merged.present(i)).series());
                }
            }
        }
        return shared;
    }

    /// Whether a sample of a series at this time may stand in a block.
    boolean mayHold(int series, long time) {
        return mayHold(series, time, time);
    }

    /// Whether any sample of a series in this time may stand in a block.
    boolean mayHold(int series, long first, long last) {
        return from.length > 0 && from[series] <= last && first <= to[series];
    }

    private void add(int number, SeriesCursor series) {
        if (series.chunkCount() > 0) {
            from[number] = Math.min(from[number], series.minTime(0));
            to[number] = Math.max(to[number], series.maxTime(series.chunkCount() - 1));
        }
    }
}
