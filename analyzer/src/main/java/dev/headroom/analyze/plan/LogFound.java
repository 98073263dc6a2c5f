package dev.headroom.analyze.plan;

import java.util.List;

/// The write-ahead log as it was found.
///
/// @param segments from old to young, the last of them being written
public record LogFound(double checkpointBytes, List<Segment> segments) {
    public static final LogFound NONE = new LogFound(0, List.of());

    /// @param from time of its oldest sample
    /// @param to time of its newest sample
    public record Segment(long from, long to, double bytes) {}
}
