package dev.headroom.cli.report;

import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.report.IndexReport;
import dev.headroom.analyze.report.IndexReport.GroupRow;
import dev.headroom.analyze.report.IndexReport.SeriesRow;
import dev.headroom.cli.render.MetricFamily;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import java.util.ArrayList;
import java.util.List;

/// The report of `analyze --index-only` for people: the headline figures, then tables, what has most series first.
public final class IndexText implements Report {
    private final IndexReport report;
    private final AnalyzeRequest request;

    public IndexText(IndexReport report, AnalyzeRequest request) {
        this.report = report;
        this.request = request;
    }

    @Override
    public Object json() {
        return report;
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = AnalyzeTables.head(report, style);
        List<String> leftOut = new ArrayList<>(report.leftOut());
        leftOut.add("samples and bytes");
        lines.add(style.warning("  left out       " + String.join(", ", leftOut) + " (--index-only)"));
        lines.add("  series         " + series());
        lines.add("  disk           " + AnalyzeTables.disk(report));
        long ignored = report.disk().reclaimable().ignored();
        if (ignored > 0) {
            lines.add("  reclaimable    " + Values.bytes(ignored) + " that Prometheus ignores");
        }
        lines.add("  churn          " + churn());
        AnalyzeTables.most(lines, "  top jobs       ", " series", report.jobs(), SeriesRow::series, IndexText::amount);
        AnalyzeTables.most(
                lines, "  top metrics    ", " series", report.metrics(), SeriesRow::series, IndexText::amount);
        AnalyzeTables.blame(lines, report.churn());
        lines.add("  cardinality    " + AnalyzeTables.cardinality(report.cardinality()));
        return lines;
    }

    private static String amount(SeriesRow row) {
        return Values.named(row.name()) + " " + Values.count(row.series());
    }

    private String series() {
        IndexReport.Series series = report.series();
        return Values.count(series.total()) + " in all"
                + (series.total() == series.indexed() ? "" : ", " + Values.count(series.indexed()) + " in the indexes");
    }

    private String churn() {
        IndexReport.Churn churn = report.churn();
        return churn.seriesAddedPerHour() == null
                ? "no time has passed"
                : Values.count(churn.seriesAdded()) + " series added (" + Values.rate(churn.seriesAddedPerHour())
                        + " an hour)";
    }

    @Override
    public List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        tables.add(series("metrics", "METRICS", "metric", report.metrics()));
        tables.add(series("jobs", "JOBS", "job", report.jobs()));
        tables.add(groups());
        tables.add(churnByJob());
        tables.add(AnalyzeTables.churnByLabelName(report.churn().byLabelName()));
        tables.add(AnalyzeTables.churnByLabelPair(report.churn().byLabelPair()));
        tables.add(labels());
        tables.add(blocks());
        tables.add(AnalyzeTables.ignored(report.ignored()));
        tables.add(AnalyzeTables.index(report.index()));
        tables.addAll(AnalyzeTables.cardinalityLists(report.cardinality()));
        return tables;
    }

    private static Table series(String name, String title, String heading, List<SeriesRow> rows) {
        Table.Builder table = Table.of(name, title).column("name", heading, Kind.TEXT);
        counts(table);
        rows.forEach(row -> table.row(Values.named(row.name()), row.series(), row.seriesAddedPerHour()));
        return table.build();
    }

    private Table groups() {
        Table.Builder table = Table.of("groups", "BY " + Values.printable(String.join(", ", request.by())));
        request.by().forEach(label -> table.column(label, Values.printable(label), Kind.TEXT));
        counts(table);
        for (GroupRow row : report.groups()) {
            List<Object> cells = new ArrayList<>();
            request.by().forEach(label -> cells.add(row.labels().getOrDefault(label, "")));
            cells.add(row.series());
            cells.add(row.seriesAddedPerHour());
            table.row(cells.toArray());
        }
        return table.build();
    }

    private static void counts(Table.Builder table) {
        table.column("series", "series", Kind.COUNT).column("seriesAddedPerHour", "added/h", Kind.RATE);
    }

    private Table churnByJob() {
        Table.Builder table = Table.of("churnByJob", "CHURN BY JOB")
                .column("job", "job", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("seriesAdded", "added", Kind.COUNT)
                .column("seriesAddedPerHour", "added/h", Kind.RATE);
        report.churn()
                .byJob()
                .forEach(row ->
                        table.row(Values.named(row.job()), row.series(), row.seriesAdded(), row.seriesAddedPerHour()));
        return table.build();
    }

    private Table labels() {
        Table.Builder table = Table.of("labels", "WHAT EACH LABEL COSTS THE INDEX")
                .column("name", "label", Kind.TEXT)
                .column("values", "values", Kind.COUNT)
                .column("valueBytes", "value bytes", Kind.BYTES)
                .column("series", "series", Kind.COUNT)
                .column("postingsBytes", "postings", Kind.BYTES)
                .column("offsetTableBytes", "offset table", Kind.BYTES)
                .column("symbolBytes", "symbols", Kind.BYTES);
        report.labels()
                .forEach(row -> table.row(
                        row.name(),
                        row.values(),
                        row.valueBytes(),
                        row.series(),
                        row.postingsBytes(),
                        row.offsetTableBytes(),
                        row.symbolBytes()));
        return table.build();
    }

    private Table blocks() {
        Table.Builder table = Table.of("blocks", "BLOCKS")
                .column("ulid", "block", Kind.TEXT)
                .column("minTime", "from", Kind.TIME)
                .column("duration", "duration", Kind.DURATION)
                .column("level", "level", Kind.COUNT)
                .column("series", "series", Kind.COUNT)
                .column("chunks", "chunks", Kind.COUNT)
                .column("bytesChunks", "chunk bytes", Kind.BYTES)
                .column("bytesIndex", "index bytes", Kind.BYTES)
                .column("bytesTotal", "total", Kind.BYTES);
        report.blocks()
                .forEach(row -> table.row(
                        row.ulid(),
                        row.minTime(),
                        row.maxTime() - row.minTime(),
                        row.level(),
                        row.series(),
                        row.chunks(),
                        row.bytes().chunks(),
                        row.bytes().index(),
                        row.bytes().total()));
        return table.build();
    }

    @Override
    public List<MetricFamily> families() {
        return AnalyzeMetrics.of(report, request.by());
    }
}
