package dev.headroom.cli.command;

import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.Interruption;
import dev.headroom.cli.report.RemoteText;
import dev.headroom.replay.remote.Endpoint;
import dev.headroom.replay.remote.RemoteReport;
import dev.headroom.replay.remote.RemoteRequest;
import dev.headroom.replay.remote.Replay;
import dev.headroom.replay.remote.ReplayRefusedException;
import dev.headroom.replay.remote.Stop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `headroom replay remote`.
@Command(
        name = "remote",
        description = {
            "Sends the samples of a directory, blocks and head, to a remote-write endpoint, in the order of time: every"
                    + " sample once, native histograms, staleness markers, exemplars and metadata with them.",
            "",
            "What has arrived is noted in a journal, so the same command goes on where an interrupted one stopped."
                    + " Options may stand in a file as well, one on a line: @FILE.",
            ""
        },
        mixinStandardHelpOptions = true)
public final class ReplayRemoteCommand implements Callable<Integer> {
    /// How long requests that are under way are waited for when the run is interrupted.
    static final long LAST_ANSWERS = 3000;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            required = true,
            converter = EndpointOptions.Urls.class,
            description = "The endpoint, such as http://localhost:9090/api/v1/write.")
    private URI url;

    @Mixin
    private ReplayOptions replay;

    @Mixin
    private EndpointOptions endpoint;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description =
                    "Notes what has arrived in FILE, and goes on from there; deleted when everything has (default:"
                            + " headroom-replay-….journal in the current directory, one for each directory and server).")
    private Path journal;

    @Option(names = "--dry-run", description = "Sends nothing, and says what would go over the wire.")
    private boolean dryRun;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        Endpoint server = endpoint.at(url);
        Path notes = journal != null || dryRun || !Files.exists(replay.path())
                ? journal
                : Replay.journalOf(replay.path(), server);
        RemoteRequest request = replay.request(server, Optional.ofNullable(notes), dryRun);
        RemoteReport report;
        try {
            report = run(spec, request);
        } catch (ReplayRefusedException e) {
            Headroom.warn(spec.commandLine().getErr(), e.getMessage());
            return ExitCode.REFUSED;
        } catch (IOException e) {
            if (notes == null || !Files.exists(notes)) {
                throw e;
            }
            throw new IOException(e.getMessage() + "; the same command goes on from here (" + notes + ")", e);
        }
        if (!report.complete()) {
            return ExitCode.INTERRUPTED;
        }
        output.print(new RemoteText(report));
        report.damaged()
                .forEach(damage -> Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.message()));
        if (!report.damaged().isEmpty()) {
            return ExitCode.DATA;
        }
        return report.rejectedSamples() > 0 ? ExitCode.GATE_FAILED : ExitCode.OK;
    }

    /// Runs a replay; an interrupt waits for the requests that are under way, and says how to go on.
    static RemoteReport run(CommandSpec spec, RemoteRequest request) throws IOException {
        Stop stop = new Stop();
        Thread whenInterrupted = Interruption.prepare(() -> stop.stop(LAST_ANSWERS));
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            RemoteReport report = Replay.run(request, damage -> {}, line.progress(), stop);
            if (!report.complete()) {
                line.makeRoom();
                Headroom.warn(
                        spec.commandLine().getErr(),
                        "interrupted after " + report.accepted().samples() + " samples"
                                + request.journal()
                                        .map(file -> "; the same command goes on from here (" + file + ")")
                                        .orElse(""));
            }
            return report;
        } finally {
            stop.ended();
            Interruption.forget(whenInterrupted);
        }
    }
}
