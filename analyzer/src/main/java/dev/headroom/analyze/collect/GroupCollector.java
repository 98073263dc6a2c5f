package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.IndexedSeries;
import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.analyze.report.Counts;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /// Counts a series, unless nothing of it lies in the range: a group of such series would be a row of zeros.
    void add(SeriesView view) {
        groups.moveOn(view.changedFrom());
        if (view.samples() > 0 || view.chunkBytes() > 0) {
            count(view.labels(), view.labelsLength());
        }
    }

    /// Counts a series, unless it has no sample in the range.
    void add(IndexedSeries series) {
        groups.moveOn(series.changedFrom());
        if (series.hasSamples()) {
            count(series.labels(), series.labelsLength());
        }
    }

    private void count(int[] labels, int length) {
        int group = groups.number(labels, length);
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

    /// The group's value of its n-th label; empty when its series lack the label.
    String text(int group, int n, MergedSymbols symbols) {
        int value = value(group, n);
        return value == GroupTable.ABSENT ? "" : symbols.text(value);
    }

    /// The group's labels that its series have.
    ///
    /// @param names of the labels that the groups are made by
    Map<String, String> labels(int group, List<String> names, MergedSymbols symbols) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int n = 0; n < names.size(); n++) {
            if (value(group, n) != GroupTable.ABSENT) {
                labels.put(names.get(n), text(group, n, symbols));
            }
        }
        return labels;
    }

    /// The order of groups by the values of their labels.
    int compareValues(int left, int right) {
        for (int n = 0; n < groups.labels(); n++) {
            if (value(left, n) != value(right, n)) {
                return Integer.compare(value(left, n), value(right, n));
            }
        }
        return 0;
    }
}
