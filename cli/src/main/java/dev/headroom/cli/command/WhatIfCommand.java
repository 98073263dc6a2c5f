package dev.headroom.cli.command;

import dev.headroom.analyze.PlanRequest;
import dev.headroom.analyze.Planning;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.plan.Figures;
import dev.headroom.analyze.report.PlanReport;
import dev.headroom.analyze.whatif.EachLabel;
import dev.headroom.analyze.whatif.EachLabelReport;
import dev.headroom.analyze.whatif.WhatIf;
import dev.headroom.analyze.whatif.WhatIfReport;
import dev.headroom.cli.ExitCode;
import dev.headroom.cli.Headroom;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.report.EachLabelText;
import dev.headroom.cli.report.WhatIfText;
import dev.headroom.write.relabel.Action;
import dev.headroom.write.relabel.RelabelRule;
import dev.headroom.write.relabel.RelabelRules;
import java.io.IOException;
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

/// `headroom whatif`.
@Command(
        name = "whatif",
        description = "Says what relabeling would save, and which series would fall together, without writing anything:"
                + " series, samples and bytes before and after, what each rule drops and saves, collisions.",
        mixinStandardHelpOptions = true)
public final class WhatIfCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR|BLOCK", description = "A Prometheus data directory, or one block of it.")
    private Path path;

    @Mixin
    private RelabelOptions relabeling;

    @Option(
            names = "--drop-metric",
            paramLabel = "REGEX",
            description = "Drops the metrics whose whole name matches, before any rule; may be repeated.")
    private List<String> metrics = new ArrayList<>();

    @Option(
            names = "--each-label",
            description = "Says of every label what dropping it alone would save, and whether series would fall"
                    + " together.")
    private boolean eachLabel;

    @Option(
            names = "--exact-collisions",
            description = "Looks at the samples of series that fall together and overlap in time: how many share a"
                    + " timestamp, and what is left when they are joined.")
    private boolean exact;

    @Option(names = "--plan", description = "Adds what headroom plan says of disk and memory, before and after.")
    private boolean plan;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            converter = Counts.Rows.class,
            description = "Rows of each list; 0 for all (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin
    private WorkOptions work;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws IOException {
        RelabelRules rules = rules();
        List<WhatIfReport.Damage> damaged;
        Report report;
        try (ProgressLine line = new ProgressLine(spec.commandLine().getErr())) {
            if (eachLabel) {
                EachLabelReport found =
                        EachLabel.run(new EachLabel.Request(path, exact, work.threads()), line.progress());
                damaged = found.damaged();
                report = new EachLabelText(found, limit);
            } else {
                WhatIfReport found =
                        WhatIf.run(new WhatIf.Request(path, rules, exact, limit, work.threads()), line.progress());
                damaged = found.damaged();
                report = new WhatIfText(found, plan ? plans(rules, line.progress()) : List.of());
            }
        }
        output.print(report);
        damaged.forEach(damage -> Headroom.warnOfDamage(spec.commandLine().getErr(), damage.file(), damage.message()));
        return damaged.isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private List<PlanReport> plans(RelabelRules rules, Progress progress) throws IOException {
        List<PlanReport> plans = new ArrayList<>();
        for (RelabelRules some : List.of(new RelabelRules(List.of()), rules)) {
            plans.add(Planning.run(
                    new PlanRequest(path, Figures.ofRetention(null), some, false, work.threads()), progress));
        }
        return plans;
    }

    private RelabelRules rules() {
        boolean isAnything = relabeling.isAnything() || !metrics.isEmpty();
        if (isAnything == eachLabel) {
            throw new ParameterException(
                    spec.commandLine(),
                    eachLabel
                            ? "--each-label: tries one label after the other; no rules go with it"
                            : "nothing to try: --relabel, --drop-metric, --drop-label or --each-label says what");
        }
        if (plan && eachLabel) {
            throw new ParameterException(spec.commandLine(), "--plan: goes with rules, not with --each-label");
        }
        RelabelRules all = new RelabelRules(List.of());
        for (String regex : metrics) {
            try {
                all = all.and(new RelabelRules(List.of(RelabelRule.of(Action.DROP)
                        .sourceLabels("__name__")
                        .regex(regex)
                        .build())));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--drop-metric: " + e.getMessage(), e);
            }
        }
        return all.and(relabeling.rules());
    }
}
