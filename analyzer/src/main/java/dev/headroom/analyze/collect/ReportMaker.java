package dev.headroom.analyze.collect;

import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.engine.BlockSet;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SeriesPass;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.AnalyzeReport.BlockRow;
import dev.headroom.analyze.report.AnalyzeReport.Bytes;
import dev.headroom.analyze.report.AnalyzeReport.BytesPerSample;
import dev.headroom.analyze.report.AnalyzeReport.Cardinality;
import dev.headroom.analyze.report.AnalyzeReport.Chunks;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import dev.headroom.analyze.report.AnalyzeReport.Disk;
import dev.headroom.analyze.report.AnalyzeReport.EncodingRow;
import dev.headroom.analyze.report.AnalyzeReport.GroupRow;
import dev.headroom.analyze.report.AnalyzeReport.IgnoredRow;
import dev.headroom.analyze.report.AnalyzeReport.LabelRow;
import dev.headroom.analyze.report.AnalyzeReport.MetricRow;
import dev.headroom.analyze.report.AnalyzeReport.Ranked;
import dev.headroom.analyze.report.AnalyzeReport.Reclaimable;
import dev.headroom.analyze.report.AnalyzeReport.Series;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.BlockFiles;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.index.IndexFile;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.IntToLongFunction;

/// Runs the pass of an analysis and turns what its collectors have counted, in symbol ids, into the report, in
/// strings.
public final class ReportMaker {
    private final AnalyzeRequest request;
    private final DataDirectory directory;
    private final List<CorruptionException> damaged;
    private final List<DataDirectory.Entry> entries;

    private MergedSymbols symbols;
    private Collectors collected;
    private IndexCosts costs;

    /// @param damaged what has been left out so far
    /// @param entries what the listing says of the blocks that are analyzed, in their order
    public ReportMaker(
            AnalyzeRequest request,
            DataDirectory directory,
            List<CorruptionException> damaged,
            List<DataDirectory.Entry> entries) {
        this.request = request;
        this.directory = directory;
        this.damaged = List.copyOf(damaged);
        this.entries = List.copyOf(entries);
    }

    /// Runs the pass and makes the report.
    ///
    /// @throws CorruptionException when a block turns out to be damaged
    public AnalyzeReport make(BlockSet blocks, Workers workers, Progress progress) {
        symbols = blocks.symbols();
        int[] by = request.by().stream().mapToInt(symbols::find).toArray();
        int metric = symbols.find("__name__");
        int job = symbols.find("job");
        progress.start(
                "series",
                blocks.references().stream()
                        .mapToLong(list -> list.count())
                        .max()
                        .orElse(0));
        collected = new SeriesPass(blocks, request.range(), Long.MAX_VALUE, progress)
                .run(workers, () -> new Collectors(duration(), entries.size(), metric, job, by));
        costs = request.selectors().isEmpty() ? indexCosts(blocks, workers) : null;
        return report(blocks);
    }

    /// The range that the blocks cover, as their `meta.json` has it.
    private long duration() {
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (DataDirectory.Entry entry : entries) {
            start = Math.min(start, entry.meta().minTime());
            end = Math.max(end, entry.meta().maxTime());
        }
        return Math.max(0, end - start);
    }

    private static IndexCosts indexCosts(BlockSet blocks, Workers workers) {
        List<Callable<IndexCosts>> parts = new ArrayList<>();
        parts.add(IndexCosts::new);
        for (Block block : blocks.blocks()) {
            parts.add(() -> IndexCosts.of(block));
        }
        IndexCosts sum = new IndexCosts();
        workers.run(parts).forEach(sum::merge);
        return sum;
    }

    private AnalyzeReport report(BlockSet blocks) {
        boolean anySample = collected.samples > 0;
        BlockFiles files = entries.stream().map(DataDirectory.Entry::files).reduce(BlockFiles.NONE, BlockFiles::plus);
        IndexFile.SectionSizes index = blocks.blocks().stream()
                .map(block -> block.index().sectionSizes())
                .reduce(IndexFile.SectionSizes.NONE, IndexFile.SectionSizes::plus);
        return new AnalyzeReport(
                AnalyzeReport.SCHEMA_VERSION,
                request.path().toString(),
                anySample ? collected.dataStart : null,
                anySample ? collected.dataEnd : null,
                blockRows(),
                directory.ignored().stream()
                        .map(ignored -> new IgnoredRow(
                                ignored.path().getFileName().toString(), ignored.detail(), ignored.bytes()))
                        .toList(),
                damaged.stream()
                        .map(e -> new DamageRow(e.file(), e.offset(), e.getMessage()))
                        .toList(),
                request.selectors().stream().map(Selector::toString).toList(),
                leftOut(),
                new Series(collected.series, collected.indexedSeries),
                bytesPerSample(files),
                disk(files),
                index,
                cardinality(),
                labels(),
                metrics(collected.metrics),
                metrics(collected.jobs),
                request.by().isEmpty() ? List.of() : groups(),
                chunks());
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

    private List<String> leftOut() {
        return directory.live().stream().map(DataDirectory.LiveData::directory).toList();
    }

    private BytesPerSample bytesPerSample(BlockFiles files) {
        long stored = Arrays.stream(collected.blocks.samples).sum();
        boolean whole = request.selectors().isEmpty();
        return new BytesPerSample(
                collected.samples,
                collected.histogramSamples,
                collected.deletedSamples,
                ratio(collected.chunkBytes, stored),
                whole ? ratio(files.total(), stored) : null);
    }

    private Disk disk(BlockFiles files) {
        long inChunks = Arrays.stream(collected.blocks.chunkBytes).sum();
        long ignored = directory.ignored().stream()
                .mapToLong(DataDirectory.Ignored::bytes)
                .sum();
        return new Disk(Bytes.of(files), files.chunks() - inChunks, new Reclaimable(ignored, collected.deletedBytes));
    }

    private Cardinality cardinality() {
        CardinalityCollector pairs = collected.cardinality;
        Map<Integer, NameTotals> names = names(pairs);
        List<NameTotals> nameList = List.copyOf(names.values());
        int metric = symbols.find("__name__");
        int[] metrics = java.util.stream.IntStream.range(0, pairs.pairCount())
                .filter(pair -> pairs.name(pair) == metric)
                .toArray();
        return new Cardinality(
                nameList.size(),
                pairs.pairCount(),
                pairs.entries(),
                rankedPairs(pairs, pair -> covers(pairs.uncovered(pair))),
                rankedNames(nameList, name -> covers(name.uncovered)),
                rankedPairs(pairs, pairs::series),
                rankedNames(nameList, name -> name.valueBytes),
                rankedNames(nameList, name -> name.values),
                Top.of(
                                metrics.length,
                                request.limit(),
                                i -> pairs.series(metrics[i]),
                                Comparator.comparingInt(i -> pairs.value(metrics[i])))
                        .stream()
                        .map(i -> new Ranked(symbols.text(pairs.value(metrics[i])), pairs.series(metrics[i])))
                        .toList());
    }

    /// Uncovered time as promtool puts it: in lengths of the whole range.
    private long covers(long uncovered) {
        long duration = collected.cardinality.duration();
        return duration == 0 ? 0 : (long) ((double) uncovered / (double) duration);
    }

    private List<Ranked> rankedPairs(CardinalityCollector pairs, IntToLongFunction value) {
        Comparator<Integer> byText =
                Comparator.<Integer>comparingInt(pairs::name).thenComparingInt(pairs::value);
        return Top.of(pairs.pairCount(), request.limit(), value, byText).stream()
                .map(pair -> new Ranked(
                        symbols.text(pairs.name(pair)) + "=" + symbols.text(pairs.value(pair)),
                        value.applyAsLong(pair)))
                .toList();
    }

    private List<Ranked> rankedNames(List<NameTotals> names, java.util.function.ToLongFunction<NameTotals> value) {
        return Top.of(names.size(), request.limit(), i -> value.applyAsLong(names.get(i)), Comparator.naturalOrder())
                .stream()
                .map(i -> new Ranked(symbols.text(names.get(i).name), value.applyAsLong(names.get(i))))
                .toList();
    }

    /// What the pairs of a label name add up to.
    private static final class NameTotals {
        final int name;
        long values;
        long valueBytes;
        long series;
        long uncovered;
        long chunkBytes;

        NameTotals(int name) {
            this.name = name;
        }
    }

    /// By name's symbol id, in the order of the names.
    private Map<Integer, NameTotals> names(CardinalityCollector pairs) {
        Map<Integer, NameTotals> names = new TreeMap<>();
        for (int pair = 0; pair < pairs.pairCount(); pair++) {
            NameTotals name = names.computeIfAbsent(pairs.name(pair), NameTotals::new);
            name.values++;
            name.valueBytes += symbols.length(pairs.value(pair));
            name.series += pairs.series(pair);
            name.uncovered += pairs.uncovered(pair);
            name.chunkBytes += pairs.chunkBytes(pair);
        }
        return names;
    }

    private List<LabelRow> labels() {
        List<LabelRow> rows = new ArrayList<>();
        for (NameTotals name : names(collected.cardinality).values()) {
            String text = symbols.text(name.name);
            IndexCosts.Cost cost = costs == null ? null : costs.of(text);
            rows.add(new LabelRow(
                    text,
                    name.values,
                    name.valueBytes,
                    name.series,
                    name.chunkBytes,
                    cost == null ? null : cost.postingsBytes,
                    cost == null ? null : cost.offsetTableBytes,
                    cost == null ? null : cost.symbolBytes));
        }
        rows.sort(Comparator.comparingLong(ReportMaker::indexBytes)
                .thenComparingLong(LabelRow::valueBytes)
                .reversed()
                .thenComparing(LabelRow::name));
        return limited(rows);
    }

    private static long indexBytes(LabelRow row) {
        return row.postingsBytes() == null ? 0 : row.postingsBytes() + row.offsetTableBytes() + row.symbolBytes();
    }

    private List<MetricRow> metrics(GroupCollector groups) {
        return largest(groups, Comparator.comparingInt(i -> groups.value(i, 0))).stream()
                .map(i -> new MetricRow(
                        text(groups.value(i, 0)),
                        groups.series(i),
                        groups.samples(i),
                        groups.chunkBytes(i),
                        ratio(groups.chunkBytes(i), groups.samples(i)),
                        share(groups.chunkBytes(i))))
                .toList();
    }

    private List<GroupRow> groups() {
        GroupCollector groups = collected.groups;
        Comparator<Integer> ties = (left, right) -> {
            for (int n = 0; n < request.by().size(); n++) {
                if (groups.value(left, n) != groups.value(right, n)) {
                    return Integer.compare(groups.value(left, n), groups.value(right, n));
                }
            }
            return 0;
        };
        List<GroupRow> rows = new ArrayList<>();
        for (int i : largest(groups, ties)) {
            Map<String, String> labels = new LinkedHashMap<>();
            for (int n = 0; n < request.by().size(); n++) {
                if (groups.value(i, n) != GroupTable.ABSENT) {
                    labels.put(request.by().get(n), symbols.text(groups.value(i, n)));
                }
            }
            rows.add(new GroupRow(
                    labels,
                    groups.series(i),
                    groups.samples(i),
                    groups.chunkBytes(i),
                    ratio(groups.chunkBytes(i), groups.samples(i)),
                    share(groups.chunkBytes(i))));
        }
        return rows;
    }

    private List<Integer> largest(GroupCollector groups, Comparator<Integer> ties) {
        return Top.of(groups.size(), request.limit(), groups::chunkBytes, ties);
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

    private String text(int symbol) {
        return symbol == GroupTable.ABSENT ? "" : symbols.text(symbol);
    }

    private <T> List<T> limited(List<T> rows) {
        return request.limit() == 0 || rows.size() <= request.limit() ? rows : rows.subList(0, request.limit());
    }

    private double share(long chunkBytes) {
        return collected.chunkBytes == 0 ? 0 : (double) chunkBytes / collected.chunkBytes;
    }

    private static Double ratio(long part, long whole) {
        return whole == 0 ? null : (double) part / whole;
    }
}
