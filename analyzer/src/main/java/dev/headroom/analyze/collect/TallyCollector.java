package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;

/// Adds up series by some lists of labels and, if that is wanted, by all label pairs.
final class TallyCollector implements SeriesCollector<TallyCollector> {
    final GroupCollector total;
    final GroupCollector[] groups;

    /// `null` when they are not wanted.
    final PairSums pairs;

    private final SeriesTotals totals = new SeriesTotals();
    private final SeriesTraits traits;

    /// @param names the lists of labels, as symbol ids
    TallyCollector(int[][] names, boolean wantsPairs, boolean isNow) {
        total = new GroupCollector(totals);
        groups = new GroupCollector[names.length];
        for (int i = 0; i < names.length; i++) {
            groups[i] = new GroupCollector(totals, names[i]);
        }
        pairs = wantsPairs ? new PairSums() : null;
        traits = new SeriesTraits(isNow);
    }

    @Override
    public void add(SeriesView view) {
        traits.load(view);
        total.add(view);
        for (GroupCollector group : groups) {
            group.add(view);
        }
        totals.add(view, traits);
        if (pairs != null && view.samples() > 0) {
            pairs.add(view, traits);
        }
    }

    @Override
    public void merge(TallyCollector other) {
        total.merge(other.total);
        for (int i = 0; i < groups.length; i++) {
            groups[i].merge(other.groups[i]);
        }
        totals.merge(other.totals);
        if (pairs != null) {
            pairs.merge(other.pairs);
        }
    }
}
