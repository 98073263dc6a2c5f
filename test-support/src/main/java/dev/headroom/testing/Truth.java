package dev.headroom.testing;

import java.util.SortedMap;
import java.util.function.ToLongFunction;

/// What a load has put into a server, counted while it was written.
///
/// @param start timestamp of the oldest sample
/// @param end timestamp of the newest sample
public record Truth(long start, long end, SortedMap<String, OfJob> jobs) {
    /// How long after its last sample a series still counts as active, in milliseconds.
    public static final long LOOKBACK = 300_000;

    /// The window of the ingest rate, in milliseconds.
    public static final long INGEST_WINDOW = 7_200_000;

    /// @param series distinct label sets
    /// @param active series with a sample in (end - 5 m, end] whose last sample is no staleness marker
    /// @param added series whose first sample comes later than 5 m after the start
    /// @param removed series whose last sample comes earlier than 5 m before the end, or is a staleness marker
    /// @param samples samples of all kinds, staleness markers included
    /// @param recentSamples the samples in (end - 2 h, end]
    /// @param histogramSamples the samples that are native histograms
    /// @param stalenessMarkers the samples that are staleness markers
    public record OfJob(
            long series,
            long active,
            long added,
            long removed,
            long samples,
            long recentSamples,
            long histogramSamples,
            long stalenessMarkers) {}

    /// The sum of a count over all jobs, such as `truth.total(Truth.OfJob::series)`.
    public long total(ToLongFunction<OfJob> count) {
        return jobs.values().stream().mapToLong(count).sum();
    }
}
