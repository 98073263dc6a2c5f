package dev.headroom.analyze;

import dev.headroom.analyze.collect.IndexReportMaker;
import dev.headroom.analyze.collect.ReportMaker;
import dev.headroom.analyze.engine.HeadFacts;
import dev.headroom.analyze.engine.HeadSelection;
import dev.headroom.analyze.engine.HeapShare;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SharedSeries;
import dev.headroom.analyze.engine.Sources;
import dev.headroom.analyze.engine.Span;
import dev.headroom.analyze.engine.SpanFinder;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.IndexReport;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.head.HeadTable;
import dev.headroom.tsdb.index.SeriesReferences;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.wal.WalDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A run over a data directory or one of its blocks: opens it, finds its times, counts its head, and puts a
/// question to what it found. That of `headroom analyze` is one pass over all series.
///
/// @param <T> the answer
///
/// A damaged block is left out, and the pass starts again without it, because its collectors have counted part
/// of the block already. A block that a running Prometheus has deleted makes the listing start again.
public final class Analysis<T> {
    private final AnalyzeRequest request;
    private final Question<T> question;
    private final Progress progress;

    private Analysis(AnalyzeRequest request, Question<T> question, Progress progress) {
        this.request = request;
        this.question = question;
        this.progress = progress;
    }

    /// What is asked of the data.
    public interface Question<T> {
        /// @throws CorruptionException when a block turns out to be damaged; the question is then put again
        /// without it
        T answer(Survey survey, Workers workers) throws IOException;
    }

    /// Runs the analysis.
    ///
    /// @throws dev.headroom.tsdb.DataDirectoryException when the path is nothing that can be analyzed
    /// @throws CorruptionException when data is damaged and the request is strict
    public static AnalyzeReport run(AnalyzeRequest request, Progress progress) throws IOException {
        return run(request, (survey, workers) -> new ReportMaker(request, survey).make(workers, progress), progress);
    }

    /// Runs an analysis that reads no chunks but where tombstones or the range cut through them.
    ///
    /// @param request without the head
    /// @throws dev.headroom.tsdb.DataDirectoryException when the path is nothing that can be analyzed
    /// @throws CorruptionException when data is damaged and the request is strict
    public static IndexReport ofIndexes(AnalyzeRequest request, Progress progress) throws IOException {
        return run(
                request, (survey, workers) -> new IndexReportMaker(request, survey).make(workers, progress), progress);
    }

    /// Puts another question than that of `headroom analyze`; it makes its passes itself.
    ///
    /// @throws dev.headroom.tsdb.DataDirectoryException when the path is nothing that can be analyzed
    /// @throws CorruptionException when data is damaged and the request is strict
    public static <T> T run(AnalyzeRequest request, Question<T> question, Progress progress) throws IOException {
        return new Analysis<>(request, question, progress).run();
    }

    private T run() throws IOException {
        return Listings.retry(() -> analyze(Target.resolve(request.path(), request.block())));
    }

    private T analyze(DataDirectory directory) throws IOException {
        List<CorruptionException> damaged = new ArrayList<>(directory.damaged());
        if (request.strict() && !damaged.isEmpty()) {
            throw damaged.getFirst();
        }
        List<DataDirectory.Entry> healthy = new ArrayList<>(directory.blocks());
        long newestInLog = newestInLog(directory);
        while (true) {
            try (OpenedData opened = OpenedData.open(
                            directory,
                            healthy,
                            damaged,
                            request.head(),
                            HeadReader.minValidTime(directory.metas()),
                            span(newestInLog, newestInLog, true).windowStart(),
                            progress);
                    Workers workers = new Workers(threads(opened))) {
                return analyze(opened, newestInLog, workers);
            } catch (CorruptionException e) {
                if (request.strict() || !healthy.removeIf(entry -> holds(entry, e))) {
                    throw e;
                }
                damaged.add(e);
            }
        }
    }

    /// The newest sample of the log, looked up where it nearly always is.
    private long newestInLog(DataDirectory directory) throws IOException {
        if (!request.head() || directory.live().isEmpty()) {
            return Long.MIN_VALUE;
        }
        // Who reads the whole log reports what is wrong with it.
        Optional<WalDirectory> log = WalDirectory.listIfThere(directory.path().resolve("wal"), new ArrayList<>());
        return log.isEmpty() ? Long.MIN_VALUE : LogTail.newest(log.get().segments());
    }

    private int threads(OpenedData opened) {
        return HeapShare.threads(
                opened.blocks(), request.threads(), Runtime.getRuntime().maxMemory());
    }

    private T analyze(OpenedData opened, long newestInLog, Workers workers) throws IOException {
        SpanFinder blocks = new SpanFinder(opened.blocks(), TimeRange.ALL, workers);
        List<SeriesReferences> references = opened.select(request.selectors());
        if (opened.head().isPresent()) {
            return withHead(opened, references, blocks, newestInLog, workers);
        }
        MergedSymbols symbols = opened.mergeSymbols();
        Span span = opened.directory().isSingleBlock()
                ? spanOf(opened.directory().metas().getFirst())
                : span(blocks.oldest(Long.MAX_VALUE), blocks.newest(Long.MIN_VALUE), true);
        Sources sources = new Sources(opened.blocks(), references, Optional.empty(), symbols);
        return question.answer(
                new Survey(opened.directory(), opened.damaged(), opened.entries(), opened.head(), sources, span),
                workers);
    }

    /// Counts the head, which takes knowing the time of the newest sample; that is looked up where it nearly
    /// always is, and when it was elsewhere, the head is counted again.
    private T withHead(
            OpenedData opened, List<SeriesReferences> references, SpanFinder blocks, long newestInLog, Workers workers)
            throws IOException {
        HeadReader head = opened.head().orElseThrow();
        int seriesCount = head.index().seriesCount();
        Supplier<MergedSymbols> symbols = opened.mergeSymbolsBeside();
        SharedSeries shared = SharedSeries.find(opened.blocks(), head.index(), symbols);
        long newest = blocks.newest(newestInLog);
        while (true) {
            progress.start("step 2 of 3: samples in the log", opened.logBytes());
            Span guess = span(newest, newest, true);
            HeadFacts facts = new HeadFacts(seriesCount, request.range(), guess.windowStart(), shared);
            HeadTable table = head.count(facts);
            facts.complete(table);
            long oldestInHead = Long.MAX_VALUE;
            long newestInHead = Long.MIN_VALUE;
            for (int series = 0; series < seriesCount; series++) {
                oldestInHead = Math.min(oldestInHead, table.firstTime(series));
                newestInHead = Math.max(newestInHead, table.lastTime(series));
            }
            long found = blocks.newest(newestInHead);
            if (found != newest && request.at() == null) {
                newest = found;
                continue;
            }
            List<CorruptionException> damaged = new ArrayList<>(opened.damaged());
            damaged.addAll(head.damage());
            if (request.strict() && !head.damage().isEmpty()) {
                throw head.damage().getFirst();
            }
            Sources.Head part =
                    new Sources.Head(head.index(), HeadSelection.of(head.index(), request.selectors()), facts);
            Sources sources = new Sources(opened.blocks(), references, Optional.of(part), symbols.get());
            Span span = span(blocks.oldest(oldestInHead), newest, true);
            return question.answer(
                    new Survey(opened.directory(), damaged, opened.entries(), opened.head(), sources, span), workers);
        }
    }

    /// The span of an analysis of data between two times: what the user asked for, as far as there is data.
    ///
    /// @param isNow whether the newest data is there, which it is not in a single block
    private Span span(long oldest, long newest, boolean isNow) {
        long end =
                request.at() != null ? request.at() : Math.min(request.range().to(), newest);
        return new Span(Math.min(Math.max(request.range().from(), oldest), end), end, isNow);
    }

    /// A single block is judged by the range that it says it has, as `promtool tsdb analyze` does.
    private Span spanOf(BlockMeta meta) {
        return span(meta.minTime(), meta.maxTime() - 1, false);
    }

    private static boolean holds(DataDirectory.Entry entry, CorruptionException damage) {
        return damage.file() != null && java.nio.file.Path.of(damage.file()).startsWith(entry.path());
    }
}
