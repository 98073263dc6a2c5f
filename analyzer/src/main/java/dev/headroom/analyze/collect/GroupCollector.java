package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.analyze.report.Counts;
import java.util.Arrays;

/// Sums up the series that share the values of some labels: per metric, per job, per combination of labels the
/// user asked for. Groups are numbered from 0.
final class GroupCollector {
    private static final int SERIES = 0;
    private static final int ACTIVE = 1;
    private static final int ADDED = 2;
    private static final int REMOVED = 3;
    private static final int SAMPLES = 4;
    private static final int WINDOW_SAMPLES = 5;
    private static final int STORED_SAMPLES = 6;
    private static final int CHUNK_BYTES = 7;
    private static final int SUMS = 8;

    /// One sum of every group.
    final class Sums {
        private final int sum;

        private Sums(int sum) {
            this.sum = sum;
        }

        long of(int group) {
            return sums[group * SUMS + sum];
        }
    }

    /// Series with a sample in the range.
    final Sums series = new Sums(SERIES);

    final Sums active = new Sums(ACTIVE);
    final Sums added = new Sums(ADDED);
    final Sums removed = new Sums(REMOVED);
    final Sums samples = new Sums(SAMPLES);
    final Sums windowSamples = new Sums(WINDOW_SAMPLES);

    /// Samples in the blocks' chunks, repeated and deleted ones too: what the chunk bytes are for.
    final Sums storedSamples = new Sums(STORED_SAMPLES);

    final Sums chunkBytes = new Sums(CHUNK_BYTES);

    /// The sums of the first group, then those of the second: a group's lie in one place.
    private long[] sums = new long[256 * SUMS];

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
        int at = place(groups.number(view.labels(), view.labelsLength()));
        long[] of = sums;
        if (view.samples() > 0) {
            of[at + SERIES]++;
            of[at + ACTIVE] += traits.active() ? 1 : 0;
            of[at + REMOVED] += traits.removed() ? 1 : 0;
            of[at + ADDED] += traits.added() ? 1 : 0;
        }
        of[at + SAMPLES] += view.samples();
        of[at + WINDOW_SAMPLES] += view.windowSamples();
        of[at + STORED_SAMPLES] += traits.storedSamples();
        of[at + CHUNK_BYTES] += view.chunkBytes();
    }

    void merge(GroupCollector other) {
        for (int i = 0; i < other.groups.size(); i++) {
            int at = place(groups.number(other.groups, i));
            for (int sum = 0; sum < SUMS; sum++) {
                sums[at + sum] += other.sums[i * SUMS + sum];
            }
        }
    }

    /// Where the sums of a group begin.
    private int place(int group) {
        int at = group * SUMS;
        if (at == sums.length) {
            sums = Arrays.copyOf(sums, 2 * at);
        }
        return at;
    }

    /// All numbers of a group.
    Counts counts(int group) {
        return new Counts(
                series.of(group),
                active.of(group),
                added.of(group),
                samples.of(group),
                windowSamples.of(group),
                storedSamples.of(group),
                chunkBytes.of(group));
    }

    int size() {
        return groups.size();
    }

    /// The group's value of its n-th label, as symbol id, or [GroupTable#ABSENT] when its series lack the
    /// label.
    int value(int group, int n) {
        return groups.value(group, n);
    }
}
