package dev.headroom.analyze.plan;

import dev.headroom.analyze.plan.Workload.IndexCost;
import dev.headroom.analyze.plan.Workload.LogCost;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.PlanReport;
import dev.headroom.analyze.report.PlanReport.Assumption;
import dev.headroom.analyze.report.PlanReport.CourseRow;
import dev.headroom.analyze.report.PlanReport.Disk;
import dev.headroom.analyze.report.PlanReport.Formula;
import dev.headroom.analyze.report.PlanReport.GrowthRow;
import dev.headroom.analyze.report.PlanReport.Memory;
import dev.headroom.analyze.report.PlanReport.MemoryLine;
import dev.headroom.analyze.report.PlanReport.Range;
import dev.headroom.analyze.report.PlanReport.Servers;
import dev.headroom.analyze.report.PlanReport.Source;
import dev.headroom.analyze.report.PlanReport.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Decides on every figure, given before measured before assumed, and writes down what follows from them.
public final class PlanMaker {
    private static final double HOUR = 3_600_000;

    /// What Prometheus's documentation calls the average: one to two bytes.
    private static final double BYTES_PER_SAMPLE = 2;

    private static final long INTERVAL = 15_000;

    /// A series as Kubernetes has them: ten labels.
    private static final double LABELS_BYTES = 250;

    private static final double BYTES_PER_LABEL = 25;

    /// A sample in a log as Prometheus compresses it.
    private static final double LOG_BYTES_PER_SAMPLE = 7.5;

    /// What compression leaves of the labels in the log.
    private static final double LOG_COMPRESSION = 0.2;

    /// How many of the values of a series' labels are its own.
    private static final double OWN_VALUES = 0.05;

    private static final double QUERY_SHARE = 0.25;

    private final Figures given;
    private final Measured measured;
    private final List<Assumption> assumptions = new ArrayList<>();
    private final List<GrowthRow> growthRows = new ArrayList<>();

    /// @param given what somebody says
    /// @param measured what a directory says; `null` without one
    public PlanMaker(Figures given, Measured measured) {
        this.given = given;
        this.measured = measured;
    }

    /// @throws IllegalArgumentException when figures are missing that cannot be measured, with a line that names
    /// them
    public PlanReport make() {
        if (measured == null && given.series() == null && given.samplesPerSecond() == null) {
            throw new IllegalArgumentException(
                    "nothing to plan with: give a data directory, or --series, or --samples-per-second");
        }
        long now =
                measured == null ? System.currentTimeMillis() : measured.now().orElseThrow();
        int shards = given.shards() == null ? 1 : given.shards();
        int replicas = given.replicas() == null ? 1 : given.replicas();
        Retention retention = retention();
        BlockRanges ranges = ranges(retention.millis());
        Workload all = workload(now, ranges);
        Workload load = all.part(shards);
        assume("block ranges", null, Unit.milliseconds, blockSource(), text(ranges));
        boolean goesOn = measured != null && shards == 1;
        DiskPlan plan = new DiskPlan(
                load,
                retention,
                this::ranges,
                goesOn ? measured.blocks(load.churnPerHour()) : List.of(),
                goesOn ? measured.logFound() : LogFound.NONE);
        DiskPlan.Need need = plan.now();
        DiskPlan.Need needAtEnd = plan.atEnd();
        long end = now + (retention.millis() > 0 ? retention.millis() : needAtEnd.kept());
        Formula formula = formula(load, retention);
        Disk disk = disk(plan, formula, need, needAtEnd, end);
        MemoryCost cost = memoryCost(load);
        Memory memory = memory(all, load, cost, ranges, end);
        assume("shards", (double) shards, Unit.count, source(given.shards()), "servers that share the series");
        assume("replicas", (double) replicas, Unit.count, source(given.replicas()), "servers that each have the same");
        return new PlanReport(
                PlanReport.SCHEMA_VERSION,
                measured == null ? null : measured.report().path(),
                now,
                assumptions,
                growthRows,
                formula,
                disk,
                memory,
                new Servers(
                        shards,
                        replicas,
                        shards * replicas * disk.atEnd().fullest(),
                        shards * replicas * memory.atEnd()),
                course(plan),
                measured == null ? List.of() : measured.report().damaged());
    }

    private Retention retention() {
        Retention retention = given.retentionMillis() == null && given.retentionBytes() == null
                ? Retention.DEFAULT
                : new Retention(
                        given.retentionMillis() == null ? 0 : Math.min(DiskPlan.HORIZON, given.retentionMillis()),
                        given.retentionBytes() == null ? 0 : given.retentionBytes());
        assume(
                "retention time",
                retention.millis() == 0 ? null : (double) retention.millis(),
                Unit.milliseconds,
                given.retentionMillis() == null ? Source.assumed : Source.given,
                given.retentionMillis() != null
                        ? given.retentionMillis() > DiskPlan.HORIZON
                                ? "--retention; no plan looks further"
                                : "--retention"
                        : retention.millis() == 0 ? "the size alone limits it" : "Prometheus's own default");
        if (retention.bytes() > 0) {
            assume("retention size", (double) retention.bytes(), Unit.bytes, Source.given, "--retention-size");
        }
        return retention;
    }

    private BlockRanges ranges(long retentionMillis) {
        if (given.shortestBlock() == null && given.longestBlock() == null) {
            return BlockRanges.ofRetention(retentionMillis);
        }
        long shortest = given.shortestBlock() == null ? BlockRanges.TWO_HOURS : given.shortestBlock();
        return BlockRanges.of(
                shortest,
                given.longestBlock() == null
                        ? BlockRanges.ofRetention(retentionMillis).longest()
                        : given.longestBlock());
    }

    private Source blockSource() {
        return given.shortestBlock() == null && given.longestBlock() == null ? Source.assumed : Source.given;
    }

    private static String text(BlockRanges ranges) {
        List<String> hours = ranges.millis().stream()
                .map(millis -> millis % (long) HOUR == 0 ? millis / (long) HOUR + "h" : millis / 60_000 + "m")
                .toList();
        return String.join(", ", hours) + ": 3 times the one before, up to a tenth of the retention or 31 days";
    }

    private Workload workload(long now, BlockRanges ranges) {
        Growth growth = growth();
        double series = series();
        double samples = samples(series, growth.samples());
        double bytes = pick(
                "bytes per sample",
                Unit.bytesEach,
                given.bytesPerSample(),
                "--bytes-per-sample",
                measuredValue(m -> growth.bytesPerSample().isCertain()
                        ? Optional.of(growth.bytesPerSample().now())
                        : Optional.ofNullable(m.report().bytesPerSample().chunks())),
                "chunk bytes over samples of the blocks",
                () -> BYTES_PER_SAMPLE,
                "Prometheus's documentation: one to two bytes");
        double churn = pick(
                "churn",
                Unit.perHour,
                given.churnPerHour(),
                "--churn",
                measuredValue(m -> Optional.of(m.churnPerHour(growth.series()))),
                "series that came, less the growth",
                () -> 0.0,
                "nothing said of it");
        double interval = series * 1000 / Math.max(1e-9, samples);
        double perChunk = pick(
                "samples per chunk",
                Unit.number,
                null,
                "",
                measuredValue(Measured::samplesPerChunk),
                "samples over chunks of the blocks",
                () -> Workload.samplesPerChunk(interval, ranges.shortest()),
                "Prometheus aims at 120");
        double labels = pick(
                "label bytes",
                Unit.bytesEach,
                given.labelsBytes(),
                "--labels-bytes, per series",
                measuredValue(Measured::labelsBytes),
                "names and values of the head's series, per series",
                () -> LABELS_BYTES,
                "ten labels per series");
        IndexCost index = indexCost(labels);
        LogCost log = logCost(labels);
        double tombstones = measured == null ? 0 : measured.tombstoneShare();
        assume(
                "deleted samples",
                tombstones,
                Unit.share,
                measured == null ? Source.assumed : Source.measured,
                "their bytes, as part of those of all chunks");
        double other = measured == null
                ? 0
                : measured.report().disk().wbl() + measured.report().disk().snapshot();
        return new Workload(now, series, samples, churn, bytes, perChunk, index, log, tombstones, other, growth);
    }

    private double series() {
        return pick(
                "active series",
                Unit.count,
                given.series(),
                "--series",
                measuredValue(m -> given.samplesPerSecond() != null && given.interval() != null
                        ? Optional.empty()
                        : Optional.of((double) m.report().series().active())),
                "a sample in the last five minutes",
                () -> given.samplesPerSecond() * (given.interval() == null ? INTERVAL : given.interval()) / 1000.0,
                given.interval() == null ? "samples per second × 15s" : "samples per second × interval");
    }

    private double samples(double series, Trend trend) {
        if (given.samplesPerSecond() == null && given.interval() != null) {
            double samples = series * 1000 / given.interval();
            assume("samples per second", samples, Unit.perSecond, Source.given, "series / --interval");
            return samples;
        }
        boolean scaled = measured != null && given.series() != null;
        double scale = scaled
                ? given.series() / Math.max(1.0, measured.report().series().active())
                : 1;
        return pick(
                "samples per second",
                Unit.perSecond,
                given.samplesPerSecond(),
                "--samples-per-second",
                measuredValue(m -> Optional.of(
                        scale * (trend.isCertain() && trend.now() > 1 ? trend.now() : m.samplesPerSecond()))),
                scaled ? "the rate of a series × --series" : samplesNote(trend),
                () -> series * 1000 / INTERVAL,
                "series / 15s");
    }

    private String samplesNote(Trend trend) {
        if (trend.isCertain()) {
            return "where its growth has come to";
        }
        return measured == null || measured.isShort() ? "over the last two hours" : "over the last day";
    }

    private IndexCost indexCost(double labels) {
        Optional<IndexCost> found = measuredValue(m -> given.labelsBytes() == null ? m.indexCost() : Optional.empty());
        // An entry of two numbers per label, a posting per label and one in the list of all, and the strings that are
        // the series' own.
        double perSeries = labels / BYTES_PER_LABEL * 8.5 + 16 + OWN_VALUES * labels;
        IndexCost cost = found.orElse(new IndexCost(perSeries, Measured.INDEX_BYTES_PER_CHUNK));
        Source source = found.isPresent() ? Source.measured : Source.assumed;
        String note = found.isPresent() ? "least squares over the blocks" : "from the label bytes";
        assume("index bytes per series", cost.perSeries(), Unit.bytesEach, source, note);
        assume("index bytes per chunk", cost.perChunk(), Unit.bytesEach, source, "its times and its place");
        return cost;
    }

    private LogCost logCost(double labels) {
        Optional<LogCost> found = measuredValue(Measured::logCost);
        LogCost cost = found.map(
                        c -> given.labelsBytes() == null ? c : new LogCost(c.perSample(), labels * LOG_COMPRESSION))
                .orElse(new LogCost(LOG_BYTES_PER_SAMPLE, labels * LOG_COMPRESSION));
        Source source = found.isPresent() ? Source.measured : Source.assumed;
        assume(
                "log bytes per sample",
                cost.perSample(),
                Unit.bytesEach,
                source,
                found.isPresent() ? "as stored in the log" : "a compressed log");
        assume(
                "log bytes per series",
                cost.perSeries(),
                Unit.bytesEach,
                given.labelsBytes() == null ? source : Source.assumed,
                found.isPresent() && given.labelsBytes() == null
                        ? "series records as stored"
                        : "a fifth of the label bytes");
        return cost;
    }

    private Growth growth() {
        return new Growth(
                trend("series", measuredValue(Measured::seriesTrend), true),
                trend("samplesPerSecond", measuredValue(Measured::samplesTrend), true),
                trend("bytesPerSample", measuredValue(Measured::bytesTrend), false));
    }

    /// @param grows whether given growth means this figure
    private Trend trend(String figure, Optional<Trend> found, boolean grows) {
        Double perDay = given.growthPerDay();
        Trend trend;
        Source source;
        if (perDay != null) {
            trend = grows ? Trend.given(1, perDay) : Trend.none(1);
            source = Source.given;
        } else {
            trend = found.filter(t -> t.isCertain() && t.perDay() > 0).orElse(Trend.none(1));
            source = found.isPresent() ? Source.measured : Source.assumed;
        }
        Optional<Trend> shown = perDay != null ? Optional.of(trend) : found;
        growthRows.add(new GrowthRow(
                figure,
                source,
                shown.isPresent(),
                shown.map(Trend::points).orElse(0),
                shown.map(Trend::spanMillis).orElse(0L),
                perDay == null ? shown.map(Trend::now).orElse(null) : null,
                shown.map(t -> t.compound() ? "compound" : "line").orElse(null),
                shown.map(Trend::perDay).orElse(null),
                shown.map(Trend::low).orElse(null),
                shown.map(Trend::high).orElse(null),
                trend.perDay()));
        return trend;
    }

    private static Formula formula(Workload load, Retention retention) {
        if (retention.millis() == 0) {
            return new Formula(null, load.samplesPerSecond(), null, load.bytesPerSample(), null);
        }
        double seconds = retention.millis() / 1000.0;
        double samples = seconds * load.samplesPerSecond();
        return new Formula(
                seconds, load.samplesPerSecond(), samples, load.bytesPerSample(), samples * load.bytesPerSample());
    }

    private Disk disk(DiskPlan plan, Formula formula, DiskPlan.Need now, DiskPlan.Need atEnd, long end) {
        Long onDisk = null;
        if (measured != null) {
            AnalyzeReport.Disk disk = measured.report().disk();
            onDisk = disk.total() + disk.reclaimable().ignored();
        }
        Long limit = given.disk();
        if (limit != null) {
            assume("disk", (double) limit, Unit.bytes, Source.given, "--disk, of each server");
        }
        double recommended = atEnd.fullest().total() / DiskPlan.MOST_OF_A_DISK;
        long fullAt = limit == null ? -1 : plan.fullAt(limit);
        return new Disk(
                onDisk,
                DiskLines.of(formula, now, atEnd),
                range(now),
                range(atEnd),
                end,
                limit,
                fullAt < 0 ? null : fullAt,
                limit == null ? null : plan.longestRetention(limit),
                plan.safeSize(limit == null ? recommended : limit.doubleValue()),
                (long) recommended);
    }

    private static Range range(DiskPlan.Need need) {
        return new Range(need.lowest(), need.average().total(), need.fullest().total(), need.kept());
    }

    private MemoryCost memoryCost(Workload load) {
        double labels = assumptions.stream()
                .filter(assumption -> assumption.name().equals("label bytes"))
                .mapToDouble(Assumption::value)
                .findFirst()
                .orElseThrow();
        Optional<MemoryCost> found = measuredValue(Measured::memoryCost);
        MemoryCost cost = found.filter(c -> given.labelsBytes() == null)
                .orElseGet(() -> MemoryCost.of(load, labels, labels / BYTES_PER_LABEL));
        assume(
                "memory per series",
                cost.perSeries(),
                Unit.bytesEach,
                found.isPresent() && given.labelsBytes() == null ? Source.measured : Source.assumed,
                "the head's series, their labels, postings and chunks, as Go holds them");
        double share = queryShare();
        assume(
                "memory for queries",
                share,
                Unit.share,
                source(given.queryShare()),
                "queries and rules, as part of what the head takes");
        if (given.memory() != null) {
            assume("memory", (double) given.memory(), Unit.bytes, Source.given, "--memory, of each server");
        }
        return cost;
    }

    private double queryShare() {
        return given.queryShare() == null ? QUERY_SHARE : given.queryShare();
    }

    private Memory memory(Workload all, Workload load, MemoryCost cost, BlockRanges ranges, long end) {
        long head = ranges.shortest() / 2 * 3;
        long log = ranges.shortest() * 4;
        MemoryPlan plan = new MemoryPlan(load, cost, queryShare(), head, log);
        MemoryPlan.State now = plan.at(load.now());
        MemoryPlan.State atEnd = plan.at(end);
        MemoryPlan together = new MemoryPlan(all, cost, queryShare(), head, log);
        Long limit = given.memory();
        List<MemoryLine> lines = List.of(
                line("series", MemoryPlan.State::series, now, atEnd, "active series, and the maps that find them"),
                line("labels", MemoryPlan.State::labels, now, atEnd, "their names and values"),
                line("postings", MemoryPlan.State::postings, now, atEnd, "lists of series by label pair"),
                line("chunks", MemoryPlan.State::chunks, now, atEnd, "open chunks, and where those on disk are"),
                line("churn", MemoryPlan.State::churn, now, atEnd, "series that are gone, held for up to 3h"),
                line("server", MemoryPlan.State::server, now, atEnd, "a server without series"),
                line(
                        "garbage",
                        MemoryPlan.State::garbage,
                        now,
                        atEnd,
                        "75 % of the above: GOGC, as Prometheus sets it"),
                line("queries", MemoryPlan.State::queries, now, atEnd, "an assumption, see below"),
                line("outside the heap", MemoryPlan.State::outside, now, atEnd, "the program itself"));
        return new Memory(
                lines,
                now.heap(),
                now.total(),
                atEnd.total(),
                plan.replayPeak(load.now()),
                limit,
                limit == null ? null : together.shards(limit, load.now()),
                limit == null ? null : together.shards(limit, end));
    }

    private static MemoryLine line(
            String name,
            ToDoubleFunction<MemoryPlan.State> part,
            MemoryPlan.State now,
            MemoryPlan.State atEnd,
            String how) {
        return new MemoryLine(name, part.applyAsDouble(now), part.applyAsDouble(atEnd), how);
    }

    private static List<CourseRow> course(DiskPlan plan) {
        return plan.course().stream()
                .map(moment -> new CourseRow(
                        moment.time(),
                        moment.before().total(),
                        moment.fullest().total(),
                        moment.after().total(),
                        moment.after().blocks(),
                        moment.after().log() + moment.after().checkpoint(),
                        moment.after().headChunks()))
                .toList();
    }

    /// Decides on a figure and notes where it comes from.
    private double pick(
            String name,
            Unit unit,
            Double given,
            String givenNote,
            Optional<Double> found,
            String foundNote,
            Supplier<Double> otherwise,
            String otherwiseNote) {
        if (given != null) {
            assume(name, given, unit, Source.given, givenNote);
            return given;
        }
        double value = found.orElseGet(otherwise);
        assume(
                name,
                value,
                unit,
                found.isPresent() ? Source.measured : Source.assumed,
                found.isPresent() ? foundNote : otherwiseNote);
        return value;
    }

    private void assume(String name, Double value, Unit unit, Source source, String note) {
        assumptions.add(new Assumption(name, value, unit, source, note));
    }

    private static Source source(Object given) {
        return given == null ? Source.assumed : Source.given;
    }

    private <T> Optional<T> measuredValue(java.util.function.Function<Measured, Optional<T>> look) {
        return measured == null ? Optional.empty() : look.apply(measured);
    }
}
