package dev.headroom.analyze.plan;

import dev.headroom.analyze.memory.HeadMemory;

/// What a server has in memory for each series of its head, and besides.
///
/// @param series bytes of a series and of the maps that find it
/// @param labels bytes of its labels
/// @param postings bytes of its part of the postings
/// @param chunks bytes of its chunks
/// @param server bytes of a server without any series
public record MemoryCost(double series, double labels, double postings, double chunks, double server) {
    /// A head is cut at three hours.
    private static final double HEAD_SECONDS = 3 * 3600;

    private static final long MOST_REPRESENTED = 1_000_000;

    /// How many series share a pair, for all but one label of a series, and how many for that one.
    private static final int SHARED_BY_MANY = 1000;

    private static final int SHARED_BY_FEW = 20;

    /// What it takes by the formula alone, without a head to measure.
    ///
    /// @param labelsBytes bytes of the names and values of a series' labels
    /// @param labels how many they are
    static MemoryCost of(Workload load, double labelsBytes, double labels) {
        long count = (long) Math.clamp(load.series(), 1, MOST_REPRESENTED);
        HeadMemory memory = new HeadMemory();
        memory.addSeries(count, Math.round(Math.min(Integer.MAX_VALUE, labelsBytes + 2 * labels)));
        int names = Math.clamp(Math.round(labels), 1, 1000);
        for (int i = 0; i < names; i++) {
            long pairs = Math.max(1, count / (i == 0 ? SHARED_BY_FEW : SHARED_BY_MANY));
            memory.addName(pairs);
            memory.addPairs(pairs, count / pairs);
        }
        double chunkBytes = load.samplesPerChunk() * load.bytesPerSample();
        memory.addOpenFloats(count, Math.round(Math.min(Integer.MAX_VALUE, chunkBytes / 2)));
        double chunks = HEAD_SECONDS * load.samplesPerSecond() / Math.max(1, load.series()) / load.samplesPerChunk();
        memory.addWrittenChunks(count, Math.round(Math.min(Integer.MAX_VALUE, chunks)));
        return new MemoryCost(
                (double) memory.seriesBytes() / count,
                (double) memory.labelBytes() / count,
                (double) memory.postingsBytes() / count,
                (double) memory.chunkBytes() / count,
                memory.serverBytes());
    }

    double perSeries() {
        return series + labels + postings + chunks;
    }
}
