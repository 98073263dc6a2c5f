package dev.headroom.analyze.engine;

import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.SeriesSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// One pass over all distinct series, in the order of their labels, in as many ranges of labels as there are
/// threads.
public final class SeriesPass {
    private final Sources sources;
    private final TimeRange range;
    private final Span span;
    private final Progress progress;

    /// @param range the samples that count
    public SeriesPass(Sources sources, TimeRange range, Span span, Progress progress) {
        this.sources = sources;
        this.range = range;
        this.span = span;
        this.progress = progress;
    }

    /// Runs the pass.
    ///
    /// @param create makes an empty collector
    /// @return one collector that has seen every series
    public <C extends SeriesCollector<C>> C run(Workers workers, Supplier<C> create) {
        Parts ranges = new Parts(sources, workers.threads());
        List<Callable<C>> parts = new ArrayList<>();
        for (int i = 0; i < ranges.count(); i++) {
            int part = i;
            parts.add(() -> collect(ranges, part, create.get()));
        }
        List<C> collectors = workers.run(parts);
        C first = collectors.getFirst();
        collectors.stream().skip(1).forEach(first::merge);
        return first;
    }

    private <C extends SeriesCollector<C>> C collect(Parts ranges, int part, C collector) {
        MergedSeries<SeriesSource> merged = ranges.merge(part, DamageHandler.THROW);
        HeadFacts head = sources.head().map(Sources.Head::facts).orElse(null);
        SeriesView view = new SeriesView(merged, ranges.readers(), head, range, span, DamageHandler.THROW);
        Progress.Counter counter = progress.counter();
        while (merged.next()) {
            view.load();
            collector.add(view);
            counter.increment();
        }
        counter.flush();
        return collector;
    }
}
