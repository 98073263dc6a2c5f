package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.analyze.engine.Span;

/// The collectors of the analyze report, side by side over one pass.
final class Collectors implements SeriesCollector<Collectors> {
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
    long series;
    long headSeries;
    long activeSeries;
    long goneSeries;
    long addedSeries;
    long samples;
    long histogramSamples;
    long windowSamples;
    long deletedSamples;
    long deletedBytes;
    long chunkBytes;
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
        metrics = new GroupCollector(metric);
        jobs = new GroupCollector(job);
        groups = new GroupCollector(by);
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
            series++;
            activeSeries += traits.active() ? 1 : 0;
            goneSeries += traits.gone() ? 1 : 0;
            addedSeries += traits.added() ? 1 : 0;
            dataStart = Math.min(dataStart, view.firstTime());
            dataEnd = Math.max(dataEnd, view.lastTime());
        }
        samples += view.samples();
        histogramSamples += view.histogramSamples();
        windowSamples += view.windowSamples();
        deletedSamples += view.deletedSamples();
        deletedBytes += view.deletedBytes();
        chunkBytes += view.chunkBytes();
        cardinality.add(view, traits);
        metrics.add(view, traits);
        jobs.add(view, traits);
        if (grouped) {
            groups.add(view, traits);
        }
        intervals.add(view);
        timeline.add(view, traits);
        blocks.add(view);
        chunks.add(view);
    }

    @Override
    public void merge(Collectors other) {
        indexedSeries += other.indexedSeries;
        series += other.series;
        headSeries += other.headSeries;
        activeSeries += other.activeSeries;
        goneSeries += other.goneSeries;
        addedSeries += other.addedSeries;
        samples += other.samples;
        histogramSamples += other.histogramSamples;
        windowSamples += other.windowSamples;
        deletedSamples += other.deletedSamples;
        deletedBytes += other.deletedBytes;
        chunkBytes += other.chunkBytes;
        dataStart = Math.min(dataStart, other.dataStart);
        dataEnd = Math.max(dataEnd, other.dataEnd);
        cardinality.merge(other.cardinality);
        metrics.merge(other.metrics);
        jobs.merge(other.jobs);
        groups.merge(other.groups);
        blocks.merge(other.blocks);
        chunks.merge(other.chunks);
        intervals.merge(other.intervals);
        timeline.merge(other.timeline);
    }
}
