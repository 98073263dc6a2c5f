package dev.headroom.replay.remote;

import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What to send where, and how.
///
/// @param path the data directory, or one of its blocks
/// @param selectors series to send, those that any of them selects; empty for all
/// @param range samples to send
/// @param rules what becomes of the labels
/// @param shift where in time the newest sample is to be; nothing when times stay as they are
/// @param copies how often each series is sent
/// @param copyLabel the label by which the copies differ
/// @param endpoint where it all goes
/// @param protocol the version of remote write; nothing to find out what the server takes
/// @param shards requests that may be under way at once
/// @param samplesPerRequest the most samples in a request, where a native histogram counts as its buckets and two
/// more
/// @param window milliseconds of data that are sent before later data
/// @param speed how much faster than the data came about; 0 for as fast as it goes
/// @param rate samples per second at most; 0 for as many as it takes
/// @param retryFor milliseconds to go on trying with a server that does not answer or has no time
/// @param journal where to note what has arrived; nothing to note it nowhere
/// @param dryRun whether only to say what would be sent
public record RemoteRequest(
        Path path,
        List<Selector> selectors,
        TimeRange range,
        RelabelRules rules,
        Optional<Shift> shift,
        int copies,
        String copyLabel,
        Endpoint endpoint,
        Optional<Protocol> protocol,
        int shards,
        int samplesPerRequest,
        long window,
        double speed,
        double rate,
        long retryFor,
        Optional<Path> journal,
        boolean dryRun) {
    /// A place in time for the newest sample.
    ///
    /// @param wanted as the user wrote it: the same wish in another run may mean another time
    /// @param to milliseconds
    public record Shift(String wanted, long to) {}
}
