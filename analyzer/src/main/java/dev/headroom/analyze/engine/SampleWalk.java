package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Goes through every sample of every series of some blocks, each timestamp of a series once.
public final class SampleWalk {
    private final BlockSet blocks;
    private final TimeRange range;
    private final DamageHandler damage;

    /// @param range the samples that are wanted
    /// @param damage told of what cannot be read, which is passed over when that returns
    public SampleWalk(BlockSet blocks, TimeRange range, DamageHandler damage) {
        this.blocks = blocks;
        this.range = range;
        this.damage = damage;
    }

    /// Tells the visitor all samples. Series without a wanted sample are not told of.
    public void run(SampleVisitor visitor, Progress progress) throws IOException {
        List<BlockSeries> sources = new ArrayList<>();
        List<ChunkReader> readers = new ArrayList<>();
        for (int i = 0; i < blocks.blocks().size(); i++) {
            Block block = blocks.blocks().get(i);
            int count = blocks.references().get(i).count();
            sources.add(new BlockSeries(
                    block, blocks.symbols().idsOf(i), blocks.references().get(i), 0, count, damage));
            readers.add(new ChunkReader(block.chunks()));
        }
        MergedSeries<BlockSeries> merged = new MergedSeries<>(sources);
        Pieces pieces = new Pieces(range, damage);
        SampleMerger merger = new SampleMerger();
        Progress.Counter counter = progress.counter();
        while (merged.next()) {
            pieces.clear();
            for (int i = 0; i < merged.presentCount(); i++) {
                BlockSeries source = merged.present(i);
                pieces.add(
                        source.series(),
                        readers.get(merged.presentIndex(i)),
                        source.block().tombstones().of(source.series().reference()));
            }
            merger.reset(pieces);
            if (merger.next()) {
                visitor.series(blocks.symbols(), merged.labels(), merged.labelsLength());
                do {
                    visitor.sample(merger.sample());
                } while (merger.next());
            }
            counter.increment();
        }
        counter.flush();
    }
}
