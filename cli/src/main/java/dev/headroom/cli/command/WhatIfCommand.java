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

/// `headroom whatif`.
public final class WhatIfCommand extends Command {
    private final Value<Path> path = parameter("DIR|BLOCK", "A Prometheus data directory, or one block of it.");

    private final RelabelOptions relabeling = new RelabelOptions(spec);

    private final Value<List<String>> metrics = option(
                    "--drop-metric",
                    "REGEX",
                    "Drops the metrics whose whole name matches, before any rule; may be repeated.")
            .listOf(String.class);

    private final Value<Boolean> eachLabel = flag(
            "--each-label",
            "Says of every label what dropping it alone would save, and whether series would fall together.");

    private final Value<Boolean> exact = flag(
            "--exact-collisions",
            "Looks at the samples of series that fall together and overlap in time: how many share a"
                    + " timestamp, and what is left when they are joined.");

    private final Value<Boolean> plan =
            flag("--plan", "Adds what headroom plan says of disk and memory, before and after.");

    private final Value<Integer> limit = option(
                    "--limit", "N", "Rows of each list; 0 for all (default: ${DEFAULT-VALUE}).")
            .byDefault("10")
            .as(new Counts.Rows());

    private final WorkOptions work = new WorkOptions(spec);

    private final OutputOptions output = new OutputOptions(spec);

    public WhatIfCommand() {
        super("Says what relabeling would save, and which series would fall together, without writing anything:"
                + " series, samples and bytes before and after, what each rule drops and saves, collisions.");
    }

    @Override
    public Integer call() throws IOException {
        RelabelRules rules = rules();
        List<WhatIfReport.Damage> damaged;
        Report report;
        try (ProgressLine line = new ProgressLine(messages())) {
            if (eachLabel.get()) {
                EachLabelReport found =
                        EachLabel.run(new EachLabel.Request(path.get(), exact.get(), work.threads()), line.progress());
                damaged = found.damaged();
                report = new EachLabelText(found, limit.get());
            } else {
                WhatIfReport found = WhatIf.run(
                        new WhatIf.Request(path.get(), rules, exact.get(), limit.get(), work.threads()),
                        line.progress());
                damaged = found.damaged();
                report = new WhatIfText(found, plan.get() ? plans(rules, line.progress()) : List.of());
            }
        }
        output.print(report);
        damaged.forEach(damage -> Headroom.warnOfDamage(messages(), damage.file(), damage.message()));
        return damaged.isEmpty() ? ExitCode.OK : ExitCode.DATA;
    }

    private List<PlanReport> plans(RelabelRules rules, Progress progress) throws IOException {
        List<PlanReport> plans = new ArrayList<>();
        for (RelabelRules some : List.of(new RelabelRules(List.of()), rules)) {
            plans.add(Planning.run(
                    new PlanRequest(path.get(), Figures.ofRetention(null), some, false, work.threads()), progress));
        }
        return plans;
    }

    private RelabelRules rules() {
        boolean isAnything = relabeling.isAnything() || !metrics.get().isEmpty();
        if (isAnything == eachLabel.get()) {
            throw usage(
                    eachLabel.get()
                            ? "--each-label: tries one label after the other; no rules go with it"
                            : "nothing to try: --relabel, --drop-metric, --drop-label or --each-label says what");
        }
        if (plan.get() && eachLabel.get()) {
            throw usage("--plan: goes with rules, not with --each-label");
        }
        RelabelRules all = new RelabelRules(List.of());
        for (String regex : metrics.get()) {
            try {
                all = all.and(new RelabelRules(List.of(RelabelRule.of(Action.DROP)
                        .sourceLabels("__name__")
                        .regex(regex)
                        .build())));
            } catch (IllegalArgumentException e) {
                throw usage("--drop-metric: " + e.getMessage(), e);
            }
        }
        return all.and(relabeling.rules());
    }
}
