package dev.headroom.cli.command;

import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.diff.Census;
import dev.headroom.analyze.diff.Diff;
import dev.headroom.analyze.diff.DiffReport;
import dev.headroom.analyze.diff.SavedReport;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.report.DiffText;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
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

/// `headroom diff`.
@Command(
        name = "diff",
        description =
                "Says what changed between two directories, two blocks, two time ranges of one, or a saved report and"
                        + " now: series, samples, bytes and churn per metric, job, label name and label pair.",
        mixinStandardHelpOptions = true)
public final class DiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "BEFORE",
            description = "A Prometheus data directory, a block, or a file: a report of analyze -o json, or a gate's"
                    + " baseline.")
    private Path before;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "AFTER",
            description = "The like (default: the same, for two time ranges).")
    private Path after;

    @Option(
            names = "--baseline-from",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Leaves earlier samples of BEFORE out.")
    private Long baselineFrom;

    @Option(
            names = "--baseline-to",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Leaves later samples of BEFORE out.")
    private Long baselineTo;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Leaves earlier samples of AFTER out.")
    private Long from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Leaves later samples of AFTER out.")
    private Long to;

    @Option(names = "--no-wal", description = "Leaves out what is in no block yet: looks at blocks only.")
    private boolean noWal;

    @Option(
            names = "--sort",
            paramLabel = "WHAT",
            defaultValue = "series",
            description = "series, samples, bytes or churn: whose growth comes first (default: ${DEFAULT-VALUE}).")
    private Diff.Order order;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "Rows of each list; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private WorkOptions work;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        if (limit < 0) {
            throw usage("--limit: not below 0, but " + limit, null);
        }
        TimeRange baselineRange = range(baselineFrom, baselineTo, "--baseline-from", "--baseline-to");
        TimeRange range = range(from, to, "--from", "--to");
        if (after == null && baselineRange.equals(range)) {
            throw usage("nothing to compare it with: give AFTER, or two time ranges", null);
        }
        DiffReport report;
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            report = compare(before, baselineRange, after == null ? before : after, range, line.progress());
        }
        output.print(new DiffText(report));
        report.damaged().forEach(damage -> Headroom.warn(spec.commandLine().getErr(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private DiffReport compare(Path first, TimeRange firstRange, Path second, TimeRange secondRange, Progress progress)
            throws IOException {
        Census saved = Files.isRegularFile(first) ? saved(first, firstRange) : null;
        Census now = Files.isRegularFile(second) ? saved(second, secondRange) : null;
        Census one = saved != null ? saved : Diff.census(request(first, firstRange), now, progress);
        Census other = now != null ? now : Diff.census(request(second, secondRange), saved, progress);
        return Diff.compare(one, other, order, limit);
    }

    private AnalyzeRequest request(Path path, TimeRange range) {
        return new AnalyzeRequest(path, null, List.of(), List.of(), range, null, !noWal, 0, 0, false, work.threads());
    }

    private Census saved(Path file, TimeRange range) throws IOException {
        if (!range.equals(TimeRange.ALL)) {
            throw usage(file + ": a saved report has no other time range than its own", null);
        }
        try {
            return SavedReport.read(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw usage(file + ": " + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw usage(file + ": no UTF-8", e);
        }
    }

    private TimeRange range(Long first, Long last, String firstOption, String lastOption) {
        TimeRange range = new TimeRange(first == null ? Long.MIN_VALUE : first, last == null ? Long.MAX_VALUE : last);
        if (range.from() > range.to()) {
            throw usage(firstOption + ": later than " + lastOption + ", nothing lies between", null);
        }
        return range;
    }

    private ParameterException usage(String message, Throwable cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }
}
