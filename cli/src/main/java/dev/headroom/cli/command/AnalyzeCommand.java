package dev.headroom.cli.command;

import dev.headroom.analyze.Analysis;
import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.IndexReport;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.AnalyzeText;
import dev.headroom.cli.report.IndexText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `headroom analyze`.
public final class AnalyzeCommand extends Command {
    private final Value<Path> path = parameter("DIR|BLOCK", "A Prometheus data directory, or one block of it.");

    private final Value<String> block = option("--block", "ULID", "Looks at this block of the directory only.")
            .as(String.class);

    private final SeriesOptions series = new SeriesOptions(spec);

    private final Value<List<String>> by = option(
                    "--by", "LABEL", "Groups by this label; may be repeated for combinations.")
            .splitAtCommas()
            .listOf(new LabelNames());

    private final Value<Long> at = option(
                    "--at",
                    "TIME",
                    "Takes this for now instead of the time of the newest sample; leaves later samples out.")
            .as(new Times());

    private final Value<Boolean> noWal = flag("--no-wal", "Leaves out what is in no block yet: looks at blocks only.");

    private final Value<Boolean> indexOnly = flag(
            "--index-only",
            "Reads the indexes of blocks only: series, labels and churn, but neither samples nor bytes per sample.");

    private final Value<Long> step = option(
                    "--step", "DURATION", "Steps of the churn timeline (default: a 24th of the data's span).")
            .as(new DurationOption());

    private final Value<Integer> limit = option(
                    "--limit", "N", "Rows of each list; 0 for all (default: ${DEFAULT-VALUE}).")
            .byDefault("20")
            .as(new Counts.Rows());

    private final Value<Boolean> strict =
            flag("--strict", "Stops at the first damaged block instead of leaving it out.");

    private final WorkOptions work = new WorkOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    public AnalyzeCommand() {
        super("Says what a data directory or a block holds and what it costs: series, samples and bytes per metric,"
                + " job and label, cardinality, churn.");
    }

    @Override
    public Integer call() throws Exception {
        TimeRange range = series.range(at.get());
        if (indexOnly.get() && step.get() != null) {
            throw usage("--step: the timeline takes samples; leave out --index-only");
        }
        AnalyzeRequest request = new AnalyzeRequest(
                path.get(),
                block.get(),
                series.selectors(),
                by.get(),
                range,
                at.get(),
                !noWal.get() && !indexOnly.get(),
                step.or(0L),
                limit.get(),
                strict.get(),
                work.threads());
        return indexOnly.get() ? analyzeIndexes(request) : analyze(request);
    }

    private int analyze(AnalyzeRequest request) throws IOException {
        AnalyzeReport report;
        try (ProgressLine line = new ProgressLine(messages())) {
            report = Analysis.run(request, line.progress());
        }
        output.print(new AnalyzeText(report, request));
        return exitCode(report.damaged());
    }

    private int analyzeIndexes(AnalyzeRequest request) throws IOException {
        IndexReport report;
        try (ProgressLine line = new ProgressLine(messages())) {
            report = Analysis.ofIndexes(request, line.progress());
        }
        output.print(new IndexText(report, request));
        return exitCode(report.damaged());
    }

    private int exitCode(List<AnalyzeReport.DamageRow> damaged) {
        damaged.forEach(damage -> Headroom.warnOfDamage(messages(), damage.file(), damage.message()));
        return damaged.isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }
}
