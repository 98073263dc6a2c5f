package dev.headroom.cli.command;

import dev.headroom.analyze.PlanRequest;
import dev.headroom.analyze.Planning;
import dev.headroom.analyze.plan.Figures;
import dev.headroom.analyze.report.PlanReport;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.PlanText;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/// `headroom plan`.
public final class PlanCommand extends Command {
    private static final int MOST_SERVERS = 10_000;

    private final Value<Path> path = optionalParameter("DIR", "A Prometheus data directory to measure.");

    private final Limits limits = OptionGroup.added(new Limits(spec));

    private final Load load = OptionGroup.added(new Load(spec));

    private final Value<Boolean> strict =
            flag("--strict", "Stops at the first damaged block instead of leaving it out.");

    private final RelabelOptions relabeling = new RelabelOptions(spec);

    private final WorkOptions work = new WorkOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    /// What is there, or allowed.
    static final class Limits extends OptionGroup {
        private final Value<Long> retention = option(
                        "--retention", "TIME", "--storage.tsdb.retention.time (default: 15d, as Prometheus).")
                .as(new DurationOption());

        private final Value<Long> retentionSize = option(
                        "--retention-size", "SIZE", "--storage.tsdb.retention.size, such as 500GB.")
                .as(new Quantities.Size());

        private final Value<Long> disk = option("--disk", "SIZE", "The disk of each server, such as 1TB.")
                .as(new Quantities.Size());

        private final Value<Long> memory = option("--memory", "SIZE", "The memory of each server, such as 64GB.")
                .as(new Quantities.Size());

        private final Value<Double> queryShare = option(
                        "--query-memory",
                        "SHARE",
                        "Memory for queries and rules, as part of what the head takes (default: 25%%).")
                .as(new Quantities.Share());

        private final Value<Integer> replicas = option(
                        "--replicas", "N", "Servers that each have the same (default: 1).")
                .as(Integer.class);

        private final Value<Integer> shards = option("--shards", "N", "Servers that share the series (default: 1).")
                .as(Integer.class);

        private final Value<Long> shortestBlock = option(
                        "--min-block-duration",
                        "TIME",
                        "--storage.tsdb.min-block-duration, when the servers have it (default: 2h).")
                .as(new DurationOption());

        private final Value<Long> longestBlock = option(
                        "--max-block-duration",
                        "TIME",
                        "--storage.tsdb.max-block-duration (default: a tenth of the retention, 31d at most).")
                .as(new DurationOption());

        Limits(CommandSpec spec) {
            super(spec, "What the servers keep, and what they have:");
        }
    }

    /// Figures of what comes in.
    static final class Load extends OptionGroup {
        private final Value<Double> series =
                option("--series", "N", "Active series, such as 4.1M.").as(new Quantities.Count());

        private final Value<Long> interval = option(
                        "--interval", "TIME", "Time from one sample of a series to the next, such as 15s.")
                .as(new DurationOption());

        private final Value<Double> samplesPerSecond = option(
                        "--samples-per-second", "N", "Samples of all series, such as 61k, in place of --interval.")
                .as(new Quantities.Count());

        private final Value<Double> bytesPerSample = option(
                        "--bytes-per-sample", "N", "Chunk bytes of a sample, such as 1.7.")
                .as(new Quantities.Count());

        private final Value<Double> churn = option(
                        "--churn", "N/TIME", "Series that come in place of others, such as 100k/h.")
                .as(new Quantities.PerHour());

        private final Value<Double> labelsBytes = option(
                        "--labels-bytes", "N", "Bytes of the names and values of a series' labels.")
                .as(new Quantities.Count());

        private final Value<Double> growth = option(
                        "--growth",
                        "N%/TIME",
                        "How series and samples grow, such as 5%%/month; auto for what the data says (default).")
                .as(new Quantities.Growth());

        Load(CommandSpec spec) {
            super(spec, "What they take in, all together:");
        }
    }

    public PlanCommand() {
        super("Says how much disk and memory a server needs, for how long: from a data directory, from figures, or"
                + " from both; a figure that is given overrides the measured one.");
    }

    @Override
    public Integer call() throws Exception {
        check();
        PlanReport report;
        try (ProgressLine line = new ProgressLine(messages())) {
            report = Planning.run(
                    new PlanRequest(path.get(), figures(), relabeling.rules(), strict.get(), work.threads()),
                    line.progress());
        }
        output.print(new PlanText(report));
        report.damaged().forEach(damage -> Headroom.warn(messages(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private void check() {
        if (path.get() == null && load.series.get() == null && load.samplesPerSecond.get() == null) {
            throw usage("nothing to plan with: give a data directory, or --series, or --samples-per-second");
        }
        if (load.interval.get() != null && load.samplesPerSecond.get() != null && load.series.get() != null) {
            throw usage("--interval: --series and --samples-per-second say it already");
        }
        if (path.get() == null && relabeling.isAnything()) {
            throw usage("--relabel, --drop-label: go with a data directory");
        }
        atLeast("--retention", limits.retention.get(), 1);
        atLeast("--interval", load.interval.get(), 1);
        atLeast("--min-block-duration", limits.shortestBlock.get(), 60_000);
        atLeast("--max-block-duration", limits.longestBlock.get(), 60_000);
        servers("--replicas", limits.replicas.get());
        servers("--shards", limits.shards.get());
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

    private Figures figures() {
        return new Figures(
                load.series.get(),
                load.interval.get(),
                load.samplesPerSecond.get(),
                load.bytesPerSample.get(),
                load.churn.get(),
                load.labelsBytes.get(),
                limits.retention.get(),
                limits.retentionSize.get(),
                limits.shortestBlock.get(),
                limits.longestBlock.get(),
                limits.disk.get(),
                limits.memory.get(),
                load.growth.get(),
                limits.queryShare.get(),
                limits.replicas.get(),
                limits.shards.get());
    }
}
