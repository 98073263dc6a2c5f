package dev.headroom.cli.report;

import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.replay.log.LogReplayReport;
import dev.headroom.replay.log.LogReplayReport.LeftOut;
import dev.headroom.replay.log.LogReplayReport.Read;
import java.util.ArrayList;
import java.util.List;

/// What was made of a log, or would be, for people.
public final class LogReplayText implements Report {
    private final LogReplayReport report;

    public LogReplayText(LogReplayReport report) {
        this.report = report;
    }

    @Override
    public Object json() {
        return report;
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.title(Values.printable(report.path()))
                + switch (report.mode()) {
                    case "dry-run" -> "  dry run: nothing is written without --out or --truncate-wal";
                    case "out" -> "  replayed to " + Values.printable(report.out());
                    default -> "  replayed in place";
                });
        Read read = report.read();
        lines.add("  read           " + Values.bytes(read.walBytes()) + " of log, " + Values.bytes(read.wblBytes())
                + " of out-of-order log, " + Values.bytes(read.chunksHeadBytes()) + " of head chunks: "
                + Values.count(read.series()) + " series");
        if (read.spilledBytes() > 0) {
            lines.add("  spilled        " + Values.bytes(read.spilledBytes()) + " that did not fit into memory");
        }
        Long bytes = report.total().bytes();
        lines.add("  blocks         " + Values.count(report.blocks().size()) + " with "
                + Values.count(report.total().samples()) + " samples"
                + (bytes == null ? "" : ", " + Values.bytes(bytes)));
        if (!report.linkedBlocks().isEmpty()) {
            lines.add("  linked         " + Values.count(report.linkedBlocks().size())
                    + " blocks that were there before");
        }
        LeftOut left = report.leftOut();
        if (left.exemplars() > 0 || left.metadata() > 0) {
            lines.add("  not in blocks  " + Values.count(left.exemplars()) + " exemplars, "
                    + Values.count(left.metadata()) + " records of metadata: Prometheus has them in the log only");
        }
        if (left.samplesWithoutSeries() > 0) {
            lines.add("  left out       " + Values.count(left.samplesWithoutSeries())
                    + " samples of which the log does not say the series, as a server would");
        }
        if (left.seriesDropped() > 0) {
            lines.add("  dropped        " + Values.count(left.seriesDropped()) + " series, by the rules");
        }
        for (int i = 0; i < report.steps().size(); i++) {
            lines.add("  " + (i == 0 ? "steps          " : "               ") + (i + 1) + ". "
                    + Values.printable(report.steps().get(i)));
        }
        if (!report.damaged().isEmpty()) {
            lines.add(style.warning("  damaged        what a server would lose too is lost, see below"));
        }
        return lines;
    }

    @Override
    public List<Table> tables() {
        Table.Builder blocks = Table.of("blocks", "BLOCKS")
                .column("ulid", "block", Kind.TEXT)
                .column("minTime", "from", Kind.TIME)
                .column("maxTime", "to", Kind.TIME)
                .column("series", "series", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("histogramSamples", "histograms", Kind.COUNT)
                .column("chunks", "chunks", Kind.COUNT)
                .column("chunksCopied", "copied", Kind.COUNT)
                .column("bytes", "size", Kind.BYTES);
        report.blocks()
                .forEach(row -> blocks.row(
                        row.ulid(),
                        row.minTime(),
                        row.maxTime(),
                        row.series(),
                        row.samples(),
                        row.histogramSamples(),
                        row.chunks(),
                        row.chunksCopied(),
                        row.bytes()));
        Table.Builder damaged = Table.of("damaged", "DAMAGED")
                .column("file", "file", Kind.TEXT)
                .column("offset", "at byte", Kind.COUNT)
                .column("bytesLost", "lost", Kind.BYTES)
                .column("message", "what", Kind.TEXT);
        report.damaged().forEach(row -> damaged.row(row.file(), row.offset(), row.bytesLost(), row.message()));
        return List.of(blocks.build(), damaged.build());
    }
}
