package dev.headroom.cli.command;

import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.Interruption;
import dev.headroom.cli.report.LogReplayText;
import dev.headroom.replay.log.LogReplayReport;
import dev.headroom.replay.log.LogReplayRequest;
import dev.headroom.replay.log.LogReplayRequest.Mode;
import dev.headroom.replay.log.LogReplayer;
import dev.headroom.write.rewrite.RewriteRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom replay wal`.
@Command(
        name = "wal",
        description = {
            "Makes blocks of what a server would read out of its log and head chunks at its start. Says what there would"
                    + " be, and writes nothing, unless --out or --truncate-wal is given.",
            "",
            "For a Prometheus that dies while it replays its log: stop it, then headroom replay wal DIR --truncate-wal,"
                    + " then start it.",
            ""
        },
        mixinStandardHelpOptions = true)
public final class ReplayWalCommand implements Callable<Integer> {
    private static final long SHORTEST_BLOCK = 60_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A Prometheus data directory.")
    private Path path;

    @Option(
            names = "--out",
            paramLabel = "DIR2",
            description = "Writes the blocks to this directory: those of the log alone, unless --with-blocks is given.")
    private Path out;

    @Option(
            names = "--with-blocks",
            description =
                    "Puts the blocks of DIR into DIR2 as well, so that a server started on DIR2 has everything: by"
                            + " hard links where that is possible.")
    private boolean withBlocks;

    @Option(
            names = "--truncate-wal",
            description = "Writes the blocks into DIR itself, reads them back, and moves the log out of the server's"
                    + " sight. Refused while a Prometheus runs on the directory.")
    private boolean truncate;

    @Option(
            names = "--block-duration",
            paramLabel = "DURATION",
            converter = DurationOption.class,
            defaultValue = "2h",
            description = "The time of a block (default: ${DEFAULT-VALUE}).")
    private long blockDuration;

    @Mixin
    private SeriesOptions series;

    @Mixin
    private RelabelOptions relabeling;

    @Mixin
    private WorkOptions work;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        LogReplayRequest request = request();
        LogReplayReport report;
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            report = Interruption.whole(() -> LogReplayer.run(request, line.progress()));
        } catch (RewriteRefusedException e) {
            Headroom.warn(spec.commandLine().getErr(), e.getMessage());
            return ExitCode.REFUSED;
        }
        output.print(new LogReplayText(report));
        report.damaged()
                .forEach(damage -> Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private LogReplayRequest request() throws IOException {
        TimeRange range = series.range();
        boolean selects = !series.selectors().isEmpty() || !range.equals(TimeRange.ALL);
        if (truncate && out != null) {
            throw usage("--truncate-wal puts the blocks into the directory itself: --out does not go with it");
        }
        if (truncate && selects) {
            throw usage("--truncate-wal: takes the whole log; --match, --from and --to do not go with it");
        }
        if (withBlocks && out == null) {
            throw usage("--with-blocks: goes with --out");
        }
        if (withBlocks && (selects || relabeling.isAnything())) {
            throw usage("--with-blocks: takes blocks as they are; --match, --from, --to, --relabel and --drop-label do"
                    + " not go with it");
        }
        if (out != null && Files.exists(out) && Files.exists(path) && Files.isSameFile(out, path)) {
            throw usage("--out: the directory itself; to put the blocks there and the log aside: --truncate-wal");
        }
        if (blockDuration < SHORTEST_BLOCK) {
            throw usage("--block-duration: at least 1m");
        }
        Mode mode = truncate ? Mode.TRUNCATE : out != null ? Mode.OUT : Mode.DRY_RUN;
        return new LogReplayRequest(
                path,
                mode,
                out,
                withBlocks,
                series.selectors(),
                range,
                relabeling.rules(),
                blockDuration,
                0,
                work.threads());
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
