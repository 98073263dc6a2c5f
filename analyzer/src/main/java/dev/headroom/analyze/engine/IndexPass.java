package dev.headroom.analyze.engine;

import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.SeriesSource;
import java.util.List;
import java.util.function.Supplier;

/// One pass over all distinct series of blocks, in the order of their labels, that reads their indexes: a
/// [SeriesPass] for questions that samples are not needed for.
public final class IndexPass {
    /// Series that are collected by one call, see [SeriesPass].
    private static final int FEW = 32;

    private final Sources sources;
    private final TimeRange range;
    private final Span span;
    private final Progress progress;

    /// @param sources blocks, without a head and without rules
    /// @param range the samples that count
    public IndexPass(Sources sources, TimeRange range, Span span, Progress progress) {
        this.sources = sources;
        this.range = range;
        this.span = span;
        this.progress = progress;
    }

    /// Runs the pass.
    ///
    /// @param create makes an empty collector; each thread has one
    /// @param alongside what else is to be done, by whichever thread is free
    /// @return one collector that has seen every series
    public <C extends IndexCollector<C>> C run(Workers workers, Supplier<C> create, List<Runnable> alongside) {
        RangeRun run = new RangeRun(sources, workers, false);
        List<C> collectors = run.run(create, (collector, part) -> collect(run.ranges(), part, collector), alongside);
        C first = collectors.getFirst();
        collectors.subList(1, collectors.size()).forEach(first::merge);
        return first;
    }

    private <C extends IndexCollector<C>> void collect(Parts ranges, int part, C collector) {
        MergedSeries<SeriesSource> merged = ranges.merge(part, DamageHandler.THROW);
        IndexedSeries series = new IndexedSeries(ranges, range, span);
        Progress.Counter counter = progress.counter();
        while (collectSome(merged, series, collector, counter)) {
            // Until there are no more.
        }
        counter.flush();
    }

    /// Tells the collector of the next few series; false when there are no more.
    private static <C extends IndexCollector<C>> boolean collectSome(
            MergedSeries<SeriesSource> merged, IndexedSeries series, C collector, Progress.Counter counter) {
        int count = 0;
        while (count < FEW && merged.next()) {
            series.load(merged);
            collector.add(series);
            count++;
        }
        counter.add(count);
        return count == FEW;
    }
}
