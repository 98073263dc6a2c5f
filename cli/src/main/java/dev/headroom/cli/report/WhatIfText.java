package dev.headroom.cli.report;

import dev.headroom.analyze.report.PlanReport;
import dev.headroom.analyze.whatif.WhatIfReport;
import dev.headroom.analyze.whatif.WhatIfReport.Collisions;
import dev.headroom.analyze.whatif.WhatIfReport.Example;
import dev.headroom.analyze.whatif.WhatIfReport.Figures;
import dev.headroom.cli.render.Amount;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.write.relabel.LabelSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// The answer of `headroom whatif`.
public final class WhatIfText implements Report {
    private final WhatIfReport report;
    private final List<PlanReport> plans;

    /// @param plans of the directory as it is and as it would be; empty when nobody asked
    public WhatIfText(WhatIfReport report, List<PlanReport> plans) {
        this.report = report;
        this.plans = plans;
    }

    /// The JSON report; rules as YAML, label sets in a selector's syntax.
    record Json(
            int schemaVersion,
            String path,
            boolean exact,
            Figures before,
            Figures after,
            Long rewriteSavedBytes,
            List<JsonRule> rules,
            JsonCollisions collisions,
            List<WhatIfReport.Metric> metrics,
            long unlabelled,
            long unstorable,
            List<WhatIfReport.BlockRow> blocks,
            JsonPlan planBefore,
            JsonPlan planAfter,
            List<WhatIfReport.Damage> damaged) {}

    /// What a server needs, with the default retention.
    ///
    /// @param diskAverage bytes at today's rates
    /// @param diskFullest bytes at the worst moment
    /// @param diskRecommended a disk that is large enough at the retention's end
    /// @param memory bytes at today's rates
    record JsonPlan(double diskAverage, double diskFullest, long diskRecommended, double memory) {
        static JsonPlan of(PlanReport plan) {
            return new JsonPlan(
                    plan.disk().now().average(),
                    plan.disk().now().fullest(),
                    plan.disk().recommended(),
                    plan.memory().now());
        }
    }

    record JsonRule(String rule, long series, long samples, long chunkBytes, Long savedBytes) {}

    record JsonCollisions(
            long labelSets,
            long series,
            long overlapping,
            Long sharing,
            Long sharedSamples,
            List<JsonExample> examples) {}

    record JsonExample(String labels, int series, boolean overlapping, Long sharedSamples, List<String> some) {}

    @Override
    public Object json() {
        Collisions found = report.collisions();
        return new Json(
                1,
                report.path(),
                report.exact(),
                report.before(),
                report.after(),
                report.rewriteSavedBytes(),
                report.rules().stream()
                        .map(rule -> new JsonRule(
                                rule.rule().toString(),
                                rule.series(),
                                rule.samples(),
                                rule.chunkBytes(),
                                rule.savedBytes()))
                        .toList(),
                new JsonCollisions(
                        found.labelSets(),
                        found.series(),
                        found.overlapping(),
                        found.sharing(),
                        found.sharedSamples(),
                        found.examples().stream()
                                .map(example -> new JsonExample(
                                        example.labels().toString(),
                                        example.series(),
                                        example.overlapping(),
                                        example.sharedSamples(),
                                        example.some().stream()
                                                .map(LabelSet::toString)
                                                .toList()))
                                .toList()),
                report.metrics(),
                report.unlabelled(),
                report.unstorable(),
                report.blocks(),
                plans.isEmpty() ? null : JsonPlan.of(plans.getFirst()),
                plans.isEmpty() ? null : JsonPlan.of(plans.getLast()),
                report.damaged());
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        Figures before = report.before();
        Figures after = report.after();
        lines.add(Values.printable(report.path()) + ": " + Values.count(before.series()) + " series become "
                + Values.count(after.series())
                + (after.bytes() == null
                        ? ""
                        : ", " + Values.bytes(before.bytes()) + " of blocks " + atMost()
                                + Values.bytes(after.bytes())));
        Collisions collisions = report.collisions();
        if (collisions.labelSets() == 0) {
            lines.add("no series fall together");
        } else {
            lines.add(style.warning(Values.count(collisions.series()) + " series fall together on "
                    + Values.count(collisions.labelSets()) + " label sets, on "
                    + Values.count(collisions.overlapping()) + " of them in the same time"));
        }
        if (collisions.sharing() != null && collisions.sharing() > 0) {
            lines.add(style.warning(Values.count(collisions.sharedSamples()) + " samples of "
                    + Values.count(collisions.sharing())
                    + " label sets share a timestamp with another one: only one of them can stay"));
        }
        if (report.unlabelled() > 0) {
            lines.add(style.warning(
                    Values.count(report.unlabelled()) + " series would have no label left, and so be dropped"));
        }
        if (report.unstorable() > 0) {
            lines.add(style.warning(Values.count(report.unstorable())
                    + " series would have no metric name or no valid label name: a scrape with these rules fails"));
        }
        return lines;
    }

    private String atMost() {
        return report.exact() || report.collisions().overlapping() == 0
                ? "become "
                : "become, before samples of the same time are joined (--exact-collisions), ";
    }

    @Override
    public List<Table> tables() {
        return List.of(figures(), rules(), metrics(), examples(), blocks());
    }

    @Override
    public List<String> yaml() {
        RulesYaml yaml = new RulesYaml(summary(Style.PLAIN));
        for (WhatIfReport.Rule rule : report.rules()) {
            String dropped = rule.series() == 0
                    ? ""
                    : "; drops " + Values.count(rule.series()) + " series with " + Values.count(rule.samples())
                            + " samples";
            String saved = rule.savedBytes() == null ? "what is not known" : Values.bytes(rule.savedBytes());
            yaml.add(rule.rule(), List.of("saves " + saved + dropped, "risk: " + risk(rule)));
        }
        return yaml.lines();
    }

    private String risk(WhatIfReport.Rule rule) {
        if (rule.series() > 0) {
            return "the samples of the dropped series are gone";
        }
        Collisions collisions = report.collisions();
        return collisions.labelSets() == 0
                ? "no series fall together; queries that name the labels have to change"
                : collisions.overlapping() == 0
                        ? "with all rules series fall together, but none of the same time"
                        : "with all rules series of the same time fall together: a server takes one sample of each"
                                + " scrape and rejects the others";
    }

    private Table figures() {
        Table.Builder table = Table.of("figures", "BEFORE AND AFTER")
                .column("what", "what", Kind.TEXT)
                .column("before", "before", Kind.AMOUNT)
                .column("after", "after", Kind.AMOUNT)
                .column("saved", "saved", Kind.AMOUNT)
                .column("share", "share", Kind.SHARE);
        row(table, "series", Kind.COUNT, Figures::series);
        row(table, "in the head", Kind.COUNT, Figures::head);
        row(table, "active", Kind.COUNT, Figures::active);
        row(table, "series added", Kind.COUNT, Figures::seriesAdded);
        row(table, "series added per hour", Kind.RATE, Figures::seriesAddedPerHour);
        row(table, "samples", Kind.COUNT, Figures::samples);
        row(table, "chunks of blocks", Kind.BYTES, Figures::chunkBytes);
        row(table, "index of blocks", Kind.BYTES, Figures::indexBytes);
        if (!plans.isEmpty()) {
            plan(table, "planned disk on average", JsonPlan::diskAverage);
            plan(table, "planned disk at its fullest", JsonPlan::diskFullest);
            plan(table, "recommended disk", JsonPlan::diskRecommended);
            plan(table, "planned memory", JsonPlan::memory);
        }
        return table.build();
    }

    private void plan(Table.Builder table, String what, ToDoubleFunction<JsonPlan> figure) {
        row(
                table,
                what,
                Kind.BYTES,
                figure.applyAsDouble(JsonPlan.of(plans.getFirst())),
                figure.applyAsDouble(JsonPlan.of(plans.getLast())));
    }

    private void row(Table.Builder table, String what, Kind kind, Function<Figures, Number> figure) {
        row(table, what, kind, figure.apply(report.before()), figure.apply(report.after()));
    }

    private static void row(Table.Builder table, String what, Kind kind, Number before, Number after) {
        if (before == null || after == null) {
            return;
        }
        double saved = before.doubleValue() - after.doubleValue();
        table.row(
                what,
                new Amount(before, kind),
                new Amount(after, kind),
                new Amount(kind == Kind.RATE ? (Number) saved : (Number) Math.round(saved), kind),
                before.doubleValue() == 0 ? null : saved / before.doubleValue());
    }

    private Table rules() {
        Table.Builder table = Table.of("rules", "BY RULE")
                .column("rule", "rule", Kind.TEXT)
                .column("series", "drops series", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("chunkBytes", "chunk bytes", Kind.BYTES)
                .column("savedBytes", "saves", Kind.BYTES);
        if (report.rewriteSavedBytes() != null && report.rewriteSavedBytes() != 0) {
            table.row("(blocks written anew without any)", 0, 0, 0, report.rewriteSavedBytes());
        }
        for (WhatIfReport.Rule rule : report.rules()) {
            table.row(rule.rule().toString(), rule.series(), rule.samples(), rule.chunkBytes(), rule.savedBytes());
        }
        return table.build();
    }

    private Table metrics() {
        Table.Builder table = Table.of("metrics", "METRICS WHOSE LABELS NO LONGER TELL APART WHAT DIFFERS")
                .column("name", "metric", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("labelSets", "become", Kind.COUNT)
                .column("overlapping", "in the same time", Kind.COUNT);
        for (WhatIfReport.Metric metric : report.metrics()) {
            table.row(Values.named(metric.name()), metric.series(), metric.labelSets(), metric.overlapping());
        }
        return table.build();
    }

    private Table examples() {
        Table.Builder table = Table.of("collisions", "SERIES THAT FALL TOGETHER")
                .column("labels", "on", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("overlapping", "same time", Kind.TEXT)
                .column("sharedSamples", "same timestamp", Kind.COUNT)
                .column("some", "such as", Kind.TEXT);
        for (Example example : report.collisions().examples()) {
            table.row(
                    example.labels().toString(),
                    example.series(),
                    example.overlapping() ? "yes" : "no",
                    example.sharedSamples(),
                    example.some().stream().map(LabelSet::toString).collect(Collectors.joining(" ")));
        }
        return table.build();
    }

    private Table blocks() {
        Table.Builder table = Table.of("blocks", "BLOCKS AS A REWRITE WOULD LEAVE THEM")
                .column("ulid", "block", Kind.TEXT)
                .column("seriesBefore", "series", Kind.COUNT)
                .column("seriesAfter", "after", Kind.COUNT)
                .column("merged", "merged", Kind.COUNT)
                .column("samplesBefore", "samples", Kind.COUNT)
                .column("samplesAfter", "after", Kind.COUNT)
                .column("chunkBytesBefore", "chunks", Kind.BYTES)
                .column("chunkBytesAfter", "after", Kind.BYTES)
                .column("indexBytesBefore", "index", Kind.BYTES)
                .column("indexBytesAfter", "after", Kind.BYTES);
        for (WhatIfReport.BlockRow block : report.blocks()) {
            table.row(
                    block.ulid(),
                    block.seriesBefore(),
                    block.seriesAfter(),
                    block.merged(),
                    block.samplesBefore(),
                    block.samplesAfter(),
                    block.chunkBytesBefore(),
                    block.chunkBytesAfter(),
                    block.indexBytesBefore(),
                    block.indexBytesAfter());
        }
        return table.build();
    }
}
