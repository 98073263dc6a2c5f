package dev.headroom.cli.report;

import dev.headroom.analyze.whatif.WhatIfReport;
import dev.headroom.analyze.whatif.WhatIfReport.Collisions;
import dev.headroom.analyze.whatif.WhatIfReport.Example;
import dev.headroom.analyze.whatif.WhatIfReport.Figures;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.write.relabel.LabelSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/// The answer of `headroom whatif`.
public final class WhatIfText implements Report {
    private final WhatIfReport report;

    public WhatIfText(WhatIfReport report) {
        this.report = report;
    }

    /// The JSON report; label sets in a selector's syntax.
    record Json(
            int schemaVersion,
            String path,
            Figures before,
            Figures after,
            List<WhatIfReport.Rule> rules,
            JsonCollisions collisions,
            long unstorable,
            List<WhatIfReport.Damage> damaged) {}

    record JsonCollisions(long labelSets, long series, long overlapping, List<JsonExample> examples) {}

    record JsonExample(String labels, int series, boolean overlapping, List<String> some) {}

    @Override
    public Object json() {
        Collisions found = report.collisions();
        return new Json(
                1,
                report.path(),
                report.before(),
                report.after(),
                report.rules(),
                new JsonCollisions(
                        found.labelSets(),
                        found.series(),
                        found.overlapping(),
                        found.examples().stream()
                                .map(example -> new JsonExample(
                                        example.labels().toString(),
                                        example.series(),
                                        example.overlapping(),
                                        example.some().stream()
                                                .map(LabelSet::toString)
                                                .toList()))
                                .toList()),
                report.unstorable(),
                report.damaged());
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        Figures before = report.before();
        Figures after = report.after();
        lines.add(Values.printable(report.path()) + ": " + Values.count(before.series()) + " series become "
                + Values.count(after.series()) + ", " + Values.bytes(before.chunkBytes()) + " of chunks "
                + (after.chunkBytes() == before.chunkBytes() ? "stay" : "become " + Values.bytes(after.chunkBytes())));
        Collisions collisions = report.collisions();
        if (collisions.labelSets() == 0) {
            lines.add("no series fall together");
        } else {
            lines.add(style.warning(Values.count(collisions.series()) + " series fall together on "
                    + Values.count(collisions.labelSets()) + " label sets, on "
                    + Values.count(collisions.overlapping()) + " of them in the same time"));
        }
        if (report.unstorable() > 0) {
            lines.add(style.warning(Values.count(report.unstorable())
                    + " series would have no metric name or no valid label name: a scrape with these rules fails"));
        }
        return lines;
    }

    @Override
    public List<Table> tables() {
        return List.of(figures(), rules(), examples());
    }

    private Table figures() {
        Table.Builder table = Table.of("figures", "BEFORE AND AFTER")
                .column("what", "what", Kind.TEXT)
                .column("before", "before", Kind.COUNT)
                .column("after", "after", Kind.COUNT)
                .column("saved", "saved", Kind.COUNT)
                .column("share", "share", Kind.SHARE);
        row(table, "series", Figures::series);
        row(table, "in the head", Figures::head);
        row(table, "active", Figures::active);
        row(table, "series added", Figures::seriesAdded);
        row(table, "samples", Figures::samples);
        row(table, "chunk bytes", Figures::chunkBytes);
        return table.build();
    }

    private void row(Table.Builder table, String what, ToLongFunction<Figures> figure) {
        long before = figure.applyAsLong(report.before());
        long saved = before - figure.applyAsLong(report.after());
        table.row(what, before, before - saved, saved, before == 0 ? null : (double) saved / before);
    }

    private Table rules() {
        Table.Builder table = Table.of("rules", "DROPPED BY RULE")
                .column("rule", "rule", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("chunkBytes", "chunk bytes", Kind.BYTES);
        for (WhatIfReport.Rule rule : report.rules()) {
            table.row(rule.rule(), rule.series(), rule.samples(), rule.chunkBytes());
        }
        return table.build();
    }

    private Table examples() {
        Table.Builder table = Table.of("collisions", "SERIES THAT FALL TOGETHER")
                .column("labels", "on", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("overlapping", "same time", Kind.TEXT)
                .column("some", "such as", Kind.TEXT);
        for (Example example : report.collisions().examples()) {
            table.row(
                    example.labels().toString(),
                    example.series(),
                    example.overlapping() ? "yes" : "no",
                    example.some().stream().map(LabelSet::toString).collect(Collectors.joining(" ")));
        }
        return table.build();
    }
}
