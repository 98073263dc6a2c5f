package dev.headroom.tsdb.wal;

import java.nio.file.Path;
import java.util.List;

/// What is still needed of the segments up to a number, rewritten: a directory `checkpoint.N` of segments of its
/// own.
///
/// @param path the directory
/// @param index `N`, the last segment that it stands for
/// @param segments its files in order
public record Checkpoint(Path path, int index, List<Segment> segments) {
    public Checkpoint {
        segments = List.copyOf(segments);
    }

    /// Bytes of all its files.
    public long size() {
        return segments.stream().mapToLong(Segment::size).sum();
    }
}
