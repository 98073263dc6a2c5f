package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.analyze.report.Counts;
import java.util.Arrays;

/// Sums up the series that share the values of some labels: per metric, per job, per combination of labels the
/// user asked for. Groups are numbered from 0.
final class GroupCollector {
    /// One sum of every group.
    final class Sums {
        private final int sum;

        private Sums(int sum) {
            this.sum = sum;
        }

        long of(int group) {
            endRun();
            return sums[group * SeriesTotals.COUNT + sum];
        }
    }

    final Sums series = new Sums(SeriesTotals.SERIES);
    final Sums active = new Sums(SeriesTotals.ACTIVE);
    final Sums added = new Sums(SeriesTotals.ADDED);
    final Sums removed = new Sums(SeriesTotals.REMOVED);
    final Sums samples = new Sums(SeriesTotals.SAMPLES);
    final Sums windowSamples = new Sums(SeriesTotals.WINDOW_SAMPLES);
    final Sums storedSamples = new Sums(SeriesTotals.STORED_SAMPLES);
    final Sums chunkBytes = new Sums(SeriesTotals.CHUNK_BYTES);

    /// The sums of the first group, then those of the second: a group's lie in one place.
    private long[] sums = new long[256 * SeriesTotals.COUNT];

    private final GroupTable groups;

    private final SeriesTotals totals;

    /// The group of the series that were seen last, -1 when all of them are in the sums; and the totals without
    /// them.
    private int running = -1;

    private final long[] before = new long[SeriesTotals.COUNT];

    /// @param totals are told of each series right after this collector is
    /// @param names the labels, as symbol ids; -1 for a name that no series has
    GroupCollector(SeriesTotals totals, int... names) {
        this.totals = totals;
        groups = new GroupTable(names);
    }

    void add(SeriesView view) {
        if (view.samples() == 0 && view.chunkBytes() == 0) {
            // Nothing of it lies in the range: a group of such series would be a row of zeros.
            return;
        }
        int group = groups.number(view.labels(), view.labelsLength());
        if (group != running) {
            endRun();
            totals.note(before);
            running = group;
        }
    }

    private void endRun() {
        if (running >= 0) {
            int at = place(running);
            totals.addGrowth(before, sums, at);
            running = -1;
        }
    }

    /// To be called before the totals are merged.
    void merge(GroupCollector other) {
        endRun();
        other.endRun();
        for (int i = 0; i < other.groups.size(); i++) {
            int at = place(groups.number(other.groups, i));
            for (int sum = 0; sum < SeriesTotals.COUNT; sum++) {
                sums[at + sum] += other.sums[i * SeriesTotals.COUNT + sum];
            }
        }
    }

    /// Where the sums of a group begin.
    private int place(int group) {
        int at = group * SeriesTotals.COUNT;
        if (at >= sums.length) {
            sums = Arrays.copyOf(sums, Math.max(2 * sums.length, at + SeriesTotals.COUNT));
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
