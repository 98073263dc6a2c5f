package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.tsdb.index.PairTable;
import java.util.Arrays;

/// Sums up, per label pair, the series that carry it: those with a sample in the range.
final class PairSums {
    private final PairTable pairs = new PairTable();
    private long[] series = new long[1 << 8];
    private long[] samples = new long[1 << 8];
    private long[] chunkBytes = new long[1 << 8];
    private long[] added = new long[1 << 8];

    void add(SeriesView view, SeriesTraits traits) {
        int[] labels = view.labels();
        for (int i = 0; i < view.labelsLength(); i += 2) {
            int pair = number(labels[i], labels[i + 1]);
            series[pair]++;
            samples[pair] += view.samples();
            chunkBytes[pair] += view.chunkBytes();
            added[pair] += traits.added() ? 1 : 0;
        }
    }

    void merge(PairSums other) {
        for (int i = 0; i < other.pairs.size(); i++) {
            int pair = number(other.pairs.name(i), other.pairs.value(i));
            series[pair] += other.series[i];
            samples[pair] += other.samples[i];
            chunkBytes[pair] += other.chunkBytes[i];
            added[pair] += other.added[i];
        }
    }

    /// Number of distinct pairs; they are numbered from 0.
    int size() {
        return pairs.size();
    }

    int name(int pair) {
        return pairs.name(pair);
    }

    int value(int pair) {
        return pairs.value(pair);
    }

    long series(int pair) {
        return series[pair];
    }

    long samples(int pair) {
        return samples[pair];
    }

    long chunkBytes(int pair) {
        return chunkBytes[pair];
    }

    /// Series of the pair that came during the range.
    long added(int pair) {
        return added[pair];
    }

    /// Whether the pair itself came during the range.
    boolean isNew(int pair) {
        return added[pair] == series[pair];
    }

    private int number(int name, int value) {
        int pair = pairs.number(name, value);
        if (pair >= series.length) {
            int length = 2 * series.length;
            series = Arrays.copyOf(series, length);
            samples = Arrays.copyOf(samples, length);
            chunkBytes = Arrays.copyOf(chunkBytes, length);
            added = Arrays.copyOf(added, length);
        }
        return pair;
    }
}
