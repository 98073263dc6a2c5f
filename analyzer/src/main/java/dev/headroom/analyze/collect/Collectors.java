package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.analyze.engine.Span;

/// The collectors of the analyze report, side by side over one pass.
final class Collectors implements SeriesCollector<Collectors> {
    final SeriesTotals totals = new SeriesTotals();
    final CardinalityCollector cardinality;
    final GroupCollector metrics;
    final GroupCollector jobs;
    final GroupCollector groups;
    final BlockTotals blocks;
    final ChunkCollector chunks = new ChunkCollector();
    final IntervalCollector intervals;
    final Timeline timeline;

    private final SeriesTraits traits;
    private final boolean grouped;

    long indexedSeries;
    long headSeries;
    long histogramSamples;
    long deletedSamples;
    long deletedBytes;
    long dataStart = Long.MAX_VALUE;
    long dataEnd = Long.MIN_VALUE;

    /// @param step of the timeline, milliseconds
    /// @param duration length of the range that a series can cover, milliseconds
    /// @param symbols number of symbol ids
    /// @param metric the symbol id of `__name__`
    /// @param job the symbol id of `job`
    /// @param by symbol ids of the labels to group by
    Collectors(Span span, long step, long duration, int blockCount, int symbols, int metric, int job, int... by) {
        cardinality = new CardinalityCollector(duration, symbols);
        metrics = new GroupCollector(totals, metric);
        jobs = new GroupCollector(totals, job);
        groups = new GroupCollector(totals, by);
        grouped = by.length > 0;
        blocks = new BlockTotals(blockCount);
        intervals = new IntervalCollector(job);
        timeline = new Timeline(span, step);
        traits = new SeriesTraits(span.isNow());
    }

    @Override
    public void add(SeriesView view) {
        traits.load(view);
        indexedSeries++;
        headSeries += view.inHead() ? 1 : 0;
        if (view.samples() > 0) {
            dataStart = Math.min(dataStart, view.firstTime());
            dataEnd = Math.max(dataEnd, view.lastTime());
        }
        histogramSamples += view.histogramSamples();
        deletedSamples += view.deletedSamples();
        deletedBytes += view.deletedBytes();
        cardinality.add(
                view.labels(),
                view.labelsLength(),
                view.changedFrom(),
                view.span(),
                view.chunkBytes(),
                traits.added(),
                view.samples() == 0);
        metrics.add(view);
        jobs.add(view);
        if (grouped) {
            groups.add(view);
        }
        totals.add(view, traits);
        intervals.add(view);
        timeline.add(view, traits);
        blocks.add(view);
        chunks.add(view);
    }

    @Override
    public void merge(Collectors other) {
        indexedSeries += other.indexedSeries;
        headSeries += other.headSeries;
        histogramSamples += other.histogramSamples;
        deletedSamples += other.deletedSamples;
        deletedBytes += other.deletedBytes;
        dataStart = Math.min(dataStart, other.dataStart);
        dataEnd = Math.max(dataEnd, other.dataEnd);
        cardinality.merge(other.cardinality);
        metrics.merge(other.metrics);
        jobs.merge(other.jobs);
        groups.merge(other.groups);
        totals.merge(other.totals);
        blocks.merge(other.blocks);
        chunks.merge(other.chunks);
        intervals.merge(other.intervals);
        timeline.merge(other.timeline);
    }
}
