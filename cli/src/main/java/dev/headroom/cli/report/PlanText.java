package dev.headroom.cli.report;

import dev.headroom.analyze.report.PlanReport;
import dev.headroom.analyze.report.PlanReport.Assumption;
import dev.headroom.analyze.report.PlanReport.CourseRow;
import dev.headroom.analyze.report.PlanReport.Disk;
import dev.headroom.analyze.report.PlanReport.DiskLine;
import dev.headroom.analyze.report.PlanReport.Formula;
import dev.headroom.analyze.report.PlanReport.GrowthRow;
import dev.headroom.analyze.report.PlanReport.Memory;
import dev.headroom.analyze.report.PlanReport.MemoryLine;
import dev.headroom.analyze.report.PlanReport.Range;
import dev.headroom.cli.render.MetricFamily;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.tsdb.units.Durations;
import dev.headroom.tsdb.units.Timestamps;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// The plan for people: the formula with its steps, what it leaves out, and what follows.
public final class PlanText implements Report {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final int MOST_MOMENTS = 24;
    private static final long MEBIBYTE = 1 << 20;

    private final PlanReport report;

    public PlanText(PlanReport report) {
        this.report = report;
    }

    @Override
    public Object json() {
        return report;
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        Disk disk = report.disk();
        lines.add(style.title(report.path() == null ? "plan" : Values.printable(report.path())) + "  from "
                + time(report.now()));
        lines.add("  formula        " + formula(report.formula()));
        if (disk.onDisk() != null) {
            lines.add("  on disk        " + Values.bytes(disk.onDisk()) + " today");
        }
        lines.add("  needed now     " + need(disk.now(), " at today's rates"));
        lines.add("  needed at end  " + need(disk.atEnd(), ", at the retention's end, " + time(disk.retentionEnd())));
        disk(lines, style, disk);
        lines.add("  retention.size --storage.tsdb.retention.size=" + flag(disk.retentionSize())
                + (disk.limit() == null
                        ? " is safe on a disk of " + Values.bytes(disk.recommended()) + ", which is enough"
                        : " is safe on that disk"));
        memory(lines, style, report.memory());
        PlanReport.Servers servers = report.servers();
        if (servers.shards() * servers.replicas() > 1) {
            lines.add("  all servers    " + servers.shards() + " shards × " + servers.replicas() + " replicas: "
                    + Values.bytes(Math.round(servers.disk())) + " of disk, "
                    + Values.bytes(Math.round(servers.memory())) + " of memory, at the retention's end");
        }
        return lines;
    }

    private void disk(List<String> lines, Style style, Disk disk) {
        if (disk.limit() == null) {
            return;
        }
        String size = Values.bytes(disk.limit());
        lines.add(
                disk.fullAt() == null
                        ? "  disk           " + size + " never full, as far as can be seen"
                        : style.warning("  disk           " + size + " full at " + time(disk.fullAt()) + ", in "
                                + duration(disk.fullAt() - report.now())));
        lines.add("  fits           a retention of "
                + (disk.longestRetention() == 0 ? "nothing" : duration(disk.longestRetention())) + " on it, at most");
    }

    private static void memory(List<String> lines, Style style, Memory memory) {
        lines.add("  memory         " + Values.bytes(Math.round(memory.now())) + " now (a heap of "
                + Values.bytes(Math.round(memory.heap())) + "), "
                + Values.bytes(Math.round(memory.atEnd())) + " at the retention's end, "
                + Values.bytes(Math.round(memory.replayPeak())) + " while it starts now");
        if (memory.limit() != null) {
            String text = "  shards         " + shards(memory.shards()) + " now, " + shards(memory.shardsAtEnd())
                    + " at the retention's end, to stay below " + Values.bytes(memory.limit()) + " each";
            lines.add(memory.shards() == 1 && memory.shardsAtEnd() == 1 ? text : style.warning(text));
        }
    }

    private static String shards(int count) {
        return count == 0 ? "no number does" : Values.count(count);
    }

    private static String formula(Formula formula) {
        String rate = number(formula.samplesPerSecond()) + " samples/s × " + number(formula.bytesPerSample())
                + " bytes/sample";
        if (formula.bytes() == null) {
            return rate + " = "
                    + Values.bytes(Math.round(formula.samplesPerSecond() * formula.bytesPerSample() * 86_400))
                    + " a day; the size alone limits the retention";
        }
        return number(formula.retentionSeconds()) + " s × " + rate + " = " + number(formula.samples()) + " samples × "
                + number(formula.bytesPerSample()) + " = " + decimal(formula.bytes()) + " ("
                + Values.bytes(Math.round(formula.bytes())) + ") of chunks";
    }

    private static String need(Range range, String when) {
        return Values.bytes(Math.round(range.average())) + " on average, "
                + Values.bytes(Math.round(range.fullest())) + " at the fullest" + when + "; keeps "
                + duration(range.kept()) + " or more";
    }

    /// Bytes in powers of 1000, as disks are sold.
    private static String decimal(double bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1000 && unit + 1 < units.length) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }

    /// A number with as many decimals as matter.
    private static String number(double value) {
        return value >= 100 || value == Math.rint(value)
                ? Values.count(Math.round(value))
                : String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value)
                        .replaceAll("[.]?0+$", "");
    }

    /// A size that the flag takes, rounded down.
    private static String flag(long bytes) {
        if (bytes < 10 * MEBIBYTE) {
            return bytes / 1024 + "KB";
        }
        return bytes < 10 * 1024 * MEBIBYTE ? bytes / MEBIBYTE + "MB" : bytes / (1024 * MEBIBYTE) + "GB";
    }

    private static String time(long millis) {
        return Timestamps.print(millis / MINUTE * MINUTE).replace(":00Z", "Z");
    }

    private static String duration(long millis) {
        long unit = millis >= 48 * HOUR ? HOUR : MINUTE;
        return Durations.print(millis / unit * unit);
    }

    @Override
    public List<Table> tables() {
        return List.of(disk(), memory(), growth(), assumptions(), course());
    }

    private Table disk() {
        Table.Builder table = Table.of("disk", "DISK, WHAT THE FORMULA LEAVES OUT LINE BY LINE")
                .column("name", "bytes for", Kind.TEXT)
                .column("average", "on average now", Kind.BYTES)
                .column("fullest", "at the fullest", Kind.BYTES)
                .column("averageAtEnd", "on average at end", Kind.BYTES)
                .column("fullestAtEnd", "at the fullest", Kind.BYTES)
                .column("how", "", Kind.TEXT);
        List<DiskLine> lines = report.disk().lines();
        lines.forEach(line -> table.row(
                line.name(),
                Math.round(line.average()),
                Math.round(line.fullest()),
                Math.round(line.averageAtEnd()),
                Math.round(line.fullestAtEnd()),
                line.how()));
        table.row(
                "total",
                sum(lines, DiskLine::average),
                sum(lines, DiskLine::fullest),
                sum(lines, DiskLine::averageAtEnd),
                sum(lines, DiskLine::fullestAtEnd),
                "");
        return table.build();
    }

    private Table memory() {
        Table.Builder table = Table.of("memory", "MEMORY")
                .column("name", "bytes for", Kind.TEXT)
                .column("now", "now", Kind.BYTES)
                .column("atEnd", "at end", Kind.BYTES)
                .column("how", "", Kind.TEXT);
        List<MemoryLine> lines = report.memory().lines();
        lines.forEach(line -> table.row(line.name(), Math.round(line.now()), Math.round(line.atEnd()), line.how()));
        table.row("total", sum(lines, MemoryLine::now), sum(lines, MemoryLine::atEnd), "");
        return table.build();
    }

    private static <T> long sum(List<T> lines, ToDoubleFunction<T> column) {
        return Math.round(lines.stream().mapToDouble(column).sum());
    }

    private Table growth() {
        Table.Builder table = Table.of("growth", "GROWTH IN A DAY")
                .column("figure", "figure", Kind.TEXT)
                .column("perDay", "growth", Kind.SHARE)
                .column("low", "95 % from", Kind.SHARE)
                .column("high", "to", Kind.SHARE)
                .column("used", "used", Kind.SHARE)
                .column("points", "points", Kind.COUNT)
                .column("source", "", Kind.TEXT);
        for (GrowthRow row : report.growth()) {
            table.row(row.figure(), row.perDay(), row.low(), row.high(), row.used(), row.points(), source(row));
        }
        return table.build();
    }

    private static String source(GrowthRow row) {
        if (!row.enough()) {
            return row.source() == PlanReport.Source.assumed ? "not enough data: less than a day" : "";
        }
        if (row.source() == PlanReport.Source.given) {
            return "given";
        }
        String shape = row.shape().equals("line") ? "a line" : "a percentage";
        if (row.used() != 0 || row.perDay() == 0) {
            return shape;
        }
        return shape + (row.high() < 0 ? "; less, which nothing is built on" : "; may be none");
    }

    private Table assumptions() {
        Table.Builder table = Table.of("assumptions", "ASSUMPTIONS")
                .column("name", "figure", Kind.TEXT)
                .column("value", "value", Kind.TEXT)
                .column("source", "source", Kind.TEXT)
                .column("note", "", Kind.TEXT);
        for (Assumption row : report.assumptions()) {
            table.row(row.name(), value(row), row.source().name(), row.note());
        }
        return table.build();
    }

    private static String value(Assumption row) {
        if (row.value() == null) {
            return row.name().startsWith("retention") ? "none" : "";
        }
        double value = row.value();
        return switch (row.unit()) {
            case count, number -> number(value);
            case perSecond -> number(value) + "/s";
            case perHour -> number(value) + "/h";
            case bytes -> Values.bytes(Math.round(value));
            case bytesEach -> number(value) + " bytes";
            case milliseconds -> Durations.print(Math.round(value));
            case share -> Values.share(value);
        };
    }

    private Table course() {
        Table.Builder table = Table.of("course", "DISK FROM NOW ON")
                .column("time", "when", Kind.TIME)
                .column("before", "before the head is cut", Kind.BYTES)
                .column("fullest", "at the fullest", Kind.BYTES)
                .column("after", "after", Kind.BYTES)
                .column("blocks", "blocks", Kind.BYTES)
                .column("wal", "log", Kind.BYTES)
                .column("chunksHead", "head chunks", Kind.BYTES);
        List<CourseRow> rows = report.course();
        int each = (rows.size() + MOST_MOMENTS - 1) / MOST_MOMENTS;
        for (int i = each - 1; i < rows.size(); i += each) {
            CourseRow row = rows.get(i);
            table.row(
                    row.time(),
                    Math.round(row.before()),
                    Math.round(row.fullest()),
                    Math.round(row.after()),
                    Math.round(row.blocks()),
                    Math.round(row.wal()),
                    Math.round(row.chunksHead()));
        }
        return table.build();
    }

    @Override
    public List<MetricFamily> families() {
        Disk disk = report.disk();
        PlanReport.Memory memory = report.memory();
        MetricFamily lines =
                MetricFamily.of("headroom_plan_disk_line_bytes", "What the disk holds on average, by what.");
        disk.lines().forEach(line -> lines.sample(line.average(), "what", line.name()));
        MetricFamily ofMemory = MetricFamily.of("headroom_plan_memory_line_bytes", "What the memory is for.");
        memory.lines().forEach(line -> ofMemory.sample(line.now(), "what", line.name()));
        return List.of(
                MetricFamily.of(
                                "headroom_plan_formula_bytes",
                                "Retention times samples per second times bytes per sample.")
                        .sample(report.formula().bytes()),
                MetricFamily.of("headroom_plan_disk_bytes", "The disk at its fullest: now, and at the retention's end.")
                        .sample(disk.now().fullest(), "when", "now")
                        .sample(disk.atEnd().fullest(), "when", "end"),
                lines,
                MetricFamily.of("headroom_plan_disk_full_timestamp_seconds", "When the disk is full.")
                        .sample(seconds(disk.fullAt())),
                MetricFamily.of("headroom_plan_longest_retention_seconds", "The longest retention that fits.")
                        .sample(seconds(disk.longestRetention())),
                MetricFamily.of("headroom_plan_retention_size_bytes", "A safe --storage.tsdb.retention.size.")
                        .sample(disk.retentionSize()),
                MetricFamily.of(
                                "headroom_plan_memory_bytes",
                                "The memory: now, at the retention's end, and in a start.")
                        .sample(memory.now(), "when", "now")
                        .sample(memory.atEnd(), "when", "end")
                        .sample(memory.replayPeak(), "when", "replay"),
                ofMemory,
                MetricFamily.of("headroom_plan_shards", "Servers that keep each below its memory.")
                        .sample(memory.shards(), "when", "now")
                        .sample(memory.shardsAtEnd(), "when", "end"));
    }

    private static Double seconds(Long millis) {
        return millis == null ? null : (Double) (millis / 1000.0);
    }
}
