package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.IndexCollector;
import dev.headroom.analyze.engine.IndexedSeries;

/// The collectors of a report from the indexes alone, side by side over one pass.
final class IndexCollectors implements IndexCollector<IndexCollectors> {
    final SeriesTotals totals = new SeriesTotals();
    final CardinalityCollector cardinality;
    final GroupCollector metrics;
    final GroupCollector jobs;
    final GroupCollector groups;
    final BlockTotals blocks;

    private final boolean grouped;

    long indexedSeries;
    long dataStart = Long.MAX_VALUE;
    long dataEnd = Long.MIN_VALUE;

    /// @param duration length of the range that a series can cover, milliseconds
    /// @param symbols number of symbol ids
    /// @param metric the symbol id of `__name__`
    /// @param job the symbol id of `job`
    /// @param by symbol ids of the labels to group by
    IndexCollectors(long duration, int blockCount, int symbols, int metric, int job, int... by) {
        cardinality = new CardinalityCollector(duration, symbols);
        metrics = new GroupCollector(totals, metric);
        jobs = new GroupCollector(totals, job);
        groups = new GroupCollector(totals, by);
        grouped = by.length > 0;
        blocks = new BlockTotals(blockCount);
    }

    @Override
    public void add(IndexedSeries series) {
        indexedSeries++;
        boolean counts = series.hasSamples();
        boolean added = series.isAdded();
        cardinality.add(series.labels(), series.labelsLength(), series.changedFrom(), series.span(), 0, added, !counts);
        metrics.add(series);
        jobs.add(series);
        if (grouped) {
            groups.add(series);
        }
        if (counts) {
            dataStart = Math.min(dataStart, series.firstTime());
            dataEnd = Math.max(dataEnd, series.lastTime());
            totals.add(added);
        }
        blocks.add(series);
    }

    @Override
    public void merge(IndexCollectors other) {
        indexedSeries += other.indexedSeries;
        dataStart = Math.min(dataStart, other.dataStart);
        dataEnd = Math.max(dataEnd, other.dataEnd);
        cardinality.merge(other.cardinality);
        metrics.merge(other.metrics);
        jobs.merge(other.jobs);
        groups.merge(other.groups);
        totals.merge(other.totals);
        blocks.merge(other.blocks);
    }
}
