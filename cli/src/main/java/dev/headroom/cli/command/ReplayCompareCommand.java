package dev.headroom.cli.command;

import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.CompareText;
import dev.headroom.replay.remote.CompareReport;
import dev.headroom.replay.remote.Comparison;
import dev.headroom.replay.remote.Endpoint;
import dev.headroom.replay.remote.RemoteReport;
import dev.headroom.replay.remote.Replay;
import dev.headroom.replay.remote.ReplayRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `headroom replay compare`.
public final class ReplayCompareCommand extends Command {
    private final Value<List<URI>> urls =
            option("--url", "URL", "A remote-write endpoint; may be repeated.").listOf(new EndpointOptions.Urls());

    private final Value<List<URI>> metrics = option(
                    "--metrics-url",
                    "URL",
                    "The page of metrics of the first --url, of the second, and so on (default: /metrics of the"
                            + " same host).")
            .listOf(new EndpointOptions.Urls());

    private final Value<Map<String, String>> sizes = option(
                    "--size",
                    "NAME=BYTES",
                    "What the same data takes in a system that cannot be asked, such as mimir=1.2GB; may be"
                            + " repeated.")
            .map();

    private final Value<Long> settle = option(
                    "--settle",
                    "DURATION",
                    "How long a system is left alone before it is looked at again (default: ${DEFAULT-VALUE}).")
            .byDefault("10s")
            .as(new DurationOption());

    private final ReplayOptions replay = new ReplayOptions(spec);

    private final EndpointOptions endpoint = new EndpointOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    public ReplayCompareCommand() {
        super(
                "Sends the samples of a directory to several systems, one after the other, and reports what they take there:"
                        + " bytes per sample, disk and memory, from their /metrics before and after, beside the directory's"
                        + " own blocks. The systems should be empty and idle.");
    }

    @Override
    public Integer call() throws IOException {
        if (urls.get().isEmpty() && sizes.get().isEmpty()) {
            throw usage("nothing to compare with: --url or --size");
        }
        if (metrics.get().size() > urls.get().size()) {
            throw usage("--metrics-url: more of them than of --url");
        }
        if (metrics.get().stream().anyMatch(page -> page.getRawUserInfo() != null)) {
            throw usage("--metrics-url: without user and password; those of its --url are used");
        }
        List<Comparison.Target> targets = new ArrayList<>();
        for (int i = 0; i < urls.get().size(); i++) {
            Endpoint server = endpoint.at(urls.get().get(i));
            Optional<Path> journal = Files.exists(replay.path())
                    ? Optional.of(Replay.journalOf(replay.path(), server))
                    : Optional.empty();
            URI page = i < metrics.get().size()
                    ? metrics.get().get(i)
                    : server.url().resolve("/metrics");
            targets.add(new Comparison.Target(replay.request(server, journal, false), page));
        }
        Map<String, Long> given = new LinkedHashMap<>();
        sizes.get().forEach((name, size) -> given.put(name, new Quantities.Size().convert(size)));
        CompareReport report;
        try {
            report = StoppableRun.of(stop -> {
                try (ProgressLine line = new ProgressLine(messages())) {
                    return Comparison.run(
                            replay.path(), targets, given, settle.get(), damage -> {}, line.progress(), stop);
                }
            });
        } catch (ReplayRefusedException e) {
            Headroom.warn(messages(), e.getMessage());
            return ExitCode.REFUSED;
        }
        if (report == null) {
            return ExitCode.INTERRUPTED;
        }
        output.print(new CompareText(report));
        List<RemoteReport> replays = report.systems().stream()
                .map(CompareReport.Stored::replay)
                .filter(sent -> sent != null)
                .toList();
        if (replays.stream().anyMatch(sent -> !sent.damaged().isEmpty())) {
            replays.getFirst()
                    .damaged()
                    .forEach(damage -> Headroom.warnOfDamage(messages(), damage.file(), damage.message()));
            return ExitCode.DATA;
        }
        return replays.stream().anyMatch(sent -> sent.rejectedSamples() > 0) ? ExitCode.GATE_FAILED : ExitCode.OK;
    }
}
