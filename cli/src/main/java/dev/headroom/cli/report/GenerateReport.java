package dev.headroom.cli.report;

import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.write.generate.Fleet;
import dev.headroom.write.generate.FleetGenerator.Written;
import java.nio.file.Path;
import java.util.List;

/// What `headroom generate` wrote.
public final class GenerateReport implements Report {
    private final Json json;

    /// The report as JSON.
    record Json(
            int schemaVersion,
            String path,
            Fleet fleet,
            long activeSeries,
            long samples,
            long bytes,
            List<Row> blocks) {}

    record Row(String ulid, long minTime, long maxTime, long series, long samples, long chunks, long bytes) {}

    public GenerateReport(Path path, Fleet fleet, List<Written> blocks) {
        List<Row> rows = blocks.stream()
                .map(block -> new Row(
                        block.path().getFileName().toString(),
                        block.minTime(),
                        block.maxTime(),
                        block.stats().series(),
                        block.stats().samples(),
                        block.stats().chunks(),
                        block.files().total()))
                .toList();
        json = new Json(
                1,
                path.toString(),
                fleet,
                fleet.activeSeries(),
                rows.stream().mapToLong(Row::samples).sum(),
                rows.stream().mapToLong(Row::bytes).sum(),
                rows);
    }

    @Override
    public Object json() {
        return json;
    }

    @Override
    public List<String> summary(Style style) {
        return List.of(
                style.title(Values.printable(json.path)),
                "  series         " + Values.count(json.activeSeries) + " at any time, of "
                        + Values.count((long) json.fleet.jobs() * json.fleet.pods()) + " pods in "
                        + Values.count(json.fleet.jobs()) + " jobs",
                "  samples        " + Values.count(json.samples),
                "  disk           " + Values.bytes(json.bytes) + " in " + json.blocks.size() + " blocks");
    }

    @Override
    public List<Table> tables() {
        Table.Builder table = Table.of("blocks", "BLOCKS")
                .column("ulid", "block", Kind.TEXT)
                .column("minTime", "from", Kind.TIME)
                .column("maxTime", "to", Kind.TIME)
                .column("series", "series", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("chunks", "chunks", Kind.COUNT)
                .column("bytes", "size", Kind.BYTES);
        json.blocks.forEach(
                row -> table.row(row.ulid, row.minTime, row.maxTime, row.series, row.samples, row.chunks, row.bytes));
        return List.of(table.build());
    }
}
