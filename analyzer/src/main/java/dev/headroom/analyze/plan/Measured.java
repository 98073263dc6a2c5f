package dev.headroom.analyze.plan;

import dev.headroom.analyze.plan.Trend.Point;
import dev.headroom.analyze.plan.Workload.IndexCost;
import dev.headroom.analyze.plan.Workload.LogCost;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.AnalyzeReport.BlockRow;
import dev.headroom.analyze.report.AnalyzeReport.EncodingRow;
import dev.headroom.analyze.report.AnalyzeReport.TimelineRow;
import dev.headroom.analyze.report.WalReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The figures of a plan, as far as the reports on a directory have them.
///
/// @param log `null` when the directory has none
/// @param labelShare what a series' labels come to, over what they come to in the log: 1 unless rules change
/// them
public record Measured(AnalyzeReport report, WalReport log, double labelShare) {
    /// A trend of less than this is none: the hours of a day differ.
    public static final long DAY = 86_400_000;

    private static final double HOUR = 3_600_000;
    private static final int FEWEST_POINTS = 3;

    /// What a chunk's entry in an index takes: three varints, the first times in full.
    static final double INDEX_BYTES_PER_CHUNK = 8.5;

    private static final double LEAST_PER_CHUNK = 4;
    private static final double MOST_PER_CHUNK = 20;

    /// The header of a record's fragment in the log.
    private static final double FRAGMENT = 7;

    private static final double PAGE = 32 << 10;

    /// Blocks of one time; more than one when blocks overlap.
    private record Stretch(long from, long to, double samples, double chunkBytes) {
        double millis() {
            return Math.max(1, to - from);
        }

        long middle() {
            return from + (to - from) / 2;
        }
    }

    /// The time of the newest sample; empty when there is no sample.
    public Optional<Long> now() {
        return Optional.ofNullable(report.dataEnd());
    }

    /// Whether there is less than a day of data.
    boolean isShort() {
        return report.dataEnd() - report.dataStart() < DAY;
    }

    /// How the active series change; empty when there is not enough data to tell.
    public Optional<Trend> seriesTrend() {
        List<TimelineRow> rows = report.churn().timeline();
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            long end = i + 1 < rows.size() ? rows.get(i + 1).time() : report.dataEnd();
            points.add(new Point(end, rows.get(i).active(), 1));
        }
        return trend(points);
    }

    /// How the samples per second change; empty when there is not enough data to tell.
    public Optional<Trend> samplesTrend() {
        return trend(samplePoints());
    }

    /// How the chunk bytes per sample change; empty when there is not enough data to tell.
    public Optional<Trend> bytesTrend() {
        return trend(stretches().stream()
                .filter(stretch -> stretch.samples > 0)
                .map(stretch -> new Point(stretch.middle(), stretch.chunkBytes / stretch.samples, stretch.millis()))
                .toList());
    }

    private Optional<Trend> trend(List<Point> points) {
        return points.size() < FEWEST_POINTS || isShort()
                ? Optional.empty()
                : Optional.of(Trend.fit(points, report.dataEnd())).filter(trend -> trend.now() > 0);
    }

    private List<Point> samplePoints() {
        List<Point> points = new ArrayList<>();
        long blocksEnd = report.dataStart();
        for (Stretch stretch : stretches()) {
            points.add(new Point(stretch.middle(), stretch.samples / stretch.millis() * 1000, stretch.millis()));
            blocksEnd = stretch.to;
        }
        long inHead = report.dataEnd() - blocksEnd;
        long window = (long) (report.ingest().windowSeconds() * 1000);
        if (inHead > 0 && window > 0) {
            double weight = Math.min(inHead, window);
            points.add(new Point(report.dataEnd() - window / 2, report.ingest().samplesPerSecond(), weight));
        }
        return points;
    }

    /// Samples per second over the last day; over the last two hours when there is less than a day.
    public double samplesPerSecond() {
        if (isShort()) {
            return report.ingest().samplesPerSecond();
        }
        double samples = 0;
        double millis = 0;
        for (Point point : samplePoints()) {
            if (point.millis() > report.dataEnd() - DAY) {
                samples += point.value() * point.weight();
                millis += point.weight();
            }
        }
        return millis == 0 ? report.ingest().samplesPerSecond() : samples / millis;
    }

    /// Series that come in an hour in place of others; those by which the series grow are none of them.
    ///
    /// @param series how the active series change
    public double churnPerHour(Trend series) {
        Double added = report.churn().seriesAddedPerHour();
        double grown = report.series().active() * series.perDay() / 24;
        return added == null ? 0 : Math.max(0, added - Math.max(0, grown));
    }

    /// Samples of a chunk; empty without blocks.
    public Optional<Double> samplesPerChunk() {
        double samples = 0;
        double chunks = 0;
        for (EncodingRow row : report.chunks().encodings()) {
            samples += row.samples();
            chunks += row.chunks();
        }
        return chunks == 0 ? Optional.empty() : Optional.of(samples / chunks);
    }

    /// What the blocks' indexes take, by least squares over them; empty without blocks.
    public Optional<IndexCost> indexCost() {
        double ss = 0;
        double sc = 0;
        double cc = 0;
        double s = 0;
        double c = 0;
        double series = 0;
        double chunks = 0;
        double bytes = 0;
        for (BlockRow block : report.blocks()) {
            if (block.series() > 0) {
                // Relative to the block's own size: a small one says as much as a large one.
                double part = 1.0 / block.bytes().index();
                double x = block.series() * part;
                double y = block.chunks() * part;
                ss += x * x;
                sc += x * y;
                cc += y * y;
                s += x;
                c += y;
                series += block.series();
                chunks += block.chunks();
                bytes += block.bytes().index();
            }
        }
        if (series == 0) {
            return Optional.empty();
        }
        double perChunk = (ss * c - sc * s) / (ss * cc - sc * sc);
        if (!(perChunk >= LEAST_PER_CHUNK && perChunk <= MOST_PER_CHUNK)) {
            perChunk = INDEX_BYTES_PER_CHUNK;
        }
        return Optional.of(new IndexCost(Math.max(1, (bytes - perChunk * chunks) / series), perChunk));
    }

    /// What the log takes; empty when it has no samples.
    public Optional<LogCost> logCost() {
        double samples = 0;
        double sampleBytes = 0;
        double series = 0;
        double seriesBytes = 0;
        for (WalReport.Log part : logs().toList()) {
            samples += part.samples();
            for (WalReport.TypeRow row : part.types()) {
                double stored = row.storedBytes() + FRAGMENT * (row.records() + row.storedBytes() / PAGE);
                if (row.type().equals("series")) {
                    series += row.elements();
                    seriesBytes += stored;
                } else {
                    sampleBytes += stored;
                }
            }
        }
        return samples == 0 || series == 0
                ? Optional.empty()
                : Optional.of(new LogCost(sampleBytes / samples, labelShare * seriesBytes / series));
    }

    /// Bytes of the names and values of a series' labels, as Prometheus holds them; empty without a head.
    public Optional<Double> labelsBytes() {
        return memoryCost().map(MemoryCost::labels);
    }

    /// What the head takes in memory; empty without one.
    public Optional<MemoryCost> memoryCost() {
        AnalyzeReport.Memory memory = report.memory();
        Long series = report.series().head();
        return memory == null || series == null || series == 0
                ? Optional.empty()
                : Optional.of(new MemoryCost(
                        (double) memory.seriesBytes() / series,
                        (double) memory.labelBytes() / series,
                        (double) memory.postingsBytes() / series,
                        (double) memory.chunkBytes() / series,
                        memory.serverBytes()));
    }

    private Stream<WalReport.Log> logs() {
        return log == null
                ? Stream.empty()
                : Stream.of(log.checkpoint(), log.wal()).filter(Objects::nonNull);
    }

    /// Bytes of deleted samples, as part of the bytes of all chunks.
    public double tombstoneShare() {
        double chunks = report.blocks().stream()
                .mapToDouble(block -> block.bytes().chunks())
                .sum();
        return chunks == 0 ? 0 : report.disk().reclaimable().tombstones() / chunks;
    }

    /// The blocks that are there, from old to young.
    ///
    /// @param churnPerHour tells the series of a block that come and go from those that stay
    public List<PlannedBlock> blocks(double churnPerHour) {
        double perSeries = indexCost().map(IndexCost::perSeries).orElse(0.0);
        return sorted().map(block -> {
                    double millis = block.maxTime() - block.minTime();
                    double churned = Math.min(0.9 * block.series(), churnPerHour * millis / HOUR);
                    return new PlannedBlock(
                            block.minTime(),
                            block.maxTime(),
                            block.bytes().chunks(),
                            block.chunks(),
                            block.series() - churned,
                            churned,
                            block.bytes().index(),
                            Math.min(perSeries * churned, (double) block.bytes().index()));
                })
                .toList();
    }

    /// The log that is there.
    public LogFound logFound() {
        if (log == null || log.wal() == null) {
            return LogFound.NONE;
        }
        List<LogFound.Segment> segments = new ArrayList<>();
        long time = report.dataEnd();
        for (WalReport.SegmentRow row : log.wal().segments()) {
            if (row.minTime() != null) {
                segments.add(new LogFound.Segment(row.minTime(), row.maxTime(), row.bytes()));
                time = row.maxTime();
            } else {
                segments.add(new LogFound.Segment(time, time, row.bytes()));
            }
        }
        return new LogFound(log.checkpoint() == null ? 0 : log.checkpoint().fileBytes(), segments);
    }

    private Stream<BlockRow> sorted() {
        return report.blocks().stream()
                .filter(block -> block.samples() > 0)
                .sorted(Comparator.comparingLong(BlockRow::minTime).thenComparingLong(BlockRow::maxTime));
    }

    private List<Stretch> stretches() {
        List<Stretch> stretches = new ArrayList<>();
        for (BlockRow block : sorted().toList()) {
            Stretch stretch = new Stretch(
                    block.minTime(),
                    block.maxTime(),
                    block.samples(),
                    block.bytes().chunks());
            if (!stretches.isEmpty() && block.minTime() < stretches.getLast().to) {
                Stretch before = stretches.removeLast();
                stretch = new Stretch(
                        before.from,
                        Math.max(before.to, stretch.to),
                        before.samples + stretch.samples,
                        before.chunkBytes + stretch.chunkBytes);
            }
            stretches.add(stretch);
        }
        return stretches;
    }
}
