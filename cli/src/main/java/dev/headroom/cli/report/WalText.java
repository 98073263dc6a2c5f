package dev.headroom.cli.report;

import dev.headroom.analyze.report.WalReport;
import dev.headroom.analyze.report.WalReport.DropRow;
import dev.headroom.analyze.report.WalReport.Log;
import dev.headroom.analyze.report.WalReport.NextCheckpoint;
import dev.headroom.analyze.report.WalReport.SeriesRecords;
import dev.headroom.analyze.report.WalReport.TypeRow;
import dev.headroom.analyze.report.WalReport.Unknown;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The report on the log for people: the headline figures, then segments, record types, jobs and the next
/// checkpoint.
public final class WalText implements Report {
    private final WalReport report;

    public WalText(WalReport report) {
        this.report = report;
    }

    @Override
    public Object json() {
        return report;
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.title(Values.printable(report.path())) + (report.agent() ? "  an agent's log" : ""));
        logs().forEach(log -> {
            // A checkpoint's name says up to which segment it goes.
            String[] name = log.name().split("\\.", 2);
            lines.add("  %-14s %s".formatted(name[0], (name.length > 1 ? name[1] + ", " : "") + summary(log)));
        });
        if (report.otherBytes() > 0) {
            lines.add("  unused         " + Values.bytes(report.otherBytes())
                    + " of segments and checkpoints that nobody reads any more");
        }
        lines.add("  series         " + series());
        unknown(lines, style);
        nextCheckpoint(lines);
        logs().filter(log -> log.torn() != null)
                .forEach(log -> lines.add(
                        "  torn           " + log.name() + " " + log.torn().segment()
                                + " ends within the record at byte "
                                + Values.count(log.torn().offset())
                                + ": it is being written, or the server was killed"));
        report.damaged()
                .forEach(damage -> lines.add(style.warning("  damaged        " + Values.printable(damage.message())
                        + (damage.lostBytes() == null
                                ? "; Prometheus does not start on it"
                                : "; Prometheus would cut off " + Values.bytes(damage.lostBytes()) + " from there"))));
        return lines;
    }

    private Stream<Log> logs() {
        return Stream.of(report.checkpoint(), report.wal(), report.wbl()).filter(Objects::nonNull);
    }

    private static String summary(Log log) {
        int segments = log.segments().size();
        return Values.bytes(log.fileBytes()) + " in " + segments + (segments == 1 ? " segment: " : " segments: ")
                + Values.count(log.records()) + " records, " + Values.count(log.samples()) + " samples"
                + (log.minTime() == null ? "" : " " + Values.time(log.minTime()) + " to " + Values.time(log.maxTime()))
                + (log.compression() == null ? "" : ", compressed " + Values.ratio(log.compression()) + " times");
    }

    private String series() {
        SeriesRecords series = report.series();
        long duplicates = series.repeated() + series.renumbered();
        return Values.count(series.records()) + " records of " + Values.count(series.distinct()) + " series"
                + (duplicates == 0
                        ? ""
                        : "; " + Values.count(duplicates) + " duplicates (" + Values.count(series.renumbered())
                                + " with a new reference), " + Values.bytes(series.duplicateBytes()))
                + (series.withoutSamples() == 0
                        ? ""
                        : "; " + Values.count(series.withoutSamples()) + " without a sample in the log");
    }

    private void unknown(List<String> lines, Style style) {
        Unknown unknown = report.unknown();
        if (unknown.samples() + unknown.exemplars() + unknown.tombstones() + unknown.metadata() > 0) {
            lines.add(style.warning("  lost           " + Values.count(unknown.samples()) + " samples, "
                    + Values.count(unknown.exemplars()) + " exemplars, " + Values.count(unknown.tombstones())
                    + " tombstones, " + Values.count(unknown.metadata()) + " metadata that refer to no series"));
        }
    }

    private void nextCheckpoint(List<String> lines) {
        NextCheckpoint next = report.nextCheckpoint();
        if (next == null) {
            return;
        }
        String when = next.due() == null ? "" : "; due with the first sample after " + Values.time(next.due());
        lines.add("  next           "
                + (next.segment() == null
                        ? "a segment, and no checkpoint yet: there are too few segments"
                        : "checkpoint up to segment " + next.segment() + " could drop what is before "
                                + Values.time(next.cutoff()) + " and free about "
                                + Values.bytes(next.freedBytes()) + " of " + Values.bytes(next.fileBytes()))
                + when);
    }

    @Override
    public List<Table> tables() {
        return List.of(segments(), types(), jobs(), drops());
    }

    private Table segments() {
        Table.Builder table = Table.of("segments", "SEGMENTS")
                .column("log", "log", Kind.TEXT)
                .column("name", "segment", Kind.TEXT)
                .column("bytes", "size", Kind.BYTES)
                .column("records", "records", Kind.COUNT)
                .column("series", "series", Kind.COUNT)
                .column("samples", "samples", Kind.COUNT)
                .column("minTime", "from", Kind.TIME)
                .column("maxTime", "to", Kind.TIME);
        logs().forEach(log -> log.segments()
                .forEach(row -> table.row(
                        log.name(),
                        row.name(),
                        row.bytes(),
                        row.records(),
                        row.series(),
                        row.samples(),
                        row.minTime(),
                        row.maxTime())));
        return table.build();
    }

    private Table types() {
        Table.Builder table = Table.of("types", "RECORDS BY TYPE")
                .column("log", "log", Kind.TEXT)
                .column("type", "type", Kind.TEXT)
                .column("records", "records", Kind.COUNT)
                .column("elements", "elements", Kind.COUNT)
                .column("bytes", "bytes", Kind.BYTES)
                .column("storedBytes", "stored", Kind.BYTES)
                .column("compression", "compression", Kind.RATIO)
                .column("share", "share of the log", Kind.SHARE);
        logs().forEach(log -> log.types()
                .forEach(row -> table.row(
                        log.name(),
                        row.type(),
                        row.records(),
                        row.elements(),
                        row.bytes(),
                        row.storedBytes(),
                        row.compression(),
                        share(row, log))));
        return table.build();
    }

    private static Double share(TypeRow row, Log log) {
        return log.storedBytes() == 0 ? null : (double) row.storedBytes() / log.storedBytes();
    }

    private Table jobs() {
        Table.Builder table = Table.of("jobs", "JOBS BY BYTES IN THE LOG")
                .column("name", "job", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("seriesRecords", "series records", Kind.COUNT)
                .column("duplicates", "duplicates", Kind.COUNT)
                .column("recordBytes", "their bytes", Kind.BYTES)
                .column("samples", "samples", Kind.COUNT)
                .column("sampleBytes", "sample bytes", Kind.BYTES);
        report.jobs()
                .forEach(row -> table.row(
                        Values.named(row.name()),
                        row.series(),
                        row.seriesRecords(),
                        row.duplicates(),
                        row.recordBytes(),
                        row.samples(),
                        row.sampleBytes()));
        return table.build();
    }

    private Table drops() {
        Table.Builder table = Table.of("nextCheckpoint", "WHAT THE NEXT CHECKPOINT COULD DROP")
                .column("type", "type", Kind.TEXT)
                .column("elements", "covered", Kind.COUNT)
                .column("dropped", "dropped", Kind.COUNT)
                .column("share", "share", Kind.SHARE)
                .column("bytes", "bytes", Kind.BYTES)
                .column("droppedBytes", "dropped bytes", Kind.BYTES);
        if (report.nextCheckpoint() != null) {
            for (DropRow row : report.nextCheckpoint().types()) {
                Double share = row.elements() == 0 ? null : (double) row.dropped() / row.elements();
                table.row(row.type(), row.elements(), row.dropped(), share, row.bytes(), row.droppedBytes());
            }
        }
        return table.build();
    }
}
