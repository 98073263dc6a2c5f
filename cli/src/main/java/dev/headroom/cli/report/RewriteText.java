package dev.headroom.cli.report;

import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.write.rewrite.RewriteReport;
import dev.headroom.write.rewrite.RewriteReport.Totals;
import java.util.ArrayList;
import java.util.List;

/// What a rewrite did or would do, for people.
public final class RewriteText implements Report {
    private final RewriteReport report;

    public RewriteText(RewriteReport report) {
        this.report = report;
    }

    @Override
    public Object json() {
        return report;
    }

    @Override
    public List<String> summary(Style style) {
        Totals total = report.total();
        List<String> lines = new ArrayList<>();
        lines.add(style.title(Values.printable(report.path()))
                + switch (report.mode()) {
                    case "dry-run" -> "  dry run: nothing is written without --out or --in-place";
                    case "out" -> "  written to " + Values.printable(report.out());
                    default -> "  replaced in place";
                });
        lines.add("  series         " + change(total.seriesBefore(), total.seriesAfter()) + " in "
                + report.blocks().size() + " blocks");
        lines.add("  samples        " + change(total.samplesBefore(), total.samplesAfter()));
        lines.add("  disk           " + Values.bytes(total.bytesBefore()) + " to " + Values.bytes(total.bytesAfter()));
        if (!report.collisions().isEmpty()) {
            lines.add(style.warning("  collisions     several series would get the same labels, see below;"
                    + " --on-collision says what to do with them"));
        }
        return lines;
    }

    private static String change(long before, long after) {
        return before == after
                ? Values.count(before) + " as before"
                : Values.count(before) + " to " + Values.count(after);
    }

    @Override
    public List<Table> tables() {
        Table.Builder blocks = Table.of("blocks", "BLOCKS")
                .column("ulid", "block", Kind.TEXT)
                .column("state", "state", Kind.TEXT)
                .column("newUlid", "new block", Kind.TEXT)
                .column("minTime", "from", Kind.TIME)
                .column("maxTime", "to", Kind.TIME)
                .column("seriesBefore", "series", Kind.COUNT)
                .column("seriesAfter", "after", Kind.COUNT)
                .column("seriesDropped", "dropped", Kind.COUNT)
                .column("seriesDeleted", "deleted", Kind.COUNT)
                .column("seriesRelabeled", "relabeled", Kind.COUNT)
                .column("seriesMerged", "merged", Kind.COUNT)
                .column("samplesBefore", "samples", Kind.COUNT)
                .column("samplesAfter", "after", Kind.COUNT)
                .column("chunksRewritten", "chunks recoded", Kind.COUNT)
                .column("bytesBefore", "size", Kind.BYTES)
                .column("bytesAfter", "after", Kind.BYTES);
        report.blocks()
                .forEach(row -> blocks.row(
                        row.ulid(),
                        row.state(),
                        row.newUlid(),
                        row.minTime(),
                        row.maxTime(),
                        row.seriesBefore(),
                        row.seriesAfter(),
                        row.seriesDropped(),
                        row.seriesDeleted(),
                        row.seriesRelabeled(),
                        row.seriesMerged(),
                        row.samplesBefore(),
                        row.samplesAfter(),
                        row.chunksRewritten(),
                        row.bytesBefore(),
                        row.bytesAfter()));
        Table.Builder collisions = Table.of("collisions", "LABELS THAT SEVERAL SERIES WOULD GET")
                .column("block", "block", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("labels", "labels", Kind.TEXT)
                .column("examples", "of which some are now", Kind.TEXT);
        report.collisions()
                .forEach(collision -> collisions.row(
                        collision.block(),
                        collision.series(),
                        collision.labels(),
                        String.join(" ", collision.examples())));
        return List.of(blocks.build(), collisions.build());
    }
}
