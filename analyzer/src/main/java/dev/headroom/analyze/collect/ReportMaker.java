package dev.headroom.analyze.collect;

import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SeriesPass;
import dev.headroom.analyze.engine.Sources;
import dev.headroom.analyze.engine.Span;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.memory.HeadMemory;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.AnalyzeReport.BlockRow;
import dev.headroom.analyze.report.AnalyzeReport.Bytes;
import dev.headroom.analyze.report.AnalyzeReport.BytesPerSample;
import dev.headroom.analyze.report.AnalyzeReport.Chunks;
import dev.headroom.analyze.report.AnalyzeReport.Churn;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import dev.headroom.analyze.report.AnalyzeReport.Disk;
import dev.headroom.analyze.report.AnalyzeReport.EncodingRow;
import dev.headroom.analyze.report.AnalyzeReport.Head;
import dev.headroom.analyze.report.AnalyzeReport.IgnoredRow;
import dev.headroom.analyze.report.AnalyzeReport.Ingest;
import dev.headroom.analyze.report.AnalyzeReport.IntervalRow;
import dev.headroom.analyze.report.AnalyzeReport.Memory;
import dev.headroom.analyze.report.AnalyzeReport.Reclaimable;
import dev.headroom.analyze.report.AnalyzeReport.Series;
import dev.headroom.analyze.report.AnalyzeReport.TimelineRow;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Runs the pass of an analysis and turns what its collectors have counted, in symbol ids, into the report, in
/// strings.
public final class ReportMaker {
    private static final int STEPS = 24;

    private final AnalyzeRequest request;
    private final DataDirectory directory;
    private final List<CorruptionException> damaged;
    private final List<DataDirectory.Entry> entries;
    private final Optional<HeadReader> head;
    private final Sources sources;
    private final Span span;
    private final long coveredMillis;
    private final Times times;

    private Collectors collected;
    private IndexCosts costs;
    private Optional<HeadCensus> census = Optional.empty();

    public ReportMaker(AnalyzeRequest request, Survey survey) {
        this.request = request;
        directory = survey.directory();
        damaged = survey.damaged();
        entries = survey.entries();
        head = survey.head();
        sources = survey.sources();
        span = survey.span();
        coveredMillis = survey.coveredMillis();
        times = new Times(span);
    }

    /// Runs the pass and makes the report.
    ///
    /// @throws CorruptionException when a block turns out to be damaged
    public AnalyzeReport make(Workers workers, Progress progress) {
        int[] by = request.by().stream().mapToInt(sources.symbols()::find).toArray();
        int metric = sources.symbols().find("__name__");
        int job = sources.symbols().find("job");
        long step = request.step() > 0 ? request.step() : span.millis() / STEPS + 1;
        progress.startSeries(
                sources,
                entries.stream().mapToLong(entry -> entry.files().total()).sum());
        List<Runnable> alongside = new ArrayList<>();
        if (request.selectors().isEmpty()) {
            costs = new IndexCosts();
            sources.blocks().forEach(block -> alongside.add(() -> costs.add(block)));
            census = head.map(reader -> new HeadCensus(sources, reader.table()));
            census.ifPresent(counted -> alongside.add(counted::countLabels));
        }
        collected = new SeriesPass(sources, request.range(), span, progress)
                .run(
                        workers,
                        () -> new Collectors(
                                span,
                                step,
                                coveredMillis,
                                entries.size(),
                                sources.symbols().count(),
                                metric,
                                job,
                                by),
                        alongside);
        return report();
    }

    private AnalyzeReport report() {
        boolean anySample = total(SeriesTotals.SAMPLES) > 0;
        CardinalityLists labels =
                new CardinalityLists(collected.cardinality, sources.symbols(), times, request.limit());
        GroupLists groups = new GroupLists(sources.symbols(), times, total(SeriesTotals.CHUNK_BYTES), request.limit());
        return new AnalyzeReport(
                AnalyzeReport.SCHEMA_VERSION,
                request.path().toString(),
                anySample ? collected.dataStart : null,
                anySample ? collected.dataEnd : null,
                blockRows(),
                directory.ignored().stream().map(IgnoredRow::of).toList(),
                damaged.stream().map(DamageRow::of).toList(),
                request.selectors().stream().map(Selector::toString).toList(),
                head.isPresent() ? List.of() : directory.liveDirectories(),
                new Series(
                        times.ofNow(total(SeriesTotals.ACTIVE)),
                        head.isPresent() ? collected.headSeries : null,
                        total(SeriesTotals.SERIES),
                        collected.indexedSeries),
                ingest(),
                bytesPerSample(),
                disk(),
                sources.sectionSizes(),
                labels.cardinality(),
                new Churn(
                        total(SeriesTotals.ADDED),
                        times.ofNow(total(SeriesTotals.REMOVED)),
                        times.perHour(total(SeriesTotals.ADDED)),
                        groups.churn(collected.jobs),
                        labels.pairsByAdded(),
                        labels.namesByNewValues(),
                        timeline()),
                head.map(this::head).orElse(null),
                census.map(this::memory).orElse(null),
                labels.labels(costs),
                groups.metrics(collected.metrics),
                groups.jobs(collected.jobs, collected.intervals),
                request.by().isEmpty() ? List.of() : groups.groups(collected.groups, request.by()),
                chunks());
    }

    private long total(int total) {
        return collected.totals.of(total);
    }

    private List<BlockRow> blockRows() {
        List<BlockRow> rows = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            DataDirectory.Entry entry = entries.get(i);
            rows.add(new BlockRow(
                    entry.meta().ulid(),
                    entry.meta().minTime(),
                    entry.meta().maxTime(),
                    entry.meta().compaction().level(),
                    collected.blocks.series[i],
                    collected.blocks.samples[i],
                    collected.blocks.chunks[i],
                    entry.meta().stats().tombstones(),
                    Bytes.of(entry.files())));
        }
        return rows;
    }

    private Head head(HeadReader reader) {
        return new Head(
                collected.headSeries,
                reader.loggedSamples(),
                reader.damage().stream().map(CorruptionException::getMessage).toList(),
                reader.isTorn(),
                reader.unknownSamples(),
                reader.duplicateSeriesRecords());
    }

    private Memory memory(HeadCensus counted) {
        HeadMemory memory = counted.memory(bytesPerStoredSample(false), bytesPerStoredSample(true));
        long ofSeries = memory.seriesBytes() + memory.labelBytes() + memory.postingsBytes() + memory.chunkBytes();
        return new Memory(
                memory.seriesBytes(),
                memory.labelBytes(),
                memory.postingsBytes(),
                memory.chunkBytes(),
                ratio(ofSeries, memory.series()),
                memory.serverBytes(),
                memory.heapBytes(),
                memory.residentBytes());
    }

    /// Bytes of a sample in the chunks of the blocks; `null` when there are none of this kind.
    private Double bytesPerStoredSample(boolean histograms) {
        long bytes = 0;
        long samples = 0;
        for (Encoding encoding : Encoding.values()) {
            if (encoding.isHistogram() == histograms) {
                bytes += collected.chunks.bytes[encoding.code()];
                samples += collected.chunks.samples[encoding.code()];
            }
        }
        return ratio(bytes, samples);
    }

    private Ingest ingest() {
        List<IntervalRow> intervals = new ArrayList<>();
        collected.intervals.all().forEach((millis, series) -> intervals.add(new IntervalRow(millis / 1000.0, series)));
        return new Ingest(
                times.perSecond(total(SeriesTotals.WINDOW_SAMPLES)),
                total(SeriesTotals.WINDOW_SAMPLES),
                span.windowMillis() / 1000.0,
                intervals);
    }

    private BytesPerSample bytesPerSample() {
        long stored = Arrays.stream(collected.blocks.samples).sum();
        long files = entries.stream().mapToLong(entry -> entry.files().total()).sum();
        boolean whole = request.selectors().isEmpty();
        return new BytesPerSample(
                total(SeriesTotals.SAMPLES),
                collected.histogramSamples,
                collected.deletedSamples,
                ratio(total(SeriesTotals.CHUNK_BYTES), stored),
                whole ? ratio(files, stored) : null,
                head.map(reader -> ratio(reader.segmentBytes(), reader.segmentSamples()))
                        .orElse(null));
    }

    private Disk disk() {
        BlockFiles files = directory.blockFiles();
        long segments =
                entries.stream().mapToLong(entry -> entry.files().chunks()).sum();
        long inChunks = Arrays.stream(collected.blocks.chunkBytes).sum();
        DataDirectory.LiveSizes live = directory.sizes();
        return new Disk(
                Bytes.of(files),
                segments - inChunks,
                live.wal(),
                live.wbl(),
                live.chunksHead(),
                live.snapshot(),
                files.total() + live.total(),
                new Reclaimable(directory.ignoredBytes(), collected.deletedBytes));
    }

    private List<TimelineRow> timeline() {
        if (total(SeriesTotals.SAMPLES) == 0) {
            return List.of();
        }
        List<TimelineRow> rows = new ArrayList<>();
        Timeline timeline = collected.timeline;
        for (int n = 0; n < timeline.steps(); n++) {
            rows.add(new TimelineRow(
                    timeline.start(n), timeline.added(n), times.ofNow(timeline.removed(n)), timeline.active(n)));
        }
        return rows;
    }

    private Chunks chunks() {
        ChunkCollector chunks = collected.chunks;
        List<EncodingRow> encodings = new ArrayList<>();
        for (Encoding encoding : Encoding.values()) {
            int code = encoding.code();
            if (chunks.chunks[code] > 0) {
                encodings.add(new EncodingRow(
                        encoding.label(),
                        chunks.chunks[code],
                        chunks.samples[code],
                        chunks.bytes[code],
                        ratio(chunks.samples[code], chunks.chunks[code]),
                        ratio(chunks.bytes[code], chunks.samples[code])));
            }
        }
        return new Chunks(
                Arrays.stream(chunks.chunks).sum(),
                encodings,
                Spreads.of(chunks.floatSamples),
                Spreads.of(chunks.floatBytes),
                Spreads.of(chunks.histogramSamples),
                Spreads.of(chunks.histogramBytes),
                Spreads.of(chunks.histogramBuckets));
    }

    private static Double ratio(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
