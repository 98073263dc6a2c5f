package dev.headroom.replay.remote;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.replay.remote.CompareReport.Directory;
import dev.headroom.replay.remote.CompareReport.Stored;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.merge.DamageHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Sends the same data to several systems, one after the other, and reads from their pages of metrics what
/// they make of it.
public final class Comparison {
    private static final int MOST_LOOKS = 10;

    private Comparison() {}

    /// A system to send to.
    ///
    /// @param request what to send it
    /// @param metrics its page of metrics
    public record Target(RemoteRequest request, URI metrics) {}

    /// @param given sizes by the names of systems that hold the data already, in bytes
    /// @param settle milliseconds to leave a system alone before its size is read once more
    /// @return `null` when somebody wished for an early end
    public static CompareReport run(
            Path path,
            List<Target> targets,
            Map<String, Long> given,
            long settle,
            DamageHandler damage,
            Progress progress,
            Stop stop)
            throws IOException {
        List<Stored> systems = new ArrayList<>();
        long samples = 0;
        for (Target target : targets) {
            Stored stored = send(target, settle, damage, progress, stop);
            if (stored == null) {
                return null;
            }
            systems.add(stored);
            samples = Math.max(samples, stored.samples());
        }
        Directory directory = measure(path);
        for (Map.Entry<String, Long> size : given.entrySet()) {
            long held = samples > 0 ? samples : directory.samples();
            systems.add(new Stored(
                    size.getKey(),
                    "given",
                    null,
                    held,
                    null,
                    size.getValue(),
                    size.getValue(),
                    perSample(size.getValue(), held),
                    null,
                    null,
                    null,
                    null));
        }
        return new CompareReport(1, path.toString(), directory, systems);
    }

    /// Sends to one system; `null` when the run was stopped.
    private static Stored send(Target target, long settle, DamageHandler damage, Progress progress, Stop stop)
            throws IOException {
        try (HttpTransport transport = new HttpTransport(target.request().endpoint())) {
            ServerFigures before = ServerFigures.of(transport.get(target.metrics()));
            RemoteReport report = Replay.run(target.request(), damage, progress, stop);
            if (!report.complete()) {
                return null;
            }
            progress.start("letting " + target.request().endpoint().url().getAuthority() + " settle", 0, 0);
            ServerFigures after;
            Long added;
            int looks = 0;
            do {
                if (!stop.sleep(TimeUnit.MILLISECONDS.toNanos(settle))) {
                    return null;
                }
                after = ServerFigures.of(transport.get(target.metrics()));
                added = before.diskBytes() == null || after.diskBytes() == null
                        ? null
                        : after.diskBytes() - before.diskBytes();
                // A busy VictoriaMetrics takes some seconds until it counts anything.
            } while (added != null && added <= 0 && ++looks < MOST_LOOKS);
            long samples = report.accepted().samples();
            return new Stored(
                    target.request().endpoint().url().getAuthority(),
                    after.kind(),
                    target.request().endpoint().url().toString(),
                    samples,
                    before.diskBytes(),
                    after.diskBytes(),
                    added,
                    perSample(added, samples),
                    before.residentBytes(),
                    after.residentBytes(),
                    after.heapBytes(),
                    report);
        }
    }

    private static Directory measure(Path path) throws IOException {
        DataDirectory directory = DataDirectory.isBlock(path) ? DataDirectory.ofBlock(path) : DataDirectory.list(path);
        long samples = 0;
        long chunks = 0;
        long total = 0;
        for (DataDirectory.Entry block : directory.blocks()) {
            samples += block.meta().stats().samples();
            chunks += block.files().chunks();
            total += block.files().total();
        }
        return new Directory(samples, chunks, total, perSample(chunks, samples), perSample(total, samples));
    }

    private static Double perSample(Long bytes, long samples) {
        return bytes == null || samples == 0 ? null : (double) bytes / samples;
    }
}
