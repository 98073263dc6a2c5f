package dev.headroom.analyze;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.report.WalReport;
import dev.headroom.analyze.report.WalReport.DamageRow;
import dev.headroom.analyze.report.WalReport.DropRow;
import dev.headroom.analyze.report.WalReport.JobRow;
import dev.headroom.analyze.report.WalReport.Log;
import dev.headroom.analyze.report.WalReport.NextCheckpoint;
import dev.headroom.analyze.report.WalReport.Place;
import dev.headroom.analyze.report.WalReport.SegmentRow;
import dev.headroom.analyze.report.WalReport.SeriesRecords;
import dev.headroom.analyze.report.WalReport.TypeRow;
import dev.headroom.analyze.report.WalReport.Unknown;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.DataDirectoryException;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.wal.Checkpoint;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.LabelsView;
import dev.headroom.tsdb.wal.LogRecord;
import dev.headroom.tsdb.wal.ReadAhead;
import dev.headroom.tsdb.wal.RecordDecoder;
import dev.headroom.tsdb.wal.RecordType;
import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.SampleBatch;
import dev.headroom.tsdb.wal.Segment;
import dev.headroom.tsdb.wal.WalDirectory;
import dev.headroom.tsdb.wal.WalReader;
import dev.headroom.tsdb.wal.WalSeries;
import dev.headroom.tsdb.wal.WalStatistics;
import dev.headroom.tsdb.wal.WalStatistics.SegmentStatistics;
import dev.headroom.tsdb.wal.WalStatistics.TypeStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// `headroom wal`: what the log of a data directory consists of, in one pass over its records.
///
/// A segment that a running Prometheus has deleted makes the listing start again.
public final class WalAnalysis {
    private final Path path;
    private final int limit;
    private final Progress progress;

    private WalAnalysis(Path path, int limit, Progress progress) {
        this.path = path;
        this.limit = limit;
        this.progress = progress;
    }

    /// Runs the analysis.
    ///
    /// @param limit rows of the list of jobs; 0 for all
    /// @throws DataDirectoryException when the path is no data directory with a log
    public static WalReport run(Path path, int limit, Progress progress) throws IOException {
        return new WalAnalysis(path, limit, progress).run();
    }

    private WalReport run() throws IOException {
        return Listings.retry(this::analyze);
    }

    private WalReport analyze() throws IOException {
        if (isLog(path)) {
            throw new DataDirectoryException(path + ": a log itself; give the data directory above it");
        }
        DataDirectory directory = DataDirectory.list(path);
        List<CorruptionException> unreadable = new ArrayList<>();
        Optional<WalDirectory> wal = WalDirectory.listIfThere(path.resolve("wal"), unreadable);
        Optional<WalDirectory> wbl = WalDirectory.listIfThere(path.resolve("wbl"), unreadable);
        if (wal.isEmpty() && wbl.isEmpty()) {
            if (!unreadable.isEmpty()) {
                throw unreadable.getFirst();
            }
            throw new DataDirectoryException(
                    path + ": no log here, neither wal nor wbl; give the data directory of a Prometheus that has run");
        }
        List<CorruptionException> damaged = new ArrayList<>(directory.damaged());
        damaged.addAll(unreadable);
        CheckpointRule rule = CheckpointRule.of(WalDirectory.isAgent(path), directory.metas());
        Pass pass = new Pass(damaged, wal, wbl, rule, guessCutoff(rule, wal));
        pass.read();
        if (!pass.hasRightCutoff()) {
            pass = new Pass(damaged, wal, wbl, rule, pass.rightCutoff());
            pass.read();
        }
        return pass.report();
    }

    private static boolean isLog(Path path) throws IOException {
        return Files.isDirectory(path)
                && !Files.exists(path.resolve("wal"))
                && !WalDirectory.list(path).segments().isEmpty();
    }

    /// The cutoff when the log goes on where the blocks end, as it does unless the server was down meanwhile.
    private static long guessCutoff(CheckpointRule rule, Optional<WalDirectory> wal) throws IOException {
        if (rule.agent()) {
            return rule.cutoff(0, LogTail.newest(wal.map(WalDirectory::segments).orElse(List.of())));
        }
        long oldest = rule.minValidTime() > Long.MIN_VALUE ? rule.minValidTime() : firstSample(wal);
        return rule.cutoff(oldest, oldest);
    }

    /// Time of the oldest sample in the first record that has any: nearly always in the range of the oldest one.
    private static long firstSample(Optional<WalDirectory> wal) throws IOException {
        if (wal.isEmpty()) {
            return 0;
        }
        Oldest oldest = new Oldest();
        RecordDecoder decoder = new RecordDecoder();
        List<Segment> checkpoint =
                wal.get().checkpoint().map(Checkpoint::segments).orElse(List.of());
        for (WalReader reader :
                List.of(WalReader.stream(checkpoint), WalReader.log(wal.get().live()))) {
            try (reader) {
                while (oldest.time == Long.MAX_VALUE && reader.advance()) {
                    if (reader.type().isOfSamples() && reader.unpack()) {
                        decoder.decode(reader.record(), reader.offset(), reader.length(), oldest);
                    }
                }
            } catch (CorruptionException e) {
                // The pass over the whole log reports it.
            }
        }
        return oldest.time == Long.MAX_VALUE ? 0 : oldest.time;
    }

    /// Notes the time of the oldest sample.
    private static final class Oldest implements RecordVisitor {
        private long time = Long.MAX_VALUE;

        @Override
        public void samples(SampleBatch batch) {
            time = Math.min(time, batch.minTime());
        }

        @Override
        public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
            time = Math.min(time, timestamp);
        }
    }

    /// One reading of checkpoint, log and log of out-of-order samples.
    private final class Pass {
        private final Optional<WalDirectory> wal;
        private final Optional<WalDirectory> wbl;
        private final CheckpointRule rule;
        private final long cutoff;
        private final OptionalInt lastCovered;

        private final RecordDecoder decoder = new RecordDecoder();
        private final WalSeries series = new WalSeries(decoder);
        private final CheckpointForecast forecast;
        private final RecordVisitor both;
        private final List<DamageRow> damaged = new ArrayList<>();
        private final Progress.Counter done = progress.counter();

        private Log checkpointLog;
        private Log walLog;
        private Log wblLog;

        Pass(
                List<CorruptionException> damages,
                Optional<WalDirectory> wal,
                Optional<WalDirectory> wbl,
                CheckpointRule rule,
                long cutoff) {
            this.wal = wal;
            this.wbl = wbl;
            this.rule = rule;
            this.cutoff = cutoff;
            lastCovered = wal.map(CheckpointRule::lastSegment).orElse(OptionalInt.empty());
            forecast = new CheckpointForecast(decoder, series, rule, cutoff);
            both = new Both(series, forecast);
            damages.forEach(e -> damaged.add(new DamageRow(e.file(), e.offset(), e.getMessage(), null)));
        }

        void read() throws IOException {
            List<Segment> kept = wal.flatMap(WalDirectory::checkpoint)
                    .map(Checkpoint::segments)
                    .orElse(List.of());
            List<Segment> live = wal.map(WalDirectory::live).orElse(List.of());
            List<Segment> late = wbl.map(WalDirectory::segments).orElse(List.of());
            progress.start(
                    "records of the log",
                    Stream.of(kept, live, late)
                            .flatMap(List::stream)
                            .mapToLong(Segment::size)
                            .sum());
            WalReader.expect(live);
            if (wal.isPresent()) {
                Optional<Checkpoint> checkpoint = wal.get().checkpoint();
                if (checkpoint.isPresent()) {
                    String name = checkpoint.get().path().getFileName().toString();
                    checkpointLog = read(name, WalReader.stream(kept), kept, false, this::tellCovered);
                }
                noteGap(wal.get());
                walLog = read("wal", WalReader.log(live), live, true, this::tell);
            }
            if (wbl.isPresent()) {
                series.startOutOfOrder();
                wblLog = read(
                        "wbl", WalReader.log(late), late, true, (record, statistics) -> statistics.add(record, series));
            }
            forecast.complete();
        }

        /// @param isCutOff whether Prometheus cuts off what lies behind damage; it does not start on such a
        /// checkpoint
        private Log read(
                String name,
                WalReader reader,
                List<Segment> segments,
                boolean isCutOff,
                BiConsumer<LogRecord, WalStatistics> count)
                throws IOException {
            WalStatistics statistics = new WalStatistics(decoder);
            try (ReadAhead records = new ReadAhead(reader, type -> true, done::add)) {
                while (records.next()) {
                    try {
                        count.accept(records, statistics);
                    } catch (CorruptionException e) {
                        records.reject(e);
                    }
                }
                done.flush();
                note(records.damage(), isCutOff ? segments : null);
                return log(name, segments, statistics, records.torn());
            }
        }

        /// Notes what ended a log before its end.
        ///
        /// @param segments those that Prometheus would cut off behind the place; `null` when it does not
        /// start on such a log
        private void note(CorruptionException e, List<Segment> segments) {
            if (e != null) {
                Long lost = segments == null ? null : bytesBehind(e, segments);
                damaged.add(new DamageRow(e.file(), e.offset(), e.getMessage(), lost));
            }
        }

        private void noteGap(WalDirectory log) {
            if (log.missing().isPresent()) {
                Path file = log.path().resolve("%08d".formatted(log.missing().getAsInt()));
                CorruptionException gap = new CorruptionException(file.toString(), 0, "a segment of the log", "none");
                damaged.add(new DamageRow(file.toString(), 0, gap.getMessage(), null));
            }
        }

        private void tell(LogRecord record, WalStatistics statistics) {
            tell(record, statistics, record.segment().index() <= lastCovered.orElse(-1));
        }

        private void tellCovered(LogRecord record, WalStatistics statistics) {
            tell(record, statistics, true);
        }

        private void tell(LogRecord record, WalStatistics statistics, boolean isCovered) {
            forecast.begin(record, isCovered);
            statistics.add(record, both);
            forecast.end(record);
        }

        boolean hasRightCutoff() {
            return !forecast.hasSamples() || forecast.rightCutoff() == cutoff;
        }

        long rightCutoff() {
            return forecast.rightCutoff();
        }

        WalReport report() throws IOException {
            long records =
                    series.jobs().stream().mapToLong(WalSeries.Job::records).sum();
            long read = fileBytes(checkpointLog) + fileBytes(walLog);
            long all = wal.isPresent() ? DataDirectory.bytesBelow(wal.get().path()) : 0;
            return new WalReport(
                    WalReport.SCHEMA_VERSION,
                    path.toString(),
                    rule.agent(),
                    checkpointLog,
                    walLog,
                    wblLog,
                    Math.max(0, all - read),
                    new SeriesRecords(
                            records,
                            series.distinct(),
                            series.slotCount(),
                            series.repeated(),
                            series.renumbered(),
                            series.duplicateBytes(),
                            series.withoutSamples()),
                    new Unknown(
                            series.unknownSamples(),
                            series.unknownExemplars(),
                            series.unknownTombstones(),
                            series.unknownMetadata()),
                    jobs(),
                    forecast.hasSamples() ? nextCheckpoint() : null,
                    damaged);
        }

        private List<JobRow> jobs() {
            Stream<JobRow> rows = series.jobs().stream()
                    .map(job -> new JobRow(
                            job.name(),
                            job.series(),
                            job.records(),
                            job.records() - job.series(),
                            job.recordBytes(),
                            job.samples(),
                            job.sampleBytes()))
                    .sorted(Comparator.comparingLong((JobRow row) -> row.recordBytes() + row.sampleBytes())
                            .reversed()
                            .thenComparing(JobRow::name));
            return (limit == 0 ? rows : rows.limit(limit)).toList();
        }

        private NextCheckpoint nextCheckpoint() {
            Long due = rule.agent() ? null : rule.due(forecast.oldest());
            if (lastCovered.isEmpty()) {
                return new NextCheckpoint(null, 0, cutoff, due, 0, 0, 0, 0, List.of());
            }
            List<Segment> replaced = wal.orElseThrow().segments().stream()
                    .filter(segment -> segment.index() <= lastCovered.getAsInt())
                    .toList();
            long fileBytes = replaced.stream().mapToLong(Segment::size).sum() + fileBytes(checkpointLog);
            List<DropRow> rows = new ArrayList<>();
            double kept = 0;
            double keptBefore37 = 0;
            for (RecordType type : RecordType.values()) {
                long bytes = forecast.bytes(type);
                if (bytes > 0) {
                    long dropped = forecast.droppedBytes(type);
                    rows.add(new DropRow(
                            type.label(),
                            forecast.elements(type),
                            forecast.dropped(type),
                            forecast.droppedBefore37(type),
                            bytes,
                            dropped));
                    kept += (bytes - dropped) * storedShare(type);
                    keptBefore37 += (bytes - forecast.droppedBytesBefore37(type)) * storedShare(type);
                }
            }
            long newFileBytes = wholePages(kept);
            return new NextCheckpoint(
                    lastCovered.getAsInt(),
                    replaced.size(),
                    cutoff,
                    due,
                    fileBytes,
                    newFileBytes,
                    wholePages(keptBefore37),
                    Math.max(0, fileBytes - newFileBytes),
                    rows);
        }

        private static long wholePages(double bytes) {
            return ((long) bytes / WalReader.PAGE_SIZE + 1) * WalReader.PAGE_SIZE;
        }

        /// Stored bytes over bytes of the records of a type.
        private double storedShare(RecordType type) {
            long bytes = 0;
            long stored = 0;
            for (Log log : new Log[] {checkpointLog, walLog}) {
                for (TypeRow row : log == null ? List.<TypeRow>of() : log.types()) {
                    if (row.type().equals(type.label())) {
                        bytes += row.bytes();
                        stored += row.storedBytes();
                    }
                }
            }
            return (double) stored / bytes;
        }
    }

    /// Tells two what a record says, one after the other.
    private record Both(RecordVisitor first, RecordVisitor second) implements RecordVisitor {
        @Override
        public void series(long ref, LabelsView labels) {
            first.series(ref, labels);
            second.series(ref, labels);
        }

        @Override
        public void samples(SampleBatch batch) {
            first.samples(batch);
            second.samples(batch);
        }

        @Override
        public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
            first.histogram(ref, timestamp, startTimestamp, histogram);
            second.histogram(ref, timestamp, startTimestamp, histogram);
        }

        @Override
        public void tombstone(long ref, long minTime, long maxTime) {
            first.tombstone(ref, minTime, maxTime);
            second.tombstone(ref, minTime, maxTime);
        }

        @Override
        public void exemplar(long ref, long timestamp, long valueBits, LabelsView labels) {
            first.exemplar(ref, timestamp, valueBits, labels);
            second.exemplar(ref, timestamp, valueBits, labels);
        }

        @Override
        public void metadata(long ref, int type, LabelsView fields) {
            first.metadata(ref, type, fields);
            second.metadata(ref, type, fields);
        }
    }

    private static long fileBytes(Log log) {
        return log == null ? 0 : log.fileBytes();
    }

    private static long bytesBehind(CorruptionException damage, List<Segment> segments) {
        long bytes = -damage.offset();
        boolean behind = false;
        for (Segment segment : segments) {
            behind |= segment.file().toString().equals(damage.file());
            bytes += behind ? segment.size() : 0;
        }
        return bytes;
    }

    private static Log log(String name, List<Segment> segments, WalStatistics statistics, ReadAhead.Torn torn) {
        Map<Segment, SegmentStatistics> bySegment = new HashMap<>();
        statistics.segments().forEach(one -> bySegment.put(one.segment(), one));
        List<SegmentRow> rows = segments.stream()
                .map(segment -> segmentRow(segment, bySegment.get(segment)))
                .toList();
        List<TypeRow> types = new ArrayList<>();
        TypeStatistics total = new TypeStatistics(0, 0, 0, 0);
        for (Map.Entry<RecordType, TypeStatistics> entry : statistics.types().entrySet()) {
            TypeStatistics some = entry.getValue();
            types.add(new TypeRow(
                    entry.getKey().label(),
                    some.records(),
                    some.elements(),
                    some.bytes(),
                    some.storedBytes(),
                    compression(some)));
            total = total.plus(some);
        }
        long minTime = Long.MAX_VALUE;
        long maxTime = Long.MIN_VALUE;
        long samples = 0;
        for (SegmentStatistics one : statistics.segments()) {
            minTime = Math.min(minTime, one.minTime());
            maxTime = Math.max(maxTime, one.maxTime());
            samples += one.samples();
        }
        return new Log(
                name,
                segments.stream().mapToLong(Segment::size).sum(),
                total.records(),
                total.bytes(),
                total.storedBytes(),
                compression(total),
                samples,
                samples == 0 ? null : minTime,
                samples == 0 ? null : maxTime,
                torn == null
                        ? null
                        : new Place(torn.segment().file().getFileName().toString(), torn.position()),
                types,
                rows);
    }

    private static SegmentRow segmentRow(Segment segment, SegmentStatistics statistics) {
        String name = segment.file().getFileName().toString();
        if (statistics == null) {
            return new SegmentRow(name, segment.size(), 0, 0, 0, null, null);
        }
        boolean empty = statistics.samples() == 0;
        return new SegmentRow(
                name,
                segment.size(),
                statistics.types().values().stream()
                        .mapToLong(TypeStatistics::records)
                        .sum(),
                statistics.series(),
                statistics.samples(),
                empty ? null : statistics.minTime(),
                empty ? null : statistics.maxTime());
    }

    private static Double compression(TypeStatistics statistics) {
        return statistics.storedBytes() == 0 ? null : (double) statistics.bytes() / statistics.storedBytes();
    }
}
