package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;

/// The collectors of the analyze report, side by side over one pass.
final class Collectors implements SeriesCollector<Collectors> {
    final CardinalityCollector cardinality;
    final GroupCollector metrics;
    final GroupCollector jobs;
    final GroupCollector groups;
    final BlockTotals blocks;
    final ChunkCollector chunks = new ChunkCollector();

    long indexedSeries;
    long series;
    long samples;
    long histogramSamples;
    long deletedSamples;
    long deletedBytes;
    long chunkBytes;
    long dataStart = Long.MAX_VALUE;
    long dataEnd = Long.MIN_VALUE;

    /// @param duration length of the range that a series can cover, milliseconds
    /// @param metric the symbol id of `__name__`
    /// @param job the symbol id of `job`
    /// @param by symbol ids of the labels to group by
    Collectors(long duration, int blockCount, int metric, int job, int... by) {
        cardinality = new CardinalityCollector(duration);
        metrics = new GroupCollector(metric);
        jobs = new GroupCollector(job);
        groups = new GroupCollector(by);
        blocks = new BlockTotals(blockCount);
    }

    @Override
    public void add(SeriesView view) {
        indexedSeries++;
        if (view.samples() > 0) {
            series++;
            dataStart = Math.min(dataStart, view.firstTime());
            dataEnd = Math.max(dataEnd, view.lastTime());
        }
        samples += view.samples();
        histogramSamples += view.histogramSamples();
        deletedSamples += view.deletedSamples();
        deletedBytes += view.deletedBytes();
        chunkBytes += view.chunkBytes();
        cardinality.add(view);
        metrics.add(view);
        jobs.add(view);
        groups.add(view);
        blocks.add(view);
        chunks.add(view);
    }

    @Override
    public void merge(Collectors other) {
        indexedSeries += other.indexedSeries;
        series += other.series;
        samples += other.samples;
        histogramSamples += other.histogramSamples;
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
    }
}
