package dev.headroom.cli.command;

import dev.headroom.cli.ExitCode;
import dev.headroom.cli.report.GenerateReport;
import dev.headroom.tsdb.units.Timestamps;
import dev.headroom.write.generate.Fleet;
import dev.headroom.write.generate.FleetGenerator;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom generate`.
@Command(
        name = "generate",
        description = "Writes a synthetic fleet into blocks of two hours: jobs of pods that expose counters, gauges and"
                + " histograms, and are replaced. The same options give the same blocks.",
        mixinStandardHelpOptions = true)
public final class GenerateCommand implements Callable<Integer> {
    private static final long HOUR = 3_600_000;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Where the blocks go; made when it is not there.")
    private Path path;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "10", description = "Jobs (default: ${DEFAULT-VALUE}).")
    private int jobs;

    @Option(
            names = "--pods",
            paramLabel = "N",
            defaultValue = "10",
            description = "Pods of each job (default: ${DEFAULT-VALUE}).")
    private int pods;

    @Option(
            names = "--series",
            paramLabel = "N",
            description = "As many pods as it takes for this number of series at any time, instead of --pods.")
    private Long series;

    @Option(
            names = "--metrics",
            paramLabel = "N",
            defaultValue = "50",
            description = "Counters and gauges of each pod (default: ${DEFAULT-VALUE}).")
    private int metrics;

    @Option(
            names = "--histograms",
            paramLabel = "N",
            defaultValue = "5",
            description =
                    "Classic histograms of each pod, " + Fleet.BUCKETS + " buckets each (default: ${DEFAULT-VALUE}).")
    private int histograms;

    @Option(
            names = "--native-histograms",
            paramLabel = "N",
            defaultValue = "0",
            description = "Native histograms of each pod (default: ${DEFAULT-VALUE}).")
    private int nativeHistograms;

    @Option(
            names = "--churn",
            paramLabel = "PERCENT",
            defaultValue = "0",
            description = "How many of the pods are replaced in an hour (default: ${DEFAULT-VALUE}).")
    private double churn;

    @Option(
            names = "--hours",
            paramLabel = "N",
            defaultValue = "6",
            description = "How long the fleet lives, in steps of two hours (default: ${DEFAULT-VALUE}).")
    private int hours;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = DurationOption.class,
            defaultValue = "15s",
            description = "Between two samples of a series (default: ${DEFAULT-VALUE}).")
    private long interval;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Times.class,
            defaultValue = "2026-01-01T00:00:00Z",
            description =
                    "When the last block ends, an even hour in UTC or the one before (default: ${DEFAULT-VALUE}).")
    private long until;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Another number makes another fleet (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private WorkOptions work;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        Fleet fleet = fleet();
        List<FleetGenerator.Written> blocks;
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            line.progress().start("series", fleet.activeSeries() * fleet.blocks(), 0);
            blocks = FleetGenerator.write(fleet, path, work.threads(), line.progress()::add);
        }
        output.print(new GenerateReport(path, fleet, blocks));
        return ExitCode.OK;
    }

    private Fleet fleet() {
        if (hours < 2 || hours % 2 != 0) {
            throw new ParameterException(spec.commandLine(), "--hours: an even number from 2 on, not " + hours);
        }
        long end = until - Math.floorMod(until, Fleet.BLOCK);
        try {
            return new Fleet(
                    seed,
                    jobs,
                    podsPerJob(),
                    metrics,
                    histograms,
                    nativeHistograms,
                    churn / 100,
                    interval,
                    end - hours * HOUR,
                    end);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage() + " (until " + Timestamps.print(end) + ")");
        }
    }

    private int podsPerJob() {
        if (series == null || jobs < 1) {
            return pods;
        }
        long perPod = (long) jobs * Fleet.seriesPerPod(metrics, histograms, nativeHistograms);
        return (int) Math.min(Integer.MAX_VALUE, (series + perPod - 1) / perPod);
    }
}
