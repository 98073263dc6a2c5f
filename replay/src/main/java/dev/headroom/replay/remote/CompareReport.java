package dev.headroom.replay.remote;

import java.util.List;

/// What the same data takes in several systems.
///
/// @param directory the data where it comes from
/// @param systems those that it was sent to, and those whose size was given
public record CompareReport(int schemaVersion, String path, Directory directory, List<Stored> systems) {
    /// Prometheus's own figures of the directory's blocks.
    ///
    /// @param samples in the blocks
    /// @param bytesPerSampleChunks `null` when there is no block
    /// @param bytesPerSampleDisk with index, tombstones and meta.json
    public record Directory(
            long samples, long chunkBytes, long blockBytes, Double bytesPerSampleChunks, Double bytesPerSampleDisk) {}

    /// A system and what it made of the data.
    ///
    /// @param kind `prometheus`, `victoriametrics`, `unknown`, or `given`
    /// @param url `null` when the size was given
    /// @param samples that it took; those that were sent to others when the size was given
    /// @param diskBytesAdded `null` when it does not say
    /// @param replay what was sent to it; `null` when the size was given
    public record Stored(
            String name,
            String kind,
            String url,
            long samples,
            Long diskBytesBefore,
            Long diskBytesAfter,
            Long diskBytesAdded,
            Double bytesPerSample,
            Long residentBytesBefore,
            Long residentBytesAfter,
            Long heapBytesAfter,
            RemoteReport replay) {}
}
