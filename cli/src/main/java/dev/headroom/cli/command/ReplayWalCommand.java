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

/// `headroom replay wal`.
public final class ReplayWalCommand extends Command {
    private static final long SHORTEST_BLOCK = 60_000;

    private final Value<Path> path = parameter("DIR", "A Prometheus data directory.");

    private final Value<Path> out = option(
                    "--out",
                    "DIR2",
                    "Writes the blocks to this directory: those of the log alone, unless --with-blocks is given.")
            .as(Path.class);

    private final Value<Boolean> withBlocks = flag(
            "--with-blocks",
            "Puts the blocks of DIR into DIR2 as well, so that a server started on DIR2 has everything: by"
                    + " hard links where that is possible.");

    private final Value<Boolean> truncate = flag(
            "--truncate-wal",
            "Writes the blocks into DIR itself, reads them back, and moves the log out of the server's"
                    + " sight. Refused while a Prometheus runs on the directory.");

    private final Value<Long> blockDuration = option(
                    "--block-duration", "DURATION", "The time of a block (default: ${DEFAULT-VALUE}).")
            .byDefault("2h")
            .as(new DurationOption());

    private final SeriesOptions series = new SeriesOptions(spec);

    private final RelabelOptions relabeling = new RelabelOptions(spec);

    private final WorkOptions work = new WorkOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    public ReplayWalCommand() {
        super(
                "Makes blocks of what a server would read out of its log and head chunks at its start. Says what there would"
                        + " be, and writes nothing, unless --out or --truncate-wal is given.",
                "",
                "For a Prometheus that dies while it replays its log: stop it, then headroom replay wal DIR --truncate-wal,"
                        + " then start it.",
                "");
    }

    @Override
    public Integer call() throws Exception {
        LogReplayRequest request = request();
        LogReplayReport report;
        try (ProgressLine line = new ProgressLine(messages())) {
            report = Interruption.whole(() -> LogReplayer.run(request, line.progress()));
        } catch (RewriteRefusedException e) {
            Headroom.warn(messages(), e.getMessage());
            return ExitCode.REFUSED;
        }
        output.print(new LogReplayText(report));
        report.damaged().forEach(damage -> Headroom.warnOfDamage(messages(), damage.file(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private LogReplayRequest request() throws IOException {
        TimeRange range = series.range();
        boolean selects = !series.selectors().isEmpty() || !range.isAll();
        if (truncate.get() && out.get() != null) {
            throw usage("--truncate-wal puts the blocks into the directory itself: --out does not go with it");
        }
        if (truncate.get() && selects) {
            throw usage("--truncate-wal: takes the whole log; --match, --from and --to do not go with it");
        }
        if (withBlocks.get() && out.get() == null) {
            throw usage("--with-blocks: goes with --out");
        }
        if (withBlocks.get() && (selects || relabeling.isAnything())) {
            throw usage("--with-blocks: takes blocks as they are; --match, --from, --to, --relabel and --drop-label do"
                    + " not go with it");
        }
        if (out.get() != null
                && Files.exists(out.get())
                && Files.exists(path.get())
                && Files.isSameFile(out.get(), path.get())) {
            throw usage("--out: the directory itself; to put the blocks there and the log aside: --truncate-wal");
        }
        if (blockDuration.get() < SHORTEST_BLOCK) {
            throw usage("--block-duration: at least 1m");
        }
        Mode mode = truncate.get() ? Mode.TRUNCATE : out.get() != null ? Mode.OUT : Mode.DRY_RUN;
        return new LogReplayRequest(
                path.get(),
                mode,
                out.get(),
                withBlocks.get(),
                series.selectors(),
                range,
                relabeling.rules(),
                blockDuration.get(),
                0,
                work.threads());
    }
}
