package dev.headroom.cli.report;

import dev.headroom.analyze.report.AnalyzeReport.Bytes;
import dev.headroom.analyze.report.AnalyzeReport.Cardinality;
import dev.headroom.analyze.report.AnalyzeReport.ChurnNameRow;
import dev.headroom.analyze.report.AnalyzeReport.ChurnPairRow;
import dev.headroom.analyze.report.AnalyzeReport.IgnoredRow;
import dev.headroom.analyze.report.AnalyzeReport.Ranked;
import dev.headroom.analyze.report.BlocksReport;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.tsdb.index.IndexFile;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// What the reports of `analyze` have in common, with and without `--index-only`.
final class AnalyzeTables {
    /// How many of a list the summary names.
    static final int MOST = 3;

    private AnalyzeTables() {}

    /// What was looked at, as the first lines of a summary.
    static List<String> head(BlocksReport report, Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.title(Values.printable(report.path())) + "  " + range(report.dataStart(), report.dataEnd()));
        report.selectors().forEach(selector -> lines.add("  only           " + Values.printable(selector)));
        report.damaged()
                .forEach(damage -> lines.add(
                        style.warning("  damaged        " + Values.printable(damage.message()) + " (left out)")));
        return lines;
    }

    /// The time from the first to the last sample.
    private static String range(Long start, Long end) {
        return start == null ? "no samples" : Values.time(start) + " to " + Values.time(end);
    }

    /// Who is to blame for what came.
    static void blame(List<String> lines, BlocksReport.Churn churn) {
        most(
                lines,
                "  churning       ",
                " series an hour",
                churn.byJob(),
                row -> row.seriesAdded(),
                row -> Values.named(row.job()) + " " + Values.rate(row.seriesAddedPerHour()));
        most(
                lines,
                "  new values     ",
                "",
                churn.byLabelName(),
                row -> row.newValues(),
                row -> row.name() + " " + Values.count(row.newValues()));
    }

    /// The first rows of a list in one line, as long as there is something to say of them.
    static <T> void most(
            List<String> lines,
            String label,
            String unit,
            List<T> rows,
            ToDoubleFunction<T> amount,
            Function<T, String> text) {
        List<String> first = new ArrayList<>();
        for (T row : rows) {
            if (first.size() < MOST && amount.applyAsDouble(row) > 0) {
                first.add(Values.printable(text.apply(row)) + (first.isEmpty() ? unit : ""));
            }
        }
        if (!first.isEmpty()) {
            lines.add(label + String.join(", ", first));
        }
    }

    /// The files of a directory.
    static String disk(BlocksReport report) {
        BlocksReport.Disk disk = report.disk();
        Bytes blocks = disk.blocks();
        List<String> parts = new ArrayList<>();
        int read = report.blocks().size();
        String count = read + (read == 1 ? " block" : " blocks");
        boolean isWhole = report.damaged().isEmpty();
        parts.add((isWhole ? count : "blocks") + " " + Values.bytes(blocks.total()) + " (chunks "
                + Values.bytes(blocks.chunks()) + ", index " + Values.bytes(blocks.index())
                + (isWhole ? ")" : "; " + count + " could be read)"));
        part(parts, "wal", disk.wal());
        part(parts, "wbl", disk.wbl());
        part(parts, "chunks_head", disk.chunksHead());
        part(parts, "snapshot", disk.snapshot());
        return Values.bytes(disk.total()) + ": " + String.join(", ", parts);
    }

    private static void part(List<String> parts, String name, long bytes) {
        if (bytes > 0) {
            parts.add(name + " " + Values.bytes(bytes));
        }
    }

    static String cardinality(Cardinality cardinality) {
        return Values.count(cardinality.labelNames()) + " label names, " + Values.count(cardinality.labelPairs())
                + " label pairs, " + Values.count(cardinality.labelPairEntries()) + " entries";
    }

    static Table churnByLabelName(List<ChurnNameRow> rows) {
        Table.Builder table = Table.of("churnByLabelName", "LABELS TO BLAME FOR CHURN")
                .column("name", "label", Kind.TEXT)
                .column("values", "values", Kind.COUNT)
                .column("newValues", "new values", Kind.COUNT)
                .column("newValuesPerHour", "new values/h", Kind.RATE);
        rows.forEach(row -> table.row(row.name(), row.values(), row.newValues(), row.newValuesPerHour()));
        return table.build();
    }

    static Table churnByLabelPair(List<ChurnPairRow> rows) {
        Table.Builder table = Table.of("churnByLabelPair", "LABEL PAIRS OF ADDED SERIES")
                .column("name", "pair", Kind.TEXT)
                .column("seriesAdded", "added", Kind.COUNT)
                .column("seriesAddedPerHour", "added/h", Kind.RATE);
        rows.forEach(row -> table.row(row.name(), row.seriesAdded(), row.seriesAddedPerHour()));
        return table.build();
    }

    static Table ignored(List<IgnoredRow> rows) {
        Table.Builder table = Table.of("ignored", "IGNORED BY PROMETHEUS")
                .column("path", "directory", Kind.TEXT)
                .column("reason", "why", Kind.TEXT)
                .column("bytes", "bytes", Kind.BYTES);
        rows.forEach(row -> table.row(row.path(), row.reason(), row.bytes()));
        return table.build();
    }

    static Table index(IndexFile.SectionSizes sizes) {
        return Table.of("index", "INDEX BYTES BY SECTION")
                .column("section", "section", Kind.TEXT)
                .column("bytes", "bytes", Kind.BYTES)
                .row("symbols", sizes.symbols())
                .row("series", sizes.series())
                .row("label indices", sizes.labelIndices())
                .row("postings", sizes.postings())
                .row("label offset table", sizes.labelOffsetTable())
                .row("postings offset table", sizes.postingsOffsetTable())
                .row("header and contents", sizes.other())
                .build();
    }

    /// The lists of `promtool tsdb analyze`.
    static List<Table> cardinalityLists(Cardinality cardinality) {
        return List.of(
                ranked(
                        "labelPairsByChurn",
                        "LABEL PAIRS MOST INVOLVED IN CHURN",
                        "times the range uncovered",
                        cardinality.labelPairsByChurn()),
                ranked(
                        "labelNamesByChurn",
                        "LABEL NAMES MOST INVOLVED IN CHURN",
                        "times the range uncovered",
                        cardinality.labelNamesByChurn()),
                ranked("labelPairsBySeries", "MOST COMMON LABEL PAIRS", "series", cardinality.labelPairsBySeries()),
                ranked(
                        "labelNamesByValueBytes",
                        "LABEL NAMES BY BYTES OF THEIR VALUES",
                        "bytes",
                        cardinality.labelNamesByValueBytes()),
                ranked("labelNamesByValues", "LABEL NAMES BY VALUES", "values", cardinality.labelNamesByValues()),
                ranked("metricsBySeries", "METRICS BY SERIES", "series", cardinality.metricsBySeries()));
    }

    private static Table ranked(String name, String title, String heading, List<Ranked> rows) {
        Table.Builder table =
                Table.of(name, title).column("value", heading, Kind.COUNT).column("name", "name", Kind.TEXT);
        rows.forEach(row -> table.row(row.value(), row.name()));
        return table.build();
    }
}
