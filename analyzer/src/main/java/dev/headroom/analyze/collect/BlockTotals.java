package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.IndexedSeries;
import dev.headroom.analyze.engine.SeriesView;

/// What each block holds, deleted samples too, as its `meta.json` counts it.
final class BlockTotals {
    final long[] series;
    final long[] samples;
    final long[] chunks;
    final long[] chunkBytes;

    BlockTotals(int blocks) {
        series = new long[blocks];
        samples = new long[blocks];
        chunks = new long[blocks];
        chunkBytes = new long[blocks];
    }

    void add(SeriesView view) {
        for (int n = 0; n < view.blockCount(); n++) {
            int block = view.block(n);
            series[block]++;
            chunks[block] += view.chunksOfBlock(n);
            samples[block] += view.samplesOfBlock(n);
            chunkBytes[block] += view.bytesOfBlock(n);
        }
    }

    /// The same of a series of whose chunks nothing is known but how many there are.
    void add(IndexedSeries indexed) {
        for (int n = 0; n < indexed.blockCount(); n++) {
            series[indexed.block(n)]++;
            chunks[indexed.block(n)] += indexed.chunksOfBlock(n);
        }
    }

    void merge(BlockTotals other) {
        for (int i = 0; i < series.length; i++) {
            series[i] += other.series[i];
            samples[i] += other.samples[i];
            chunks[i] += other.chunks[i];
            chunkBytes[i] += other.chunkBytes[i];
        }
    }
}
