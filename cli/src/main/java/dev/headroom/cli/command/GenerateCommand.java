package dev.headroom.cli.command;

import dev.headroom.cli.ExitCode;
import dev.headroom.cli.report.GenerateReport;
import dev.headroom.tsdb.units.Timestamps;
import dev.headroom.write.generate.Fleet;
import dev.headroom.write.generate.FleetGenerator;
import java.nio.file.Path;
import java.util.List;

/// `headroom generate`.
public final class GenerateCommand extends Command {
    private static final long HOUR = 3_600_000;

    private final Value<Path> path = parameter("DIR", "Where the blocks go; made when it is not there.");

    private final Value<Integer> jobs = option("--jobs", "N", "Jobs (default: ${DEFAULT-VALUE}).")
            .byDefault("10")
            .as(Integer.class);

    private final Value<Integer> pods = option("--pods", "N", "Pods of each job (default: ${DEFAULT-VALUE}).")
            .byDefault("10")
            .as(Integer.class);

    private final Value<Long> series = option(
                    "--series",
                    "N",
                    "As many pods as it takes for this number of series at any time, instead of --pods.")
            .as(Long.class);

    private final Value<Integer> metrics = option(
                    "--metrics", "N", "Counters and gauges of each pod (default: ${DEFAULT-VALUE}).")
            .byDefault("50")
            .as(Integer.class);

    private final Value<Integer> histograms = option(
                    "--histograms",
                    "N",
                    "Classic histograms of each pod, " + Fleet.BUCKETS + " buckets each (default: ${DEFAULT-VALUE}).")
            .byDefault("5")
            .as(Integer.class);

    private final Value<Integer> nativeHistograms = option(
                    "--native-histograms", "N", "Native histograms of each pod (default: ${DEFAULT-VALUE}).")
            .byDefault("0")
            .as(Integer.class);

    private final Value<Double> churn = option(
                    "--churn", "PERCENT", "How many of the pods are replaced in an hour (default: ${DEFAULT-VALUE}).")
            .byDefault("0")
            .as(Double.class);

    private final Value<Integer> hours = option(
                    "--hours", "N", "How long the fleet lives, in steps of two hours (default: ${DEFAULT-VALUE}).")
            .byDefault("6")
            .as(Integer.class);

    private final Value<Long> interval = option(
                    "--interval", "DURATION", "Between two samples of a series (default: ${DEFAULT-VALUE}).")
            .byDefault("15s")
            .as(new DurationOption());

    private final Value<Long> until = option(
                    "--until",
                    "TIME",
                    "When the last block ends, an even hour in UTC or the one before (default: ${DEFAULT-VALUE}).")
            .byDefault("2026-01-01T00:00:00Z")
            .as(new Times());

    private final Value<Long> seed = option(
                    "--seed", "N", "Another number makes another fleet (default: ${DEFAULT-VALUE}).")
            .byDefault("1")
            .as(Long.class);

    private final WorkOptions work = new WorkOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    public GenerateCommand() {
        super("Writes a synthetic fleet into blocks of two hours: jobs of pods that expose counters, gauges and"
                + " histograms, and are replaced. The same options give the same blocks.");
    }

    @Override
    public Integer call() throws Exception {
        Fleet fleet = fleet();
        List<FleetGenerator.Written> blocks;
        try (ProgressLine line = new ProgressLine(messages())) {
            line.progress().start("series", fleet.activeSeries() * fleet.blocks(), 0);
            blocks = FleetGenerator.write(fleet, path.get(), work.threads(), line.progress()::add);
        }
        output.print(new GenerateReport(path.get(), fleet, blocks));
        return ExitCode.OK;
    }

    private Fleet fleet() {
        if (hours.get() < 2 || hours.get() % 2 != 0) {
            throw usage("--hours: an even number from 2 on, not " + hours.get());
        }
        long end = until.get() - Math.floorMod(until.get(), Fleet.BLOCK);
        try {
            return new Fleet(
                    seed.get(),
                    jobs.get(),
                    podsPerJob(),
                    metrics.get(),
                    histograms.get(),
                    nativeHistograms.get(),
                    churn.get() / 100,
                    interval.get(),
                    end - hours.get() * HOUR,
                    end);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage() + " (until " + Timestamps.print(end) + ")");
        }
    }

    private int podsPerJob() {
        if (series.get() == null || jobs.get() < 1) {
            return pods.get();
        }
        long perPod = (long) jobs.get() * Fleet.seriesPerPod(metrics.get(), histograms.get(), nativeHistograms.get());
        return (int) Math.min(Integer.MAX_VALUE, (series.get() + perPod - 1) / perPod);
    }
}
