package dev.headroom.cli.report;

import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.AnalyzeReport.Bucket;
import dev.headroom.analyze.report.AnalyzeReport.CostRow;
import dev.headroom.analyze.report.AnalyzeReport.GroupRow;
import dev.headroom.analyze.report.AnalyzeReport.JobRow;
import dev.headroom.analyze.report.AnalyzeReport.MetricRow;
import dev.headroom.analyze.report.AnalyzeReport.Spread;
import dev.headroom.cli.render.MetricFamily;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Sparkline;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.tsdb.units.Durations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The analyze report for people: the headline figures, then tables, what costs most first.
public final class AnalyzeText implements Report {
    private final AnalyzeReport report;
    private final AnalyzeRequest request;

    public AnalyzeText(AnalyzeReport report, AnalyzeRequest request) {
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
        if (!report.leftOut().isEmpty()) {
            lines.add(style.warning("  left out       " + String.join(", ", report.leftOut())
                    + ": the newest samples, which are in no block yet"));
        }
        lines.add("  series         " + series());
        lines.add("  ingest         " + ingest());
        lines.add("  bytes/sample   " + bytesPerSample());
        lines.add("  disk           " + AnalyzeTables.disk(report));
        reclaimable(lines);
        if (report.memory() != null) {
            lines.add("  memory         " + memory(report.memory()));
        }
        lines.add("  churn          " + churn());
        AnalyzeTables.most(
                lines,
                "  top jobs       ",
                " of chunk bytes",
                report.jobs(),
                JobRow::share,
                row -> Values.named(row.name()) + " " + Values.share(row.share()));
        AnalyzeTables.most(
                lines,
                "  top metrics    ",
                " of chunk bytes",
                report.metrics(),
                MetricRow::share,
                row -> Values.named(row.name()) + " " + Values.share(row.share()));
        AnalyzeTables.blame(lines, report.churn());
        lines.add("  samples        " + Values.count(report.bytesPerSample().samples()) + samplesDetail());
        lines.add("  cardinality    " + AnalyzeTables.cardinality(report.cardinality()));
        return lines;
    }

    private void reclaimable(List<String> lines) {
        AnalyzeReport.Reclaimable reclaimable = report.disk().reclaimable();
        List<String> parts = new ArrayList<>();
        if (reclaimable.ignored() > 0) {
            parts.add(Values.bytes(reclaimable.ignored()) + " that Prometheus ignores");
        }
        if (reclaimable.tombstones() > 0) {
            parts.add(Values.bytes(reclaimable.tombstones()) + " under tombstones");
        }
        if (!parts.isEmpty()) {
            lines.add("  reclaimable    " + String.join(", ", parts));
        }
    }

    private String series() {
        AnalyzeReport.Series series = report.series();
        List<String> parts = new ArrayList<>();
        if (series.active() != null) {
            parts.add(Values.count(series.active()) + " active");
        }
        if (series.head() != null) {
            parts.add(Values.count(series.head()) + " in the head");
        }
        parts.add(Values.count(series.total()) + " in all");
        if (series.total() != series.indexed()) {
            parts.add(Values.count(series.indexed()) + " in the indexes");
        }
        return String.join(", ", parts);
    }

    private String ingest() {
        AnalyzeReport.Ingest ingest = report.ingest();
        String intervals = ingest.bySeriesInterval().stream()
                .sorted((one, other) -> Long.compare(other.series(), one.series()))
                .limit(AnalyzeTables.MOST)
                .map(row -> Values.count(row.series()) + " every "
                        + Durations.print(Math.round(row.intervalSeconds() * 1000)))
                .collect(Collectors.joining(", "));
        return Values.rate(ingest.samplesPerSecond()) + " samples/s over the last "
                + Durations.print(Math.round(ingest.windowSeconds()) * 1000)
                + (intervals.isEmpty() ? "" : "; series: " + intervals);
    }

    private String churn() {
        AnalyzeReport.Churn churn = report.churn();
        if (churn.seriesAddedPerHour() == null) {
            return "no time has passed";
        }
        return Values.count(churn.seriesAdded()) + " series added (" + Values.rate(churn.seriesAddedPerHour())
                + " an hour)"
                + (churn.seriesRemoved() == null ? "" : ", " + Values.count(churn.seriesRemoved()) + " gone") + "  "
                + Sparkline.of(churn.timeline().stream()
                        .mapToLong(AnalyzeReport.TimelineRow::seriesAdded)
                        .toArray());
    }

    private static String memory(AnalyzeReport.Memory memory) {
        return "about " + Values.bytes(memory.heapBytes()) + " of heap, " + Values.bytes(memory.residentBytes())
                + " resident: series " + Values.bytes(memory.seriesBytes()) + ", labels "
                + Values.bytes(memory.labelBytes()) + ", postings " + Values.bytes(memory.postingsBytes())
                + ", chunks " + Values.bytes(memory.chunkBytes());
    }

    private String samplesDetail() {
        List<String> details = new ArrayList<>();
        if (report.bytesPerSample().histogramSamples() > 0) {
            details.add(Values.count(report.bytesPerSample().histogramSamples()) + " native histograms");
        }
        if (report.bytesPerSample().deleted() > 0) {
            details.add(Values.count(report.bytesPerSample().deleted()) + " more deleted, under tombstones");
        }
        return details.isEmpty() ? "" : "  (" + String.join("; ", details) + ")";
    }

    private String bytesPerSample() {
        Double chunks = report.bytesPerSample().chunks();
        Double disk = report.bytesPerSample().disk();
        Double wal = report.bytesPerSample().wal();
        return chunks == null
                ? "no samples"
                : Values.ratio(chunks) + " in chunks"
                        + (disk == null ? "" : ", " + Values.ratio(disk) + " with the index")
                        + (wal == null ? "" : ", " + Values.ratio(wal) + " in the log");
    }

    @Override
    public List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        tables.add(metrics());
        tables.add(jobs());
        tables.add(groups());
        tables.add(churnByJob());
        tables.add(AnalyzeTables.churnByLabelName(report.churn().byLabelName()));
        tables.add(AnalyzeTables.churnByLabelPair(report.churn().byLabelPair()));
        tables.add(timeline());
        tables.add(labels());
        tables.add(blocks());
        tables.add(AnalyzeTables.ignored(report.ignored()));
        tables.add(memory());
        tables.add(AnalyzeTables.index(report.index()));
        tables.add(encodings());
        tables.addAll(AnalyzeTables.cardinalityLists(report.cardinality()));
        tables.add(spread(
                "samplesPerFloatChunk",
                "SAMPLES PER FLOAT CHUNK",
                report.chunks().samplesPerFloatChunk()));
        tables.add(spread(
                "bytesPerFloatChunk", "BYTES PER FLOAT CHUNK", report.chunks().bytesPerFloatChunk()));
        tables.add(spread(
                "samplesPerHistogramChunk",
                "SAMPLES PER HISTOGRAM CHUNK",
                report.chunks().samplesPerHistogramChunk()));
        tables.add(spread(
                "bytesPerHistogramChunk",
                "BYTES PER HISTOGRAM CHUNK",
                report.chunks().bytesPerHistogramChunk()));
        tables.add(spread(
                "bucketsPerHistogramChunk",
                "BUCKETS PER HISTOGRAM CHUNK",
                report.chunks().bucketsPerHistogramChunk()));
        return tables;
    }

    private Table metrics() {
        Table.Builder table = Table.of("metrics", "METRICS BY CHUNK BYTES").column("name", "metric", Kind.TEXT);
        costs(table);
        report.metrics()
                .forEach(row ->
                        table.row(cells(List.of(Values.named(row.name())), row).toArray()));
        return table.build();
    }

    private Table jobs() {
        Table.Builder table = Table.of("jobs", "JOBS BY CHUNK BYTES").column("name", "job", Kind.TEXT);
        costs(table);
        table.column("scrapeIntervalSeconds", "interval", Kind.SECONDS);
        for (JobRow row : report.jobs()) {
            List<Object> cells = cells(List.of(Values.named(row.name())), row);
            cells.add(row.scrapeIntervalSeconds());
            table.row(cells.toArray());
        }
        return table.build();
    }

    private Table groups() {
        Table.Builder table = Table.of("groups", "BY " + Values.printable(String.join(", ", request.by())));
        request.by().forEach(label -> table.column(label, Values.printable(label), Kind.TEXT));
        costs(table);
        for (GroupRow row : report.groups()) {
            List<String> values = request.by().stream()
                    .map(label -> row.labels().getOrDefault(label, ""))
                    .toList();
            table.row(cells(values, row).toArray());
        }
        return table.build();
    }

    private static List<Object> cells(List<String> keys, CostRow row) {
        List<Object> cells = new ArrayList<>(keys);
        cells.addAll(Arrays.asList(
                row.series(),
                row.active(),
                row.samples(),
                row.samplesPerSecond(),
                row.chunkBytes(),
                row.bytesPerSample(),
                row.seriesAddedPerHour(),
                row.share()));
        return cells;
    }

    private static void costs(Table.Builder table) {
        table.column("series", "series", Kind.COUNT)
                .column("active", "active", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("samplesPerSecond", "samples/s", Kind.RATE)
                .column("chunkBytes", "chunk bytes", Kind.BYTES)
                .column("bytesPerSample", "bytes/sample", Kind.RATIO)
                .column("seriesAddedPerHour", "added/h", Kind.RATE)
                .column("share", "share", Kind.SHARE);
    }

    private Table churnByJob() {
        Table.Builder table = Table.of("churnByJob", "CHURN BY JOB")
                .column("job", "job", Kind.TEXT)
                .column("active", "active", Kind.COUNT)
                .column("seriesAdded", "added", Kind.COUNT)
                .column("seriesRemoved", "removed", Kind.COUNT)
                .column("seriesAddedPerHour", "added/h", Kind.RATE)
                .column("turnoverPerDay", "turnover/day", Kind.SHARE);
        report.churn()
                .byJob()
                .forEach(row -> table.row(
                        Values.named(row.job()),
                        row.active(),
                        row.seriesAdded(),
                        row.seriesRemoved(),
                        row.seriesAddedPerHour(),
                        row.turnoverPerDay()));
        return table.build();
    }

    private Table timeline() {
        Table.Builder table = Table.of("timeline", "CHURN OVER TIME")
                .column("time", "from", Kind.TIME)
                .column("seriesAdded", "added", Kind.COUNT)
                .column("seriesRemoved", "removed", Kind.COUNT)
                .column("active", "active", Kind.COUNT);
        report.churn()
                .timeline()
                .forEach(row -> table.row(row.time(), row.seriesAdded(), row.seriesRemoved(), row.active()));
        return table.build();
    }

    private Table labels() {
        Table.Builder table = Table.of("labels", "WHAT EACH LABEL COSTS")
                .column("name", "label", Kind.TEXT)
                .column("values", "values", Kind.COUNT)
                .column("valueBytes", "value bytes", Kind.BYTES)
                .column("series", "series", Kind.COUNT)
                .column("chunkBytes", "their chunks", Kind.BYTES)
                .column("postingsBytes", "postings", Kind.BYTES)
                .column("offsetTableBytes", "offset table", Kind.BYTES)
                .column("symbolBytes", "symbols", Kind.BYTES);
        report.labels()
                .forEach(row -> table.row(
                        row.name(),
                        row.values(),
                        row.valueBytes(),
                        row.series(),
                        row.chunkBytes(),
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
                .column("samples", "samples", Kind.COUNT)
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
                        row.samples(),
                        row.bytes().chunks(),
                        row.bytes().index(),
                        row.bytes().total()));
        return table.build();
    }

    private Table memory() {
        Table.Builder table = Table.of("memory", "MEMORY OF THE HEAD, ESTIMATED")
                .column("part", "part", Kind.TEXT)
                .column("bytes", "bytes", Kind.BYTES);
        AnalyzeReport.Memory memory = report.memory();
        if (memory != null) {
            table.row("series", memory.seriesBytes())
                    .row("labels", memory.labelBytes())
                    .row("postings", memory.postingsBytes())
                    .row("chunks", memory.chunkBytes())
                    .row("server without series", memory.serverBytes())
                    .row("heap after garbage collection", memory.heapBytes())
                    .row("resident", memory.residentBytes());
        }
        return table.build();
    }

    private Table encodings() {
        Table.Builder table = Table.of("encodings", "CHUNKS BY ENCODING")
                .column("encoding", "encoding", Kind.TEXT)
                .column("chunks", "chunks", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("bytes", "bytes", Kind.BYTES)
                .column("samplesPerChunk", "samples/chunk", Kind.RATIO)
                .column("bytesPerSample", "bytes/sample", Kind.RATIO);
        report.chunks()
                .encodings()
                .forEach(row -> table.row(
                        row.encoding(),
                        row.chunks(),
                        row.samples(),
                        row.bytes(),
                        row.samplesPerChunk(),
                        row.bytesPerSample()));
        return table.build();
    }

    private static Table spread(String name, String title, Spread spread) {
        String range = spread == null
                ? ""
                : " (min " + spread.min() + ", average " + spread.average() + ", max " + spread.max() + ")";
        Table.Builder table = Table.of(name, title + range)
                .column("from", "from", Kind.COUNT)
                .column("to", "to", Kind.COUNT)
                .column("count", "chunks", Kind.COUNT)
                .column("share", "share", Kind.SHARE);
        if (spread != null) {
            long total = spread.buckets().stream().mapToLong(Bucket::count).sum();
            spread.buckets()
                    .forEach(bucket ->
                            table.row(bucket.from(), bucket.to(), bucket.count(), (double) bucket.count() / total));
        }
        return table.build();
    }

    @Override
    public List<MetricFamily> families() {
        return AnalyzeMetrics.of(report, request.by());
    }
}
