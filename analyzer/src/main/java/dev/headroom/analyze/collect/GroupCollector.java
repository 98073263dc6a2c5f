package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import java.util.Arrays;

/// Sums series, samples and bytes over the series that share the values of some labels: per metric, per job, per
/// combination of labels the user asked for. Series without a sample in the range do not count.
final class GroupCollector {
    private final GroupTable groups;
    private long[] series = new long[256];
    private long[] samples = new long[256];
    private long[] histogramSamples = new long[256];
    private long[] chunkBytes = new long[256];

    /// @param names the labels, as symbol ids; -1 for a name that no series has
    GroupCollector(int... names) {
        groups = new GroupTable(names);
    }

    void add(SeriesView view) {
        int group = groups.number(view.labels(), view.labelsLength());
        ensure(group);
        if (view.samples() > 0) {
            series[group]++;
        }
        samples[group] += view.samples();
        histogramSamples[group] += view.histogramSamples();
        chunkBytes[group] += view.chunkBytes();
    }

    void merge(GroupCollector other) {
        for (int i = 0; i < other.groups.size(); i++) {
            int group = groups.number(other.groups, i);
            ensure(group);
            series[group] += other.series[i];
            samples[group] += other.samples[i];
            histogramSamples[group] += other.histogramSamples[i];
            chunkBytes[group] += other.chunkBytes[i];
        }
    }

    int size() {
        return groups.size();
    }

    /// The group's value of its n-th label, as symbol id, or -1 when its series lack the label.
    int value(int group, int n) {
        return groups.value(group, n);
    }

    long series(int group) {
        return series[group];
    }

    long samples(int group) {
        return samples[group];
    }

    long histogramSamples(int group) {
        return histogramSamples[group];
    }

    long chunkBytes(int group) {
        return chunkBytes[group];
    }

    private void ensure(int group) {
        if (group >= series.length) {
            series = Arrays.copyOf(series, 2 * series.length);
            samples = Arrays.copyOf(samples, series.length);
            histogramSamples = Arrays.copyOf(histogramSamples, series.length);
            chunkBytes = Arrays.copyOf(chunkBytes, series.length);
        }
    }
}
