package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SeriesPass;
import dev.headroom.analyze.engine.Sources;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.analyze.report.Counts;
import dev.headroom.analyze.report.Tally;
import dev.headroom.analyze.report.Tally.LabelCounts;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes tallies of what is open: each is a pass over the chosen series.
public final class TallyMaker {
    private final Survey survey;
    private final TimeRange range;
    private final Workers workers;
    private final Progress progress;

    /// @param range the samples that count
    public TallyMaker(Survey survey, TimeRange range, Workers workers, Progress progress) {
        this.survey = survey;
        this.range = range;
        this.workers = workers;
        this.progress = progress;
    }

    /// A label pair and what the series that carry it add up to.
    public interface PairVisitor {
        void pair(String name, String value, long series, long samples, long chunkBytes, long added);
    }

    /// Adds up the series that any of the selectors chooses; all of them when there are none.
    ///
    /// @param by lists of labels to group by
    /// @param wantsLabels whether label names are counted
    /// @throws dev.headroom.tsdb.CorruptionException when a block turns out to be damaged
    public Tally make(List<Selector> selectors, List<List<String>> by, boolean wantsLabels) {
        TallyCollector collected = collect(selectors, by, wantsLabels);
        return tally(collected, by);
    }

    /// Adds up all series, and tells the visitor the label pairs.
    public Tally make(List<Selector> selectors, PairVisitor visitor) {
        TallyCollector collected = collect(selectors, List.of(), true);
        MergedSymbols symbols = survey.sources().symbols();
        Map<Integer, String> names = new LinkedHashMap<>();
        PairSums pairs = collected.pairs;
        for (int i = 0; i < pairs.size(); i++) {
            visitor.pair(
                    names.computeIfAbsent(pairs.name(i), symbols::text),
                    symbols.text(pairs.value(i)),
                    pairs.series(i),
                    pairs.samples(i),
                    pairs.chunkBytes(i),
                    pairs.added(i));
        }
        return tally(collected, List.of());
    }

    private TallyCollector collect(List<Selector> selectors, List<List<String>> by, boolean wantsPairs) {
        Sources sources = survey.select(selectors);
        MergedSymbols symbols = sources.symbols();
        int[][] names = by.stream()
                .map(list -> list.stream().mapToInt(symbols::find).toArray())
                .toArray(int[][]::new);
        progress.start("series", sources.seriesEstimate());
        return new SeriesPass(sources, range, survey.span(), progress)
                .run(
                        workers,
                        () -> new TallyCollector(
                                names, wantsPairs, survey.span().isNow()),
                        List.of());
    }

    private Tally tally(TallyCollector collected, List<List<String>> by) {
        List<Map<List<String>, Counts>> groups = new ArrayList<>();
        for (int i = 0; i < by.size(); i++) {
            groups.add(groups(collected.groups[i], by.get(i).size()));
        }
        return new Tally(
                collected.total.size() == 0 ? Counts.NONE : collected.total.counts(0),
                groups,
                collected.pairs == null ? Map.of() : labels(collected.pairs),
                survey.span().millis() / 3_600_000.0,
                survey.span().windowMillis() / 1000.0,
                survey.span().isNow());
    }

    private Map<List<String>, Counts> groups(GroupCollector groups, int labels) {
        Map<List<String>, Counts> counts = new LinkedHashMap<>();
        for (int group = 0; group < groups.size(); group++) {
            List<String> values = new ArrayList<>();
            for (int n = 0; n < labels; n++) {
                int value = groups.value(group, n);
                values.add(
                        value == GroupTable.ABSENT
                                ? ""
                                : survey.sources().symbols().text(value));
            }
            counts.merge(values, groups.counts(group), Counts::plus);
        }
        return counts;
    }

    private Map<String, LabelCounts> labels(PairSums pairs) {
        Map<String, LabelCounts> labels = new LinkedHashMap<>();
        Map<Integer, String> names = new LinkedHashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            Counts counts = new Counts(pairs.series(i), 0, pairs.added(i), pairs.samples(i), 0, 0, pairs.chunkBytes(i));
            LabelCounts one = new LabelCounts(1, pairs.isNew(i) ? 1 : 0, counts);
            labels.merge(
                    names.computeIfAbsent(pairs.name(i), survey.sources().symbols()::text),
                    one,
                    (a, b) -> new LabelCounts(
                            a.values() + b.values(),
                            a.newValues() + b.newValues(),
                            a.series().plus(b.series())));
        }
        return labels;
    }
}
