package dev.headroom.cli.report;

import dev.headroom.analyze.diff.DiffReport;
import dev.headroom.analyze.diff.DiffReport.ChangeRow;
import dev.headroom.analyze.diff.DiffReport.NameRow;
import dev.headroom.analyze.diff.DiffReport.Part;
import dev.headroom.analyze.diff.DiffReport.Side;
import dev.headroom.analyze.diff.Numbers;
import dev.headroom.cli.render.MetricFamily;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What changed, for people: all series together, then what has grown or shrunk, what is new and what is gone,
/// kind by kind.
public final class DiffText implements Report {
    private final DiffReport report;

    public DiffText(DiffReport report) {
        this.report = report;
    }

    @Override
    public Object json() {
        return report;
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.title("before  " + side(report.before())));
        lines.add(style.title("after   " + side(report.after())));
        Numbers before = report.total().before();
        Numbers after = report.total().after();
        Numbers growth = report.total().growth();
        lines.add("  series         " + change(before.series(), after.series(), growth.series(), Kind.COUNT));
        lines.add("  samples        " + change(before.samples(), after.samples(), growth.samples(), Kind.COUNT));
        lines.add(
                "  chunks         " + change(before.chunkBytes(), after.chunkBytes(), growth.chunkBytes(), Kind.BYTES));
        lines.add("  churn an hour  "
                + change(
                        before.seriesAddedPerHour(),
                        after.seriesAddedPerHour(),
                        growth.seriesAddedPerHour(),
                        Kind.RATE));
        lines.add("  metrics        " + counts(report.metrics()));
        lines.add("  jobs           " + counts(report.jobs()));
        lines.add("  label names    " + counts(report.labelNames()));
        lines.add("  label pairs    " + counts(report.labelPairs()));
        report.notes().forEach(note -> lines.add(style.warning("  not compared   " + note)));
        report.damaged()
                .forEach(damage -> lines.add(
                        style.warning("  damaged        " + Values.printable(damage.message()) + " (left out)")));
        return lines;
    }

    private static String side(Side side) {
        return Values.printable(side.path())
                + (side.dataStart() == null
                        ? ""
                        : "  " + Values.time(side.dataStart()) + " to " + Values.time(side.dataEnd()));
    }

    private static String change(Number before, Number after, Number growth, Kind kind) {
        if (before == null || after == null) {
            return "not known of both";
        }
        String signed = growth.doubleValue() > 0 ? "+" : "";
        return Values.show(kind, before) + " → " + Values.show(kind, after)
                + (growth.doubleValue() == 0 ? "" : "  (" + signed + Values.show(kind, growth) + ")");
    }

    private static String counts(Part part) {
        return Values.count(part.changedCount()) + " changed, " + Values.count(part.addedCount()) + " new, "
                + Values.count(part.vanishedCount()) + " gone";
    }

    @Override
    public List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        tables(tables, "metrics", "METRICS", "metric", report.metrics(), false);
        tables(tables, "jobs", "JOBS", "job", report.jobs(), false);
        tables(tables, "labelNames", "LABEL NAMES", "label", report.labelNames(), true);
        tables(tables, "labelPairs", "LABEL PAIRS", "pair", report.labelPairs(), false);
        return tables;
    }

    private static void tables(
            List<Table> tables, String name, String title, String heading, Part part, boolean hasValues) {
        String suffix = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
        tables.add(changed(name, title + " CHANGED", heading, part.changed(), hasValues));
        tables.add(names("new" + suffix, title + " NEW", heading, part.added(), hasValues));
        tables.add(names("vanished" + suffix, title + " GONE", heading, part.vanished(), hasValues));
    }

    private static Table changed(String name, String title, String heading, List<ChangeRow> rows, boolean hasValues) {
        Table.Builder table = Table.of(name, title).column("name", heading, Kind.TEXT);
        if (hasValues) {
            table.column("values", "values", Kind.COUNT).column("valuesGrowth", "growth", Kind.COUNT);
        }
        table.column("series", "series", Kind.COUNT)
                .column("seriesGrowth", "growth", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("samplesGrowth", "growth", Kind.COUNT)
                .column("chunkBytes", "chunk bytes", Kind.BYTES)
                .column("chunkBytesGrowth", "growth", Kind.BYTES)
                .column("seriesAddedPerHour", "added/h", Kind.RATE)
                .column("seriesAddedPerHourGrowth", "growth", Kind.RATE);
        for (ChangeRow row : rows) {
            List<Object> cells = new ArrayList<>();
            cells.add(Values.named(row.name()));
            if (hasValues) {
                cells.add(row.after().values());
                cells.add(row.growth().values());
            }
            cells.add(row.after().series());
            cells.add(row.growth().series());
            cells.add(row.after().samples());
            cells.add(row.growth().samples());
            cells.add(row.after().chunkBytes());
            cells.add(row.growth().chunkBytes());
            cells.add(row.after().seriesAddedPerHour());
            cells.add(row.growth().seriesAddedPerHour());
            table.row(cells.toArray());
        }
        return table.build();
    }

    private static Table names(String name, String title, String heading, List<NameRow> rows, boolean hasValues) {
        Table.Builder table = Table.of(name, title).column("name", heading, Kind.TEXT);
        if (hasValues) {
            table.column("values", "values", Kind.COUNT);
        }
        table.column("series", "series", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("chunkBytes", "chunk bytes", Kind.BYTES)
                .column("seriesAddedPerHour", "added/h", Kind.RATE);
        for (NameRow row : rows) {
            List<Object> cells = new ArrayList<>();
            cells.add(Values.named(row.name()));
            if (hasValues) {
                cells.add(row.numbers().values());
            }
            cells.add(row.numbers().series());
            cells.add(row.numbers().samples());
            cells.add(row.numbers().chunkBytes());
            cells.add(row.numbers().seriesAddedPerHour());
            table.row(cells.toArray());
        }
        return table.build();
    }

    @Override
    public List<MetricFamily> families() {
        List<MetricFamily> families = new ArrayList<>();
        Numbers growth = report.total().growth();
        families.add(MetricFamily.of("headroom_diff_series_growth", "Series more than before.")
                .sample(growth.series()));
        families.add(MetricFamily.of("headroom_diff_samples_growth", "Samples more than before.")
                .sample(growth.samples()));
        families.add(MetricFamily.of("headroom_diff_chunk_bytes_growth", "Bytes of chunks more than before.")
                .sample(growth.chunkBytes()));
        family(families, "metric", report.metrics());
        family(families, "job", report.jobs());
        family(families, "label", report.labelNames());
        return families;
    }

    /// Growth by name; what is new has grown by all that it is, what is gone has shrunk by it.
    private static void family(List<MetricFamily> families, String kind, Part part) {
        MetricFamily series = MetricFamily.of(
                "headroom_diff_" + kind + "_series_growth", "Series more than before, by " + kind + ".");
        MetricFamily bytes = MetricFamily.of(
                "headroom_diff_" + kind + "_chunk_bytes_growth", "Bytes of chunks more than before, by " + kind + ".");
        for (ChangeRow row : part.changed()) {
            series.sample(row.growth().series(), kind, row.name());
            bytes.sample(row.growth().chunkBytes(), kind, row.name());
        }
        for (NameRow row : part.added()) {
            series.sample(row.numbers().series(), kind, row.name());
            bytes.sample(row.numbers().chunkBytes(), kind, row.name());
        }
        for (NameRow row : part.vanished()) {
            series.sample(negative(row.numbers().series()), kind, row.name());
            bytes.sample(negative(row.numbers().chunkBytes()), kind, row.name());
        }
        families.add(series);
        families.add(bytes);
    }

    private static Long negative(Long number) {
        return number == null ? null : -number;
    }
}
