package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import java.util.Arrays;
import java.util.List;

/// Sums up the series that share the values of some labels: per metric, per job, per combination of labels the user
/// asked for. Groups are numbered from 0.
final class GroupCollector {
    /// A number for each group.
    static final class Sums {
        private long[] values = new long[256];

        long of(int group) {
            return group < values.length ? values[group] : 0;
        }

        private void add(int group, long value) {
            if (group >= values.length) {
                values = Arrays.copyOf(values, Math.max(2 * values.length, group + 1));
            }
            values[group] += value;
        }
    }

    /// Series with a sample in the range.
    final Sums series = new Sums();

    final Sums active = new Sums();
    final Sums added = new Sums();
    final Sums removed = new Sums();
    final Sums samples = new Sums();
    final Sums windowSamples = new Sums();

    /// Samples in the blocks' chunks, repeated and deleted ones too: what the chunk bytes are for.
    final Sums storedSamples = new Sums();

    final Sums chunkBytes = new Sums();

    private final List<Sums> all =
            List.of(series, active, added, removed, samples, windowSamples, storedSamples, chunkBytes);

    private final GroupTable groups;

    /// @param names the labels, as symbol ids; -1 for a name that no series has
    GroupCollector(int... names) {
        groups = new GroupTable(names);
    }

    /// @param traits what is known of the series besides its counts
    void add(SeriesView view, SeriesTraits traits) {
        if (view.samples() == 0 && view.chunkBytes() == 0) {
            // Nothing of it lies in the range: a group of such series would be a row of zeros.
            return;
        }
        int group = groups.number(view.labels(), view.labelsLength());
        if (view.samples() > 0) {
            series.add(group, 1);
            (traits.active() ? active : removed).add(group, 1);
            added.add(group, traits.added() ? 1 : 0);
        }
        samples.add(group, view.samples());
        windowSamples.add(group, view.windowSamples());
        storedSamples.add(group, traits.storedSamples());
        chunkBytes.add(group, view.chunkBytes());
    }

    void merge(GroupCollector other) {
        for (int i = 0; i < other.groups.size(); i++) {
            int group = groups.number(other.groups, i);
            for (int sums = 0; sums < all.size(); sums++) {
                all.get(sums).add(group, other.all.get(sums).of(i));
            }
        }
    }

    int size() {
        return groups.size();
    }

    /// The group's value of its n-th label, as symbol id, or [GroupTable#ABSENT] when its series lack the label.
    int value(int group, int n) {
        return groups.value(group, n);
    }
}
