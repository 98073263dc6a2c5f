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
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `headroom gate`.
@Command(
        name = "gate",
        description = "Holds a data directory, a block or pages of metrics against a budget for cardinality, churn and"
                + " bytes; ends with 1 when the budget is broken.",
        mixinStandardHelpOptions = true)
public final class GateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR|BLOCK",
            arity = "0..1",
            description = "A Prometheus data directory, or one block of it.")
    private Path path;

    @Option(
            names = "--exposition",
            paramLabel = "FILE",
            description =
                    "Judges a page of metrics instead, as a target exposes it (Prometheus text or OpenMetrics); - for"
                            + " standard input; may be repeated.")
    private List<String> pages = new ArrayList<>();

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "1",
            converter = Counts.FromOne.class,
            description = "Targets that will expose each page (default: ${DEFAULT-VALUE}).")
    private int instances;

    @Option(
            names = "--job",
            paramLabel = "NAME",
            description =
                    "The job of the pages; given once for all, or once for each (default: the name of the file, up to"
                            + " its last dot). With --relabel, the job of the configuration whose rules are meant.")
    private List<String> jobs = new ArrayList<>();

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = DurationOption.class,
            description = "In which the pages will be scraped; budgets for samples-per-second need it.")
    private Long interval;

    @Mixin
    private RuleOptions relabeling;

    @Option(names = "--budget", paramLabel = "FILE", required = true, description = "The budget, in YAML.")
    private Path budgetFile;

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "What growth is measured against: what --write-baseline has written.")
    private Path baselineFile;

    @Option(
            names = "--write-baseline",
            paramLabel = "FILE",
            description = "Writes what was measured to FILE, for later runs to be held against.")
    private Path writtenBaseline;

    @Mixin
    private RangeOptions samples;

    @Option(names = "--no-wal", description = "Leaves out what is in no block yet: looks at blocks only.")
    private boolean noWal;

    @Option(names = "--github", description = "Also prints the offenders as annotations of a GitHub workflow.")
    private boolean github;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            converter = Counts.Rows.class,
            description = "Rows of each list; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private WorkOptions work;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws Exception {
        if ((path == null) == pages.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give either DIR|BLOCK or --exposition");
        }
        if (path == null && relabeling.isAnything()) {
            throw new ParameterException(spec.commandLine(), "--relabel, --drop-label: go with DIR|BLOCK");
        }
        if (path != null && !jobs.isEmpty() && !relabeling.isAnything()) {
            throw new ParameterException(spec.commandLine(), "--job: goes with --exposition or --relabel");
        }
        if (jobs.size() > 1 && jobs.size() != pages.size()) {
            throw new ParameterException(
                    spec.commandLine(), "--job: once, or once for each of the " + pages.size() + " pages");
        }
        Budget budget = budget();
        Baseline baseline = baseline();
        Gate.Judgement judgement;
        if (path == null) {
            judgement = judgePages(budget, baseline);
        } else {
            try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
                judgement = judgeData(budget, baseline, line.progress());
            }
        }
        GateReport report = judgement.report();
        GateText text = new GateText(report);
        output.print(text);
        if (github) {
            PrintWriter out = output.isOutputForPeople()
                    ? spec.commandLine().getOut()
                    : spec.commandLine().getErr();
            text.annotations().forEach(out::println);
            out.flush();
        }
        report.damaged()
                .forEach(damage -> Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.message()));
        if (!report.damaged().isEmpty()) {
            if (writtenBaseline != null) {
                Headroom.warn(spec.commandLine().getErr(), writtenBaseline + ": not written, because data is left out");
            }
            return ExitCode.DATA;
        }
        if (writtenBaseline != null) {
            OutputFiles.write(writtenBaseline, out -> Json.print(judgement.measured(), out));
        }
        return report.passed() ? ExitCode.OK : ExitCode.GATE_FAILED;
    }

    private Gate.Judgement judgeData(Budget budget, Baseline baseline, Progress progress) throws IOException {
        TimeRange range = samples.range();
        RelabelRules rules = relabeling.rules(spec, jobs.isEmpty() ? null : jobs.getFirst());
        AnalyzeRequest request = new AnalyzeRequest(
                path, null, List.of(), List.of(), range, null, !noWal, 0, limit, false, work.threads());
        return Analysis.run(
                request,
                (survey, workers) -> {
                    boolean anyTime = survey.span().end() != Long.MIN_VALUE;
                    Gate.Origin origin = new Gate.Origin(
                            path.toString(),
                            anyTime ? survey.span().start() : null,
                            anyTime ? survey.span().end() : null,
                            survey.damaged().stream()
                                    .map(e -> new DamageRow(e.file(), e.offset(), e.getMessage()))
                                    .toList());
                    DataSubject subject = new DataSubject(
                            new TallyMaker(survey.relabeled(rules, workers, progress), range, workers, progress),
                            retention -> range.equals(TimeRange.ALL) && !noWal ? plannedDisk(retention, rules) : null);
                    return Gate.judge(budget, baseline, subject, origin, limit);
                },
                progress);
    }

    /// What `headroom plan` says of the directory; `null` when it has nothing to say.
    private Double plannedDisk(long retention, RelabelRules rules) {
        Figures figures = Figures.ofRetention(retention);
        try {
            return Planning.run(new PlanRequest(path, figures, rules, false, work.threads()), new Progress())
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
        for (int i = 0; i < pages.size(); i++) {
            boolean isInput = pages.get(i).equals("-");
            String name = isInput ? "standard input" : pages.get(i);
            byte[] bytes = isInput ? System.in.readAllBytes() : Files.readAllBytes(Path.of(pages.get(i)));
            read.add(new ExpositionPage(job(i), ExpositionParser.parse(name, bytes)));
        }
        String name = String.join(" ", pages) + " × " + instances;
        ExpositionSubject subject = new ExpositionSubject(read, instances, interval == null ? 0 : interval);
        return Gate.judge(budget, baseline, subject, new Gate.Origin(name, null, null, List.of()), limit);
    }

    private String job(int page) {
        if (!jobs.isEmpty()) {
            return jobs.get(jobs.size() == 1 ? 0 : page);
        }
        String file = pages.get(page);
        if (file.equals("-")) {
            return "stdin";
        }
        String name = String.valueOf(Path.of(file).getFileName());
        return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
    }

    private Budget budget() throws IOException {
        try {
            return BudgetReader.read(budgetFile.toString(), read("--budget", budgetFile));
        } catch (BudgetException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private Baseline baseline() throws IOException {
        if (baselineFile == null) {
            return null;
        }
        try {
            return Baseline.read(read("--baseline", baselineFile));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), baselineFile + ": " + e.getMessage(), e);
        }
    }

    /// The text of a file that configures the run: when it cannot be had, the command line is wrong.
    private String read(String option, Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + file + ": no UTF-8", e);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + file + ": cannot be read", e);
        }
    }
}
