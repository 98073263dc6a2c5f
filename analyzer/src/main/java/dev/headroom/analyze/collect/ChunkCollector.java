package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.tsdb.chunk.Encoding;

/// How chunks are filled: samples and bytes per chunk, for floats and histograms apart and per encoding.
final class ChunkCollector {
    final Distribution floatSamples = new Distribution();
    final Distribution floatBytes = new Distribution();
    final Distribution histogramSamples = new Distribution();
    final Distribution histogramBytes = new Distribution();
    final Distribution histogramBuckets = new Distribution();

    /// By [Encoding#code()].
    final long[] chunks = new long[Encoding.values().length];
    final long[] samples = new long[Encoding.values().length];
    final long[] bytes = new long[Encoding.values().length];

    void add(SeriesView view) {
        for (int chunk = 0; chunk < view.chunkCount(); chunk++) {
            Encoding encoding = view.encoding(chunk);
            int count = view.chunkSamples(chunk);
            int length = view.chunkDataLength(chunk);
            if (encoding.isHistogram()) {
                histogramSamples.add(count);
                histogramBytes.add(length);
                histogramBuckets.add(view.chunkBuckets(chunk));
            } else {
                floatSamples.add(count);
                floatBytes.add(length);
            }
            chunks[encoding.code()]++;
            samples[encoding.code()] += count;
            bytes[encoding.code()] += view.chunkSize(chunk);
        }
    }

    void merge(ChunkCollector other) {
        floatSamples.merge(other.floatSamples);
        floatBytes.merge(other.floatBytes);
        histogramSamples.merge(other.histogramSamples);
        histogramBytes.merge(other.histogramBytes);
        histogramBuckets.merge(other.histogramBuckets);
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] += other.chunks[i];
            samples[i] += other.samples[i];
            bytes[i] += other.bytes[i];
        }
    }
}
