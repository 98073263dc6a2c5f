package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.LabelHash;
import dev.headroom.analyze.engine.SeriesCollector;
import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.relabel.LabelLists;
import java.util.Arrays;

/// Keeps every series of a pass with its labels: eight bytes for each label, and 53 more.
final class LabelCollector implements SeriesCollector<LabelCollector> {
    private final boolean isNow;
    private final int empty;

    private final SeriesTable table = new SeriesTable();
    private final SeriesTable.Counts counts = new SeriesTable.Counts();
    private final LabelLists labels = new LabelLists();
    private int[] handles = new int[1 << 10];
    private long[] chunkBytes = new long[1 << 10];
    private long[] samples = new long[1 << 10];
    private long allSamples;
    private int[] current = new int[64];

    /// @param isNow whether it can be told which series are active
    LabelCollector(MergedSymbols symbols, boolean isNow) {
        this.isNow = isNow;
        empty = symbols.find("");
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
        reserve(1);
        handles[table.count()] = labels.add(current, length);
        chunkBytes[table.count()] = view.chunkBytes();
        samples[table.count()] = view.samples();
        table.add(view, flags, hash);
    }

    private void reserve(int more) {
        int needed = table.count() + more;
        if (needed > handles.length) {
            handles = Arrays.copyOf(handles, Math.max(2 * handles.length, needed));
            chunkBytes = Arrays.copyOf(chunkBytes, handles.length);
            samples = Arrays.copyOf(samples, handles.length);
        }
    }

    @Override
    public void merge(LabelCollector other) {
        counts.add(other.counts);
        allSamples += other.allSamples;
        int known = table.count();
        reserve(other.table.count());
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
