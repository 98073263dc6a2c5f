package dev.headroom.tsdb.wal;

import java.nio.file.Path;

/// One file of a log.
///
/// @param file where it lies
/// @param index its number, which is its name
/// @param size its bytes when the directory was listed: a reader goes no further, so that a log that grows
/// meanwhile reads the same twice
public record Segment(Path file, int index, long size) {
    /// Written out, as is [#hashCode()]: the JVM takes ten milliseconds to make them of the components.
    @Override
    public boolean equals(Object other) {
        return other instanceof Segment segment
                && file.equals(segment.file)
                && index == segment.index
                && size == segment.size;
    }

    @Override
    public int hashCode() {
        return 31 * file.hashCode() + index;
    }
}
