package dev.headroom.cli.command;

import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.Interruption;
import dev.headroom.cli.report.CompareText;
import dev.headroom.replay.remote.CompareReport;
import dev.headroom.replay.remote.Comparison;
import dev.headroom.replay.remote.Endpoint;
import dev.headroom.replay.remote.RemoteReport;
import dev.headroom.replay.remote.Replay;
import dev.headroom.replay.remote.ReplayRefusedException;
import dev.headroom.replay.remote.Stop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `headroom replay compare`.
@Command(
        name = "compare",
        description = {
            "Sends the samples of a directory to several systems, one after the other, and reports what they take there:"
                    + " bytes per sample, disk and memory, from their /metrics before and after, beside the directory's"
                    + " own blocks. The systems should be empty and idle."
        },
        mixinStandardHelpOptions = true)
public final class ReplayCompareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            converter = EndpointOptions.Urls.class,
            description = "A remote-write endpoint; may be repeated.")
    private List<URI> urls = new ArrayList<>();

    @Option(
            names = "--metrics-url",
            paramLabel = "URL",
            converter = EndpointOptions.Urls.class,
            description = "The page of metrics of the first --url, of the second, and so on (default: /metrics of the"
                    + " same host).")
    private List<URI> metrics = new ArrayList<>();

    @Option(
            names = "--size",
            paramLabel = "NAME=BYTES",
            description = "What the same data takes in a system that cannot be asked, such as mimir=1.2GB; may be"
                    + " repeated.")
    private Map<String, String> sizes = new LinkedHashMap<>();

    @Option(
            names = "--settle",
            paramLabel = "DURATION",
            defaultValue = "10s",
            converter = DurationOption.class,
            description = "How long a system is left alone before it is looked at again (default: ${DEFAULT-VALUE}).")
    private long settle;

    @Mixin
    private ReplayOptions replay;

    @Mixin
    private EndpointOptions endpoint;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        if (urls.isEmpty() && sizes.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "nothing to compare with: --url or --size");
        }
        if (metrics.size() > urls.size()) {
            throw new ParameterException(spec.commandLine(), "--metrics-url: more of them than of --url");
        }
        if (metrics.stream().anyMatch(page -> page.getRawUserInfo() != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--metrics-url: without user and password; those of its --url are used");
        }
        List<Comparison.Target> targets = new ArrayList<>();
        for (int i = 0; i < urls.size(); i++) {
            Endpoint server = endpoint.at(urls.get(i));
            Optional<Path> journal = Files.exists(replay.path())
                    ? Optional.of(Replay.journalOf(replay.path(), server))
                    : Optional.empty();
            URI page = i < metrics.size() ? metrics.get(i) : server.url().resolve("/metrics");
            targets.add(new Comparison.Target(replay.request(server, journal, false), page));
        }
        Map<String, Long> given = new LinkedHashMap<>();
        sizes.forEach((name, size) -> given.put(name, new Quantities.Size().convert(size)));
        CompareReport report;
        Stop stop = new Stop();
        Thread whenInterrupted = Interruption.prepare(() -> stop.stop(ReplayRemoteCommand.LAST_ANSWERS));
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            report = Comparison.run(replay.path(), targets, given, settle, damage -> {}, line.progress(), stop);
        } catch (ReplayRefusedException e) {
            Headroom.warn(spec.commandLine().getErr(), e.getMessage());
            return ExitCode.REFUSED;
        } finally {
            stop.ended();
            Interruption.forget(whenInterrupted);
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
                    .forEach(damage ->
                            Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.message()));
            return ExitCode.DATA;
        }
        return replays.stream().anyMatch(sent -> sent.rejectedSamples() > 0) ? ExitCode.GATE_FAILED : ExitCode.OK;
    }
}
