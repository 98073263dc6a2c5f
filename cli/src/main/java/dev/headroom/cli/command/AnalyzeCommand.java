package dev.headroom.cli.command;

import dev.headroom.analyze.Analysis;
import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.AnalyzeText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom analyze`.
@Command(
        name = "analyze",
        description =
                "Says what a data directory or a block holds and what it costs: series, samples and bytes per metric,"
                        + " job and label, cardinality, churn.",
        mixinStandardHelpOptions = true)
public final class AnalyzeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR|BLOCK", description = "A Prometheus data directory, or one block of it.")
    private Path path;

    @Option(names = "--block", paramLabel = "ULID", description = "Looks at this block of the directory only.")
    private String block;

    @Mixin
    private SeriesOptions series;

    @Option(
            names = "--by",
            paramLabel = "LABEL",
            converter = LabelNames.class,
            split = ",",
            description = "Groups by this label; may be repeated for combinations.")
    private List<String> by = new ArrayList<>();

    @Option(
            names = "--at",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Takes this for now instead of the time of the newest sample; leaves later samples out.")
    private Long at;

    @Option(names = "--no-wal", description = "Leaves out what is in no block yet: looks at blocks only.")
    private boolean noWal;

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            converter = DurationOption.class,
            description = "Steps of the churn timeline (default: a 24th of the data's span).")
    private Long step;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            converter = Counts.Rows.class,
            description = "Rows of each list; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(names = "--strict", description = "Stops at the first damaged block instead of leaving it out.")
    private boolean strict;

    @Mixin
    private WorkOptions work;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        TimeRange range = series.range(at);
        AnalyzeRequest request = new AnalyzeRequest(
                path,
                block,
                series.selectors(),
                by,
                range,
                at,
                !noWal,
                step == null ? 0 : step,
                limit,
                strict,
                work.threads());
        AnalyzeReport report;
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            report = Analysis.run(request, line.progress());
        }
        output.print(new AnalyzeText(report, request));
        report.damaged()
                .forEach(damage -> Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }
}
