package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// One pass over the distinct series of some blocks, in the order of their labels.
///
/// The order is cut into ranges of labels, one for each thread; every range is a merge of its own over its part of
/// every block, with its own cursors and its own collector, so the threads share nothing but the mapped files.
public final class SeriesPass {
    private final BlockSet blocks;
    private final TimeRange range;
    private final long windowStart;
    private final Progress progress;

    /// @param range the samples that count
    /// @param windowStart those later than this are counted apart as well
    public SeriesPass(BlockSet blocks, TimeRange range, long windowStart, Progress progress) {
        this.blocks = blocks;
        this.range = range;
        this.windowStart = windowStart;
        this.progress = progress;
    }

    /// Runs the pass.
    ///
    /// @param create makes an empty collector
    /// @return one collector that has seen every series
    public <C extends SeriesCollector<C>> C run(Workers workers, Supplier<C> create) {
        int[][] cuts = cuts(workers.threads());
        List<Callable<C>> parts = new ArrayList<>();
        for (int i = 0; i + 1 < cuts.length; i++) {
            int[] from = cuts[i];
            int[] to = cuts[i + 1];
            parts.add(() -> collect(from, to, create.get()));
        }
        List<C> collectors = workers.run(parts);
        C first = collectors.getFirst();
        collectors.stream().skip(1).forEach(first::merge);
        return first;
    }

    private <C extends SeriesCollector<C>> C collect(int[] from, int[] to, C collector) {
        List<BlockSeries> sources = new ArrayList<>();
        ChunkReader[] readers = new ChunkReader[from.length];
        for (int i = 0; i < from.length; i++) {
            Block block = blocks.blocks().get(i);
            sources.add(new BlockSeries(
                    block, blocks.symbols().idsOf(i), blocks.references().get(i), from[i], to[i], DamageHandler.THROW));
            readers[i] = new ChunkReader(block.chunks());
        }
        MergedSeries<BlockSeries> merged = new MergedSeries<>(sources);
        SeriesView view = new SeriesView(merged, readers, range, windowStart, DamageHandler.THROW);
        Progress.Counter counter = progress.counter();
        while (merged.next()) {
            view.load();
            collector.add(view);
            counter.increment();
        }
        counter.flush();
        return collector;
    }

    /// Positions in each block's references where a range of labels starts; one more row than there are ranges.
    ///
    /// The labels at equal distances in the block with the most series are the cuts.
    private int[][] cuts(int wanted) {
        int count = blocks.blocks().size();
        int largest = 0;
        for (int i = 0; i < count; i++) {
            if (size(i) > size(largest)) {
                largest = i;
            }
        }
        // A range should be worth the start of its thread.
        int ranges = count == 0 ? 1 : Math.clamp(size(largest) / 1000, 1, wanted);
        int[][] cuts = new int[ranges + 1][count];
        for (int i = 0; i < count; i++) {
            cuts[ranges][i] = size(i);
        }
        for (int cut = 1; cut < ranges; cut++) {
            int position = (int) ((long) size(largest) * cut / ranges);
            int[] labels = BlockSeries.labelsAt(
                    blocks.blocks().get(largest),
                    blocks.symbols().idsOf(largest),
                    blocks.references().get(largest),
                    position);
            for (int i = 0; i < count; i++) {
                cuts[cut][i] = BlockSeries.lowerBound(
                        blocks.blocks().get(i),
                        blocks.symbols().idsOf(i),
                        blocks.references().get(i),
                        labels,
                        labels.length);
            }
        }
        return cuts;
    }

    private int size(int block) {
        return blocks.references().get(block).count();
    }
}
