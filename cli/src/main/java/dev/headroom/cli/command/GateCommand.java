package dev.headroom.cli.command;

import dev.headroom.analyze.Analysis;
import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.PlanRequest;
import dev.headroom.analyze.Planning;
import dev.headroom.analyze.collect.TallyMaker;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.exposition.ExpositionPage;
import dev.headroom.analyze.exposition.ExpositionParser;
import dev.headroom.analyze.gate.Baseline;
import dev.headroom.analyze.gate.Budget;
import dev.headroom.analyze.gate.BudgetException;
import dev.headroom.analyze.gate.BudgetReader;
import dev.headroom.analyze.gate.DataSubject;
import dev.headroom.analyze.gate.ExpositionSubject;
import dev.headroom.analyze.gate.Gate;
import dev.headroom.analyze.gate.GateReport;
import dev.headroom.analyze.plan.Figures;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.render.Json;
import dev.headroom.cli.report.GateText;
import dev.headroom.tsdb.DataDirectoryException;
import dev.headroom.write.relabel.RelabelRules;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `headroom gate`.
public final class GateCommand extends Command {
    private final Value<Path> path = optionalParameter("DIR|BLOCK", "A Prometheus data directory, or one block of it.");

    private final Value<List<String>> pages = option(
                    "--exposition",
                    "FILE",
                    "Judges a page of metrics instead, as a target exposes it (Prometheus text or OpenMetrics); - for"
                            + " standard input; may be repeated.")
            .listOf(String.class);

    private final Value<Integer> instances = option(
                    "--instances", "N", "Targets that will expose each page (default: ${DEFAULT-VALUE}).")
            .byDefault("1")
            .as(new Counts.FromOne());

    private final Value<List<String>> jobs = option(
                    "--job",
                    "NAME",
                    "The job of the pages; given once for all, or once for each (default: the name of the file, up to"
                            + " its last dot). With --relabel, the job of the configuration whose rules are meant.")
            .listOf(String.class);

    private final Value<Long> interval = option(
                    "--interval",
                    "DURATION",
                    "In which the pages will be scraped; budgets for samples-per-second need it.")
            .as(new DurationOption());

    private final RuleOptions relabeling = new RuleOptions(spec);

    private final Value<Path> budgetFile =
            option("--budget", "FILE", "The budget, in YAML.").required().as(Path.class);

    private final Value<Path> baselineFile = option(
                    "--baseline", "FILE", "What growth is measured against: what --write-baseline has written.")
            .as(Path.class);

    private final Value<Path> writtenBaseline = option(
                    "--write-baseline", "FILE", "Writes what was measured to FILE, for later runs to be held against.")
            .as(Path.class);

    private final RangeOptions samples = new RangeOptions(spec);

    private final Value<Boolean> noWal = flag("--no-wal", "Leaves out what is in no block yet: looks at blocks only.");

    private final Value<Boolean> github =
            flag("--github", "Also prints the offenders as annotations of a GitHub workflow.");

    private final Value<Integer> limit = option(
                    "--limit", "N", "Rows of each list; 0 for all (default: ${DEFAULT-VALUE}).")
            .byDefault("20")
            .as(new Counts.Rows());

    private final WorkOptions work = new WorkOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    public GateCommand() {
        super("Holds a data directory, a block or pages of metrics against a budget for cardinality, churn and"
                + " bytes; ends with 1 when the budget is broken.");
    }

    @Override
    public Integer call() throws Exception {
        if ((path.get() == null) == pages.get().isEmpty()) {
            throw usage("give either DIR|BLOCK or --exposition");
        }
        if (path.get() == null && relabeling.isAnything()) {
            throw usage("--relabel, --drop-label: go with DIR|BLOCK");
        }
        if (path.get() != null && !jobs.get().isEmpty() && !relabeling.isAnything()) {
            throw usage("--job: goes with --exposition or --relabel");
        }
        if (jobs.get().size() > 1 && jobs.get().size() != pages.get().size()) {
            throw usage("--job: once, or once for each of the " + pages.get().size() + " pages");
        }
        Budget budget = budget();
        Baseline baseline = baseline();
        Gate.Judgement judgement;
        if (path.get() == null) {
            judgement = judgePages(budget, baseline);
        } else {
            try (ProgressLine line = new ProgressLine(messages())) {
                judgement = judgeData(budget, baseline, line.progress());
            }
        }
        GateReport report = judgement.report();
        GateText text = new GateText(report);
        output.print(text);
        if (github.get()) {
            PrintWriter out = output.isOutputForPeople() ? spec.commandLine().getOut() : messages();
            text.annotations().forEach(out::println);
            out.flush();
        }
        report.damaged().forEach(damage -> Headroom.warnOfDamage(messages(), damage.file(), damage.message()));
        if (!report.damaged().isEmpty()) {
            if (writtenBaseline.get() != null) {
                Headroom.warn(messages(), writtenBaseline.get() + ": not written, because data is left out");
            }
            return ExitCode.DATA;
        }
        if (writtenBaseline.get() != null) {
            OutputFiles.write(writtenBaseline.get(), out -> Json.print(judgement.measured(), out));
        }
        return report.passed() ? ExitCode.OK : ExitCode.GATE_FAILED;
    }

    private Gate.Judgement judgeData(Budget budget, Baseline baseline, Progress progress) throws IOException {
        TimeRange range = samples.range();
        RelabelRules rules =
                relabeling.rules(spec, jobs.get().isEmpty() ? null : jobs.get().getFirst());
        AnalyzeRequest request = new AnalyzeRequest(
                path.get(),
                null,
                List.of(),
                List.of(),
                range,
                null,
                !noWal.get(),
                0,
                limit.get(),
                false,
                work.threads());
        return Analysis.run(
                request,
                (survey, workers) -> {
                    boolean anyTime = survey.span().end() != Long.MIN_VALUE;
                    Gate.Origin origin = new Gate.Origin(
                            path.get().toString(),
                            anyTime ? survey.span().start() : null,
                            anyTime ? survey.span().end() : null,
                            survey.damaged().stream().map(DamageRow::of).toList());
                    DataSubject subject = new DataSubject(
                            new TallyMaker(survey.relabeled(rules, workers, progress), range, workers, progress),
                            retention -> range.isAll() && !noWal.get() ? plannedDisk(retention, rules) : null);
                    return Gate.judge(budget, baseline, subject, origin, limit.get());
                },
                progress);
    }

    /// What `headroom plan` says of the directory; `null` when it has nothing to say.
    private Double plannedDisk(long retention, RelabelRules rules) {
        Figures figures = Figures.ofRetention(retention);
        try {
            return Planning.run(new PlanRequest(path.get(), figures, rules, false, work.threads()), new Progress())
                    .disk()
                    .now()
                    .fullest();
        } catch (DataDirectoryException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Gate.Judgement judgePages(Budget budget, Baseline baseline) throws IOException {
        List<ExpositionPage> read = new ArrayList<>();
        for (int i = 0; i < pages.get().size(); i++) {
            boolean isInput = pages.get().get(i).equals("-");
            String name = isInput ? "standard input" : pages.get().get(i);
            byte[] bytes = isInput
                    ? System.in.readAllBytes()
                    : Files.readAllBytes(Path.of(pages.get().get(i)));
            read.add(new ExpositionPage(job(i), ExpositionParser.parse(name, bytes)));
        }
        String name = String.join(" ", pages.get()) + " × " + instances.get();
        ExpositionSubject subject = new ExpositionSubject(read, instances.get(), interval.or(0L));
        return Gate.judge(budget, baseline, subject, new Gate.Origin(name, null, null, List.of()), limit.get());
    }

    private String job(int page) {
        if (!jobs.get().isEmpty()) {
            return jobs.get().get(jobs.get().size() == 1 ? 0 : page);
        }
        String file = pages.get().get(page);
        if (file.equals("-")) {
            return "stdin";
        }
        String name = String.valueOf(Path.of(file).getFileName());
        return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    private Budget budget() throws IOException {
        try {
            return BudgetReader.read(budgetFile.get().toString(), read("--budget", budgetFile.get()));
        } catch (BudgetException e) {
            throw usage(e.getMessage(), e);
        }
    }

    private Baseline baseline() throws IOException {
        if (baselineFile.get() == null) {
            return null;
        }
        try {
            return Baseline.read(read("--baseline", baselineFile.get()));
        } catch (IllegalArgumentException e) {
            throw usage(baselineFile.get() + ": " + e.getMessage(), e);
        }
    }

    /// The text of a file that configures the run: when it cannot be had, the command line is wrong.
    private String read(String option, Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw usage(option + ": " + file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw usage(option + ": " + file + ": no UTF-8", e);
        } catch (IOException e) {
            throw usage(option + ": " + file + ": cannot be read", e);
        }
    }
}
