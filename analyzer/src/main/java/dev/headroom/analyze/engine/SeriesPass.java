package dev.headroom.analyze.engine;

import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.SeriesSource;
import java.util.List;
import java.util.function.Supplier;

/// One pass over all distinct series, in the order of their labels, in ranges of labels that the threads take
/// one after the other.
public final class SeriesPass {
    /// Series that are collected by one call.
    private static final int FEW = 32;

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
    /// @param create makes an empty collector; each thread has one
    /// @param alongside what else is to be done, by whichever thread is free
    /// @return one collector that has seen every series
    public <C extends SeriesCollector<C>> C run(Workers workers, Supplier<C> create, List<Runnable> alongside) {
        RangeRun run = new RangeRun(sources, workers, true);
        List<Kept<C>> kept = run.run(
                () -> new Kept<>(create.get(), new Members()),
                (own, part) -> collect(run.ranges(), part, own.collector, own.members),
                alongside);
        C first = kept.getFirst().collector;
        Members members = kept.getFirst().members;
        for (Kept<C> other : kept.subList(1, kept.size())) {
            first.merge(other.collector);
            members.addAll(other.members);
        }
        if (members.isAny()) {
            join(run.ranges(), first, members);
        }
        return first;
    }

    /// What a thread keeps from range to range.
    ///
    /// @param members the series that rules make one with others
    private record Kept<C>(C collector, Members members) {}

    private <C extends SeriesCollector<C>> void collect(Parts ranges, int part, C collector, Members members) {
        MergedSeries<SeriesSource> merged = ranges.merge(part, DamageHandler.THROW);
        SeriesView view = view(ranges);
        Relabeling.Labels relabeled =
                sources.relabeling().map(Relabeling::labels).orElse(null);
        Progress.Counter counter = progress.counter();
        while (collectSome(merged, relabeled, members, view, collector, counter)) {
            // Until there are no more.
        }
        counter.flush();
    }

    /// Tells the collector of the next few series; false when there are no more. A few at a time: the JVM compiles
    /// soon what is called often, and late what goes round for long.
    ///
    /// @param relabeled the rules that the labels go through; `null` for none
    private static <C extends SeriesCollector<C>> boolean collectSome(
            MergedSeries<SeriesSource> merged,
            Relabeling.Labels relabeled,
            Members members,
            SeriesView view,
            C collector,
            Progress.Counter counter) {
        for (int i = 0; i < FEW; i++) {
            if (!merged.next()) {
                return false;
            }
            if (relabeled == null) {
                view.load(merged);
                collector.add(view);
            } else if (relabeled.keep(merged.labels(), merged.labelsLength())) {
                if (relabeled.group() >= 0) {
                    members.add(relabeled.group(), merged);
                } else {
                    view.load(merged, relabeled.labels(), relabeled.labelsLength());
                    collector.add(view);
                }
            }
            counter.increment();
        }
        return true;
    }

    private SeriesView view(Parts ranges) {
        HeadFacts head = sources.head().map(Sources.Head::facts).orElse(null);
        return new SeriesView(ranges.readers(), head, range, span, DamageHandler.THROW);
    }

    /// Tells the collector of the series that are put together of others.
    private <C extends SeriesCollector<C>> void join(Parts ranges, C collector, Members members) {
        Relabeling.Labels relabeled = sources.relabeling().orElseThrow().labels();
        SeriesView view = view(ranges);
        members.groups((from, to) -> {
            members.labels(sources, from, relabeled);
            view.begin(relabeled.labels(), relabeled.labelsLength());
            for (int i = from; i < to; i++) {
                members.addTo(view, sources, i);
            }
            view.finish();
            collector.add(view);
        });
    }
}
