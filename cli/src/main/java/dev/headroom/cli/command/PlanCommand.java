package dev.headroom.cli.command;

import dev.headroom.analyze.PlanRequest;
import dev.headroom.analyze.Planning;
import dev.headroom.analyze.plan.Figures;
import dev.headroom.analyze.report.PlanReport;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.PlanText;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom plan`.
@Command(
        name = "plan",
        description =
                "Says how much disk and memory a server needs, for how long: from a data directory, from figures, or"
                        + " from both; a figure that is given overrides the measured one.",
        mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
    private static final int MOST_SERVERS = 10_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "A Prometheus data directory to measure.")
    private Path path;

    @ArgGroup(exclusive = false, heading = "What the servers keep, and what they have:%n")
    private final Limits limits = new Limits();

    @ArgGroup(exclusive = false, heading = "What they take in, all together:%n")
    private final Load load = new Load();

    @Option(names = "--strict", description = "Stops at the first damaged block instead of leaving it out.")
    private boolean strict;

    @Mixin
    private RelabelOptions relabeling;

    @Mixin
    private WorkOptions work;

    @Mixin
    private OutputOptions output;

    /// What is there, or allowed.
    static final class Limits {
        @Option(
                names = "--retention",
                paramLabel = "TIME",
                converter = DurationOption.class,
                description = "--storage.tsdb.retention.time (default: 15d, as Prometheus).")
        private Long retention;

        @Option(
                names = "--retention-size",
                paramLabel = "SIZE",
                converter = Quantities.Size.class,
                description = "--storage.tsdb.retention.size, such as 500GB.")
        private Long retentionSize;

        @Option(
                names = "--disk",
                paramLabel = "SIZE",
                converter = Quantities.Size.class,
                description = "The disk of each server, such as 1TB.")
        private Long disk;

        @Option(
                names = "--memory",
                paramLabel = "SIZE",
                converter = Quantities.Size.class,
                description = "The memory of each server, such as 64GB.")
        private Long memory;

        @Option(
                names = "--query-memory",
                paramLabel = "SHARE",
                converter = Quantities.Share.class,
                description = "Memory for queries and rules, as part of what the head takes (default: 25%%).")
        private Double queryShare;

        @Option(names = "--replicas", paramLabel = "N", description = "Servers that each have the same (default: 1).")
        private Integer replicas;

        @Option(names = "--shards", paramLabel = "N", description = "Servers that share the series (default: 1).")
        private Integer shards;

        @Option(
                names = "--min-block-duration",
                paramLabel = "TIME",
                converter = DurationOption.class,
                description = "--storage.tsdb.min-block-duration, when the servers have it (default: 2h).")
        private Long shortestBlock;

        @Option(
                names = "--max-block-duration",
                paramLabel = "TIME",
                converter = DurationOption.class,
                description = "--storage.tsdb.max-block-duration (default: a tenth of the retention, 31d at most).")
        private Long longestBlock;
    }

    /// Figures of what comes in.
    static final class Load {
        @Option(
                names = "--series",
                paramLabel = "N",
                converter = Quantities.Count.class,
                description = "Active series, such as 4.1M.")
        private Double series;

        @Option(
                names = "--interval",
                paramLabel = "TIME",
                converter = DurationOption.class,
                description = "Time from one sample of a series to the next, such as 15s.")
        private Long interval;

        @Option(
                names = "--samples-per-second",
                paramLabel = "N",
                converter = Quantities.Count.class,
                description = "Samples of all series, such as 61k, in place of --interval.")
        private Double samplesPerSecond;

        @Option(
                names = "--bytes-per-sample",
                paramLabel = "N",
                converter = Quantities.Count.class,
                description = "Chunk bytes of a sample, such as 1.7.")
        private Double bytesPerSample;

        @Option(
                names = "--churn",
                paramLabel = "N/TIME",
                converter = Quantities.PerHour.class,
                description = "Series that come in place of others, such as 100k/h.")
        private Double churn;

        @Option(
                names = "--labels-bytes",
                paramLabel = "N",
                converter = Quantities.Count.class,
                description = "Bytes of the names and values of a series' labels.")
        private Double labelsBytes;

        @Option(
                names = "--growth",
                paramLabel = "N%/TIME",
                converter = Quantities.Growth.class,
                description = "How series and samples grow, such as 5%%/month; auto for what the data says (default).")
        private Double growth;
    }

    @Override
    public Integer call() throws Exception {
        check();
        PlanReport report;
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            report = Planning.run(
                    new PlanRequest(path, figures(), relabeling.rules(), strict, work.threads()), line.progress());
        }
        output.print(new PlanText(report));
        report.damaged().forEach(damage -> Headroom.warn(spec.commandLine().getErr(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private void check() {
        if (path == null && load.series == null && load.samplesPerSecond == null) {
            throw usage("nothing to plan with: give a data directory, or --series, or --samples-per-second");
        }
        if (load.interval != null && load.samplesPerSecond != null && load.series != null) {
            throw usage("--interval: --series and --samples-per-second say it already");
        }
        if (path == null && relabeling.isAnything()) {
            throw usage("--relabel, --drop-label: go with a data directory");
        }
        atLeast("--retention", limits.retention, 1);
        atLeast("--interval", load.interval, 1);
        atLeast("--min-block-duration", limits.shortestBlock, 60_000);
        atLeast("--max-block-duration", limits.longestBlock, 60_000);
        servers("--replicas", limits.replicas);
        servers("--shards", limits.shards);
    }

    private void atLeast(String option, Long millis, long least) {
        if (millis != null && millis < least) {
            throw usage(option + ": at least " + (least == 1 ? "1ms" : "1m"));
        }
    }

    private void servers(String option, Integer count) {
        if (count != null && (count < 1 || count > MOST_SERVERS)) {
            throw usage(option + ": from 1 to " + MOST_SERVERS + ", not " + count);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private Figures figures() {
        return new Figures(
                load.series,
                load.interval,
                load.samplesPerSecond,
                load.bytesPerSample,
                load.churn,
                load.labelsBytes,
                limits.retention,
                limits.retentionSize,
                limits.shortestBlock,
                limits.longestBlock,
                limits.disk,
                limits.memory,
                load.growth,
                limits.queryShare,
                limits.replicas,
                limits.shards);
    }
}
