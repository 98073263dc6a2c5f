package dev.headroom.analyze.plan;

import java.util.List;

/// A block of the model.
///
/// @param chunkBytes bytes of its chunks
/// @param chunks how many they are
/// @param series series that stay
/// @param churned series that come or go within it
/// @param indexBytes bytes of its index
/// @param churnIndex those of them that series which come and go are the reason for
public record PlannedBlock(
        long minTime,
        long maxTime,
        double chunkBytes,
        double chunks,
        double series,
        double churned,
        double indexBytes,
        double churnIndex) {

    /// The block that a head is cut into.
    static PlannedBlock cut(Workload load, long from, long to) {
        double chunks = load.chunks(from, to);
        return of(load, from, to, load.chunkBytes(from, to), chunks);
    }

    /// The block that others are compacted into: their chunks as they are, and an index of their series.
    static PlannedBlock merge(Workload load, List<PlannedBlock> parents) {
        double chunkBytes = 0;
        double chunks = 0;
        for (PlannedBlock parent : parents) {
            chunkBytes += parent.chunkBytes;
            chunks += parent.chunks;
        }
        return of(load, parents.getFirst().minTime, parents.getLast().maxTime, chunkBytes, chunks);
    }

    private static PlannedBlock of(Workload load, long from, long to, double chunkBytes, double chunks) {
        double series = load.seriesWithin(from, to);
        double churned = load.churned(from, to);
        double churnIndex = churned * load.index().perSeries();
        double index = series * load.index().perSeries()
                + churnIndex
                + chunks * load.index().perChunk();
        return new PlannedBlock(from, to, chunkBytes, chunks, series, churned, index, churnIndex);
    }

    /// Bytes of its files, deleted samples included.
    double bytes(double tombstoneShare) {
        return chunkBytes * (1 + tombstoneShare) + indexBytes;
    }
}
