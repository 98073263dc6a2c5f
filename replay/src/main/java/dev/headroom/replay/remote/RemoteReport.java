package dev.headroom.replay.remote;

import java.util.List;

/// What a replay sent, and what became of it.
///
/// @param complete whether everything was sent that there was
/// @param dryRun whether nothing was sent in truth
/// @param protocol version of remote write
/// @param from time of the first sample that was sent, as it is in the data; `null` when there was none
/// @param shiftMillis by how much times were moved
/// @param series distinct series in the data, without copies
/// @param seriesDropped by relabeling
/// @param seriesUnstorable left without a metric name or with a label's name that is none, and so left out
/// @param sent what was answered for good
/// @param accepted what the server said it has, or, in version 1.0, what stood in requests that it took
/// @param confirmed whether the server said what it has written
/// @param repeated what was refused in requests that a run before had under way when it was interrupted
/// @param leftOut what could not be sent, and why
/// @param requests that were answered for good
/// @param retries requests that were sent once more
/// @param wireBytes bodies of requests, compressed, retries included
/// @param bodyBytes the same before compression, without retries
/// @param arrivedBefore samples that an earlier run of this replay had sent
/// @param seconds from the first request on
public record RemoteReport(
        int schemaVersion,
        String path,
        String url,
        boolean complete,
        boolean dryRun,
        String protocol,
        Long from,
        Long to,
        long shiftMillis,
        int copies,
        long series,
        long seriesDropped,
        long seriesUnstorable,
        Sent sent,
        Sent accepted,
        boolean confirmed,
        Sent repeated,
        List<Rejected> rejected,
        List<LeftOut> leftOut,
        long metadata,
        long requests,
        long retries,
        long wireBytes,
        long bodyBytes,
        double wireBytesPerSample,
        long arrivedBefore,
        double seconds,
        double samplesPerSecond,
        List<Damage> damaged) {
    /// @param samples floats and histograms
    public record Sent(long samples, long floats, long histograms, long exemplars) {
        static Sent of(Content content) {
            return new Sent(content.samples(), content.floats(), content.histograms(), content.exemplars());
        }
    }

    /// What a server refused.
    ///
    /// @param reason in its words, without what is different for each series
    /// @param example its words once in full
    public record Rejected(String reason, int status, long requests, long samples, long exemplars, String example) {}

    /// What the protocol cannot carry, or has no place.
    public record LeftOut(String what, long count, String why) {}

    public record Damage(String file, String message) {}

    /// Samples that were refused, other than those that had arrived before.
    public long rejectedSamples() {
        return rejected.stream().mapToLong(Rejected::samples).sum();
    }
}
