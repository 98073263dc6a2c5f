package dev.headroom.cli.report;

import dev.headroom.analyze.whatif.EachLabelReport;
import dev.headroom.analyze.whatif.EachLabelReport.LabelRow;
import dev.headroom.analyze.whatif.WhatIfReport;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The answer of `headroom whatif --each-label`.
public final class EachLabelText implements Report {
    private final EachLabelReport report;
    private final List<LabelRow> shown;

    /// @param limit rows of the list; 0 for all
    public EachLabelText(EachLabelReport report, int limit) {
        this.report = report;
        shown = limit == 0 || limit > report.labels().size()
                ? report.labels()
                : report.labels().subList(0, limit);
    }

    /// The JSON report.
    record Json(
            int schemaVersion,
            String path,
            boolean exact,
            WhatIfReport.Figures before,
            List<LabelRow> labels,
            List<WhatIfReport.Damage> damaged) {}

    @Override
    public Object json() {
        return new Json(1, report.path(), report.exact(), report.before(), shown, report.damaged());
    }

    @Override
    public List<String> summary(Style style) {
        return List.of(Values.printable(report.path()) + ": "
                + Values.count(report.before().series()) + " series, "
                + Values.bytes(report.before().bytes()) + " of blocks, "
                + report.labels().size()
                + " labels to drop one at a time");
    }

    @Override
    public List<Table> tables() {
        Table.Builder table = Table.of("labels", "WHAT DROPPING EACH LABEL WOULD SAVE")
                .column("name", "label", Kind.TEXT)
                .column("values", "values", Kind.COUNT)
                .column("series", "series", Kind.COUNT)
                .column("savedBytes", "saves", Kind.BYTES)
                .column("share", "share", Kind.SHARE)
                .column("savedIndexBytes", "of index", Kind.BYTES)
                .column("savedSeries", "saves series", Kind.COUNT)
                .column("savedHead", "in the head", Kind.COUNT)
                .column("savedAddedPerHour", "added/h", Kind.RATE)
                .column("collidingSets", "fall together", Kind.COUNT)
                .column("overlappingSets", "in the same time", Kind.COUNT);
        if (report.exact()) {
            table.column("savedSamples", "same timestamp", Kind.COUNT);
        }
        for (LabelRow row : shown) {
            List<Object> values = new ArrayList<>(Arrays.asList(
                    row.name(),
                    row.values(),
                    row.series(),
                    row.savedBytes(),
                    row.savedBytes() == null || report.before().bytes() == 0
                            ? null
                            : (double) row.savedBytes() / report.before().bytes(),
                    row.savedIndexBytes(),
                    row.savedSeries(),
                    row.savedHead(),
                    row.savedAddedPerHour(),
                    row.collidingSets(),
                    row.overlappingSets()));
            if (report.exact()) {
                values.add(row.savedSamples());
            }
            table.row(values.toArray());
        }
        return List.of(table.build());
    }
}
