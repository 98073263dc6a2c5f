package dev.headroom.write.rewrite;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.write.block.BlockMeasure;
import dev.headroom.write.relabel.LabelSet;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/// What a rewrite would make of a block: the same two passes with a measure in the place of the new files, so
/// that it is what a rewrite writes, to the byte but for `meta.json`.
///
/// @param seriesBefore in the index
/// @param samplesBefore in its chunks, deleted ones too
/// @param series that it would have
/// @param samples of them; without a look at the samples of series that overlap, these at most
/// @param merged series that would go into one with others
/// @param shared samples at a time at which the series that they would go into has one already; `null` without
/// that look
/// @param chunkBytes of all segments; at most as well
/// @param indexBytes of the index
public record BlockForecast(
        long seriesBefore,
        long samplesBefore,
        long series,
        long samples,
        long chunks,
        long merged,
        Long shared,
        long chunkBytes,
        long indexBytes) {

    /// Is told of series that would become one.
    public interface Collisions {
        /// @param labels that they would get
        /// @param series how many there are
        /// @param shared samples at a time at which another one of them has one; 0 without a look at them
        void collision(LabelSet labels, int series, long shared);
    }

    /// Bytes of chunks and index.
    public long bytes() {
        return chunkBytes + indexBytes;
    }

    /// Measures what rules make of a block, where series that get the same labels are joined, with the sample
    /// of the first where several have one at a time.
    ///
    /// @param looks whether the samples of series that overlap are looked at
    /// @param collisions told of collisions; `null` when nobody wants to know
    /// @param room that no other forecast has in the meantime
    /// @param progress told of series that are done
    /// @throws RewriteRefusedException when the rules make a series that Prometheus would not store
    public static BlockForecast of(
            Block block,
            RelabelRules rules,
            boolean looks,
            Collisions collisions,
            SeriesOrder.Room room,
            LongConsumer progress)
            throws IOException {
        try (ChangeLog none = ChangeLog.to(null)) {
            BlockPlan plan = new BlockPlan(block, rules, new DeletedRanges(block, List.of()), none, List.of(room));
            if (plan.count() == 0) {
                return new BlockForecast(plan.seriesBefore(), plan.droppedSamples(), 0, 0, 0, 0, 0L, 0, 0);
            }
            BlockMeasure measure = new BlockMeasure();
            BlockRewrite rewrite = new BlockRewrite(
                    plan,
                    looks ? OnCollision.KEEP_FIRST : null,
                    none,
                    measure,
                    progress,
                    collisions == null
                            ? BlockRewrite.Merged.NOBODY
                            : (from, to, shared) -> collisions.collision(labels(plan, from), to - from, shared));
            rewrite.run();
            long indexBytes = measure.indexBytes();
            BlockMeta.Stats stats = measure.stats();
            return new BlockForecast(
                    plan.seriesBefore(),
                    rewrite.samplesBefore(),
                    stats.series(),
                    stats.samples(),
                    stats.chunks(),
                    rewrite.seriesMerged(),
                    looks ? rewrite.samplesShared() : null,
                    measure.chunkBytes(),
                    indexBytes);
        }
    }

    private static LabelSet labels(BlockPlan plan, int place) {
        RelabelSymbols symbols = plan.symbols();
        List<byte[]> pairs = new ArrayList<>();
        for (int id : plan.labels(place)) {
            pairs.add(symbols.bytes(id));
        }
        return LabelSet.of(pairs);
    }
}
