package dev.headroom.cli.command;

import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.RemoteText;
import dev.headroom.replay.remote.Endpoint;
import dev.headroom.replay.remote.RemoteReport;
import dev.headroom.replay.remote.RemoteRequest;
import dev.headroom.replay.remote.Replay;
import dev.headroom.replay.remote.ReplayRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// `headroom replay remote`.
public final class ReplayRemoteCommand extends Command {
    private final Value<URI> url = option("--url", "URL", "The endpoint, such as http://localhost:9090/api/v1/write.")
            .required()
            .as(new EndpointOptions.Urls());

    private final ReplayOptions replay = new ReplayOptions(spec);

    private final EndpointOptions endpoint = new EndpointOptions(spec);

    private final Value<Path> journal = option(
                    "--journal",
                    "FILE",
                    "Notes what has arrived in FILE, and goes on from there; deleted when everything has (default:"
                            + " headroom-replay-….journal in the current directory, one for each directory and server).")
            .as(Path.class);

    private final Value<Boolean> dryRun = flag("--dry-run", "Sends nothing, and says what would go over the wire.");

    private final OutputOptions output = new OutputOptions(spec);

    public ReplayRemoteCommand() {
        super(
                "Sends the samples of a directory, blocks and head, to a remote-write endpoint, in the order of time: every"
                        + " sample once, native histograms, staleness markers, exemplars and metadata with them.",
                "",
                "What has arrived is noted in a journal, so the same command goes on where an interrupted one stopped."
                        + " Options may stand in a file as well, one on a line: @FILE.",
                "");
    }

    @Override
    public Integer call() throws IOException {
        Endpoint server = endpoint.at(url.get());
        Path notes = journal.get() != null || dryRun.get() || !Files.exists(replay.path())
                ? journal.get()
                : Replay.journalOf(replay.path(), server);
        RemoteRequest request = replay.request(server, Optional.ofNullable(notes), dryRun.get());
        RemoteReport report;
        try {
            report = run(request);
        } catch (ReplayRefusedException e) {
            Headroom.warn(messages(), e.getMessage());
            return ExitCode.REFUSED;
        } catch (IOException e) {
            if (notes == null || !Files.exists(notes)) {
                throw e;
            }
            throw new IOException(e.getMessage() + "; the same command goes on from here (" + notes + ")", e);
        }
        if (report == null || !report.complete()) {
            return ExitCode.INTERRUPTED;
        }
        output.print(new RemoteText(report));
        report.damaged().forEach(damage -> Headroom.warnOfDamage(messages(), damage.file(), damage.message()));
        if (!report.damaged().isEmpty()) {
            return ExitCode.DATA;
        }
        return report.rejectedSamples() > 0 ? ExitCode.GATE_FAILED : ExitCode.OK;
    }

    /// Runs a replay, and says how to go on with one that was interrupted.
    ///
    /// @return `null` as [StoppableRun#of] says
    private RemoteReport run(RemoteRequest request) throws IOException {
        return StoppableRun.of(stop -> {
            try (ProgressLine line = new ProgressLine(messages())) {
                RemoteReport report = Replay.run(request, damage -> {}, line.progress(), stop);
                if (!report.complete()) {
                    line.makeRoom();
                    Headroom.warn(
                            messages(),
                            "interrupted after " + report.accepted().samples() + " samples"
                                    + request.journal()
                                            .map(file -> "; the same command goes on from here (" + file + ")")
                                            .orElse(""));
                }
                return report;
            }
        });
    }
}
