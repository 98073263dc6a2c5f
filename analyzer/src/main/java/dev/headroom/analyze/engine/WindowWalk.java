package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Goes through the samples of blocks window of time by window of time, which [SampleWalk] does series by
/// series: each timestamp of a series once, of samples at one time that of the first block.
///
/// A window costs a look at the series of the blocks that reach into it and the decoding of the chunks that
/// do, so chunks at the edge of two windows are decoded twice; nothing is kept from one window to the next.
/// The series are cut into ranges of labels, the same ones for every window, which threads may take side by
/// side.
public final class WindowWalk {
    private final Sources sources;
    private final Parts parts;

    /// @param sources blocks only
    /// @param parts ranges of labels that are wanted; there may be fewer
    public WindowWalk(Sources sources, int parts) {
        if (sources.head().isPresent()) {
            throw new IllegalArgumentException("a head's log has no windows");
        }
        this.sources = sources;
        this.parts = new Parts(sources, parts);
    }

    /// Number of ranges of labels.
    public int parts() {
        return parts.count();
    }

    /// Told of every series of a range of labels, without its samples.
    public interface SeriesVisitor {
        /// @param labels names and values in turn, as ids of `symbols`
        /// @param length how many ints of `labels` count
        /// @param first when its first chunk begins
        /// @param last when its last chunk ends
        /// @param samples what the chunks' headers say, deleted ones and those that stand in two blocks
        /// included
        void series(MergedSymbols symbols, int[] labels, int length, long first, long last, long samples)
                throws IOException;
    }

    /// Tells the visitor the series of a part that may have a sample in a range of time.
    ///
    /// @param damage told of what cannot be read, which is passed over when that returns
    public void survey(int part, TimeRange range, SeriesVisitor visitor, DamageHandler damage) throws IOException {
        Reader reader = new Reader(part, range, damage);
        while (reader.next()) {
            Pieces pieces = reader.pieces;
            if (pieces.count() == 0) {
                continue;
            }
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            long samples = 0;
            for (int i = 0; i < pieces.count(); i++) {
                first = Math.min(first, pieces.minTime(i));
                last = Math.max(last, pieces.maxTime(i));
                samples += pieces.sampleCount(i);
            }
            visitor.series(
                    sources.symbols(), reader.merged.labels(), reader.merged.labelsLength(), first, last, samples);
        }
    }

    /// Tells the visitor the samples of a part in a window.
    ///
    /// @param damage told of what cannot be read, which is passed over when that returns
    /// @return the first time after the window at which the part may have a sample; [Long#MAX_VALUE] when it
    /// has none
    public long walk(int part, TimeRange window, SampleVisitor visitor, DamageHandler damage) throws IOException {
        Reader reader = new Reader(part, window, damage);
        SampleMerger samples = new SampleMerger();
        FloatRuns floats = new FloatRuns(window);
        while (reader.next()) {
            if (reader.pieces.count() == 0) {
                continue;
            }
            if (floats.areAll(reader.pieces)) {
                boolean told = false;
                while (floats.next()) {
                    if (!told) {
                        visitor.series(sources.symbols(), reader.merged.labels(), reader.merged.labelsLength());
                        told = true;
                    }
                    visitor.samples(floats.timestamps(), floats.bits(), floats.count());
                }
                continue;
            }
            samples.reset(reader.pieces);
            boolean more = samples.next();
            if (more) {
                visitor.series(sources.symbols(), reader.merged.labels(), reader.merged.labelsLength());
            }
            while (more) {
                samples.tell(visitor);
                more = samples.next();
            }
        }
        return reader.following;
    }

    /// The merged series of one part with their chunks in one window.
    private final class Reader {
        final Pieces pieces;
        final MergedSeries<BlockSeries> merged;
        /// When the next chunk behind the window begins.
        long following = Long.MAX_VALUE;

        private final List<ChunkReader> readers = new ArrayList<>();
        private final TimeRange window;

        Reader(int part, TimeRange window, DamageHandler damage) {
            this.window = window;
            pieces = new Pieces(window, damage);
            List<BlockSeries> series = new ArrayList<>();
            for (int i = 0; i < sources.blocks().size(); i++) {
                Block block = sources.blocks().get(i);
                // A block ends before its maxTime.
                if (window.overlaps(block.meta().minTime(), block.meta().maxTime() - 1)) {
                    series.add(parts.block(i, part, damage));
                    readers.add(new ChunkReader(block.chunks()));
                } else if (block.meta().minTime() > window.to()) {
                    following = Math.min(following, block.meta().minTime());
                }
            }
            merged = new MergedSeries<>(series);
        }

        boolean next() {
            if (!merged.next()) {
                return false;
            }
            pieces.clear();
            for (int i = 0; i < merged.presentCount(); i++) {
                BlockSeries source = merged.present(i);
                pieces.add(
                        source.series(),
                        readers.get(merged.presentIndex(i)),
                        source.block().tombstones().of(source.series().reference()));
                note(source);
            }
            return true;
        }

        private void note(BlockSeries source) {
            int chunks = source.series().chunkCount();
            for (int i = 0; i < chunks; i++) {
                if (source.series().maxTime(i) > window.to()) {
                    following = Math.min(
                            following, Math.max(window.to() + 1, source.series().minTime(i)));
                    return;
                }
            }
        }
    }
}
