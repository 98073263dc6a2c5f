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

/// `headroom diff`.
public final class DiffCommand extends Command {
    private final Value<Path> before = parameter(
            "BEFORE",
            "A Prometheus data directory, a block, or a file: a report of analyze -o json, or a gate's baseline.");

    private final Value<Path> after = optionalParameter("AFTER", "The like (default: the same, for two time ranges).");

    private final Value<Long> baselineFrom = option("--baseline-from", "TIME", "Leaves earlier samples of BEFORE out.")
            .as(new Times());

    private final Value<Long> baselineTo = option("--baseline-to", "TIME", "Leaves later samples of BEFORE out.")
            .as(new Times());

    private final Value<Long> from =
            option("--from", "TIME", "Leaves earlier samples of AFTER out.").as(new Times());

    private final Value<Long> to =
            option("--to", "TIME", "Leaves later samples of AFTER out.").as(new Times());

    private final Value<Boolean> noWal = flag("--no-wal", "Leaves out what is in no block yet: looks at blocks only.");

    private final Value<Diff.Order> order = option(
                    "--sort",
                    "WHAT",
                    "series, samples, bytes or churn: whose growth comes first (default: ${DEFAULT-VALUE}).")
            .byDefault("series")
            .as(Diff.Order.class);

    private final Value<Integer> limit = option(
                    "--limit", "N", "Rows of each list; 0 for all (default: ${DEFAULT-VALUE}).")
            .byDefault("20")
            .as(Integer.class);

    private final WorkOptions work = new WorkOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    public DiffCommand() {
        super("Says what changed between two directories, two blocks, two time ranges of one, or a saved report and"
                + " now: series, samples, bytes and churn per metric, job, label name and label pair.");
    }

    @Override
    public Integer call() throws Exception {
        if (limit.get() < 0) {
            throw usage("--limit: not below 0, but " + limit.get());
        }
        TimeRange baselineRange = range(baselineFrom.get(), baselineTo.get(), "--baseline-from", "--baseline-to");
        TimeRange range = range(from.get(), to.get(), "--from", "--to");
        if (after.get() == null && baselineRange.equals(range)) {
            throw usage("nothing to compare it with: give AFTER, or two time ranges");
        }
        DiffReport report;
        try (ProgressLine line = new ProgressLine(messages())) {
            report = compare(before.get(), baselineRange, after.or(before.get()), range, line.progress());
        }
        output.print(new DiffText(report));
        report.damaged().forEach(damage -> Headroom.warn(messages(), damage.message()));
        return report.damaged().isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private DiffReport compare(Path first, TimeRange firstRange, Path second, TimeRange secondRange, Progress progress)
            throws IOException {
        Census saved = Files.isRegularFile(first) ? saved(first, firstRange) : null;
        Census now = Files.isRegularFile(second) ? saved(second, secondRange) : null;
        Census one = saved != null ? saved : Diff.census(request(first, firstRange), now, progress);
        Census other = now != null ? now : Diff.census(request(second, secondRange), saved, progress);
        return Diff.compare(one, other, order.get(), limit.get());
    }

    private AnalyzeRequest request(Path path, TimeRange range) {
        return new AnalyzeRequest(
                path, null, List.of(), List.of(), range, null, !noWal.get(), 0, 0, false, work.threads());
    }

    private Census saved(Path file, TimeRange range) throws IOException {
        if (!range.isAll()) {
            throw usage(file + ": a saved report has no other time range than its own");
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
            throw usage(firstOption + ": later than " + lastOption + ", nothing lies between");
        }
        return range;
    }
}
