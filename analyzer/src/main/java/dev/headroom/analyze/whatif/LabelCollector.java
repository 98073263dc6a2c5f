package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.LabelHash;
import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.write.relabel.LabelLists;
import java.util.Arrays;

/// Keeps every series of a pass with its labels: eight bytes for each label, and 53 more.
final class LabelCollector implements SeriesCollector<LabelCollector> {
    private final boolean isNow;
    private final int empty;

    private final SeriesTable table;
    private final SeriesTable.Counts counts = new SeriesTable.Counts();
    private final LabelLists labels = new LabelLists();
    private int[] handles;
    private long[] chunkBytes;
    private long[] samples;
    private long allSamples;
    private int[] current = new int[64];

    /// One of those of all workers: it has room for its share of the series, so that hardly an array has to grow.
    LabelCollector(Survey survey, Workers workers) {
        isNow = survey.span().isNow();
        empty = survey.sources().symbols().find("");
        int share = (int) (survey.sources().seriesEstimate() / workers.threads() * 17 / 16) + 64;
        table = new SeriesTable(share);
        handles = new int[share];
        chunkBytes = new long[share];
        samples = new long[share];
    }

    @Override
    public void add(SeriesView view) {
        byte flags = SeriesTable.flags(view, isNow);
        if (flags == 0) {
            return;
        }
        counts.add(flags);
        allSamples += view.samples();
        if (current.length < view.labelsLength()) {
            current = new int[2 * view.labelsLength()];
        }
        int length = 0;
        long hash = 0;
        for (int i = 0; i < view.labelsLength(); i += 2) {
            int name = view.labels()[i];
            int value = view.labels()[i + 1];
            // An empty value counts as none.
            if (value != empty) {
                current[length++] = name;
                current[length++] = value;
                hash += LabelHash.of(name, value);
            }
        }
        if (table.count() == handles.length) {
            reserve(2 * handles.length);
        }
        handles[table.count()] = labels.add(current, length);
        chunkBytes[table.count()] = view.chunkBytes();
        samples[table.count()] = view.samples();
        table.add(view, flags, hash);
    }

    private void reserve(int length) {
        handles = Arrays.copyOf(handles, length);
        chunkBytes = Arrays.copyOf(chunkBytes, length);
        samples = Arrays.copyOf(samples, length);
    }

    @Override
    public void merge(LabelCollector other) {
        counts.add(other.counts);
        allSamples += other.allSamples;
        int known = table.count();
        reserve(Math.max(1, known + other.table.count()));
        int raise = labels.addAll(other.labels);
        for (int i = 0; i < other.table.count(); i++) {
            handles[known + i] = other.handles[i] + raise;
            chunkBytes[known + i] = other.chunkBytes[i];
            samples[known + i] = other.samples[i];
        }
        table.addAll(other.table);
    }

    SeriesTable table() {
        return table;
    }

    SeriesTable.Counts counts() {
        return counts;
    }

    /// Samples of all series.
    long samples() {
        return allSamples;
    }

    long samples(int series) {
        return samples[series];
    }

    /// Names and values of a series' labels together.
    int length(int series) {
        return labels.length(handles[series]);
    }

    /// A name, or behind it its value.
    int label(int series, int i) {
        return labels.get(handles[series], i);
    }

    long chunkBytes(int series) {
        return chunkBytes[series];
    }

    /// The value of a label, or -1.
    int value(int series, int name) {
        for (int i = 0; i < length(series); i += 2) {
            if (label(series, i) == name) {
                return label(series, i + 1);
            }
        }
        return -1;
    }
}
