package dev.headroom.analyze.plan;

/// What a server has in memory for each series of its head, and besides.
///
/// @param series bytes of a series and of the maps that find it
/// @param labels bytes of its labels
/// @param postings bytes of its part of the postings
/// @param chunks bytes of its chunks
/// @param server bytes of a server without any series
public record MemoryCost(double series, double labels, double postings, double chunks, double server) {
    /// A head is cut at three hours, and its chunks are written until the next cut but one.
    private static final double HEAD_MILLIS = 3 * 3_600_000.0;

    /// A series, its transactions, and its slots in two maps.
    private static final double SERIES = 300;

    /// A reference in a list that has half as much room again.
    private static final double POSTING = 12;

    private static final double OPEN_CHUNK = 128;
    private static final double FIRST_CAPACITY = 128;
    private static final double WRITTEN_CHUNK = 44;
    private static final double SERVER = 14e6;

    /// What it takes without a head to measure.
    ///
    /// @param labelsBytes bytes of the names and values of a series' labels
    /// @param labels how many they are
    static MemoryCost of(Workload load, double labelsBytes, double labels) {
        double perSeries = HEAD_MILLIS / 1000 * load.samplesPerSecond() / Math.max(1, load.series());
        double openBytes = Math.max(FIRST_CAPACITY, load.samplesPerChunk() * load.bytesPerSample());
        return new MemoryCost(
                SERIES,
                labelsBytes + 2 * labels,
                POSTING * (labels + 1),
                OPEN_CHUNK + openBytes + WRITTEN_CHUNK * perSeries / load.samplesPerChunk(),
                SERVER);
    }

    double perSeries() {
        return series + labels + postings + chunks;
    }
}
