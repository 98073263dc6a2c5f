package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import java.util.Arrays;

/// Counts label pairs: how many series carry each, and how much of the time range they leave uncovered, which is
/// how
/// `promtool tsdb analyze` tells what churns.
///
/// Series without a sample in the range count as well: they cost the index as much as others.
final class CardinalityCollector {
    /// Length of the range that a series can cover, milliseconds.
    private final long duration;

    private final PairTable pairs = new PairTable();
    private long[] series = new long[1 << 11];
    private long[] uncovered = new long[1 << 11];
    private long[] chunkBytes = new long[1 << 11];
    private long[] added = new long[1 << 11];
    private long[] firstTimes = new long[1 << 11];
    private long entries;

    private int[] previous = new int[64];
    private int previousLength;
    private int[] numbers = new int[64];

    CardinalityCollector(long duration) {
        this.duration = duration;
        Arrays.fill(firstTimes, Long.MAX_VALUE);
    }

    void add(SeriesView view, SeriesTraits traits) {
        int[] labels = view.labels();
        int length = view.labelsLength();
        long missing = duration - view.span();
        long bytes = view.chunkBytes();
        long first = view.samples() > 0 ? view.firstTime() : Long.MAX_VALUE;
        int came = traits.added() ? 1 : 0;
        if (numbers.length < length) {
            numbers = Arrays.copyOf(numbers, 2 * length);
            previous = Arrays.copyOf(previous, 2 * length);
        }
        for (int i = 0; i < length; i += 2) {
            // Neighbours in the order of labels share most of them, often at the same place.
            boolean same = i < previousLength && previous[i] == labels[i] && previous[i + 1] == labels[i + 1];
            if (!same) {
                numbers[i] = number(labels[i], labels[i + 1]);
                previous[i] = labels[i];
                previous[i + 1] = labels[i + 1];
            }
            int pair = numbers[i];
            series[pair]++;
            uncovered[pair] += missing;
            chunkBytes[pair] += bytes;
            added[pair] += came;
            if (first < firstTimes[pair]) {
                firstTimes[pair] = first;
            }
        }
        previousLength = length;
        entries += length / 2;
    }

    void merge(CardinalityCollector other) {
        for (int i = 0; i < other.pairs.size(); i++) {
            int pair = number(other.pairs.name(i), other.pairs.value(i));
            series[pair] += other.series[i];
            uncovered[pair] += other.uncovered[i];
            chunkBytes[pair] += other.chunkBytes[i];
            added[pair] += other.added[i];
            firstTimes[pair] = Math.min(firstTimes[pair], other.firstTimes[i]);
        }
        entries += other.entries;
    }

    /// Number of distinct label pairs; they are numbered from 0.
    int pairCount() {
        return pairs.size();
    }

    /// Label pairs of all series, each as often as series carry it.
    long entries() {
        return entries;
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

    /// Milliseconds of the range that the pair's series do not cover, summed over them.
    long uncovered(int pair) {
        return uncovered[pair];
    }

    long chunkBytes(int pair) {
        return chunkBytes[pair];
    }

    /// Series of the pair that came during the range.
    long added(int pair) {
        return added[pair];
    }

    /// When the pair was first seen, milliseconds; [Long#MAX_VALUE] when none of its series has a sample.
    long firstTime(int pair) {
        return firstTimes[pair];
    }

    long duration() {
        return duration;
    }

    private int number(int name, int value) {
        int pair = pairs.number(name, value);
        if (pair >= series.length) {
            series = Arrays.copyOf(series, 2 * series.length);
            uncovered = Arrays.copyOf(uncovered, series.length);
            chunkBytes = Arrays.copyOf(chunkBytes, series.length);
            added = Arrays.copyOf(added, series.length);
            int known = firstTimes.length;
            firstTimes = Arrays.copyOf(firstTimes, series.length);
            Arrays.fill(firstTimes, known, firstTimes.length, Long.MAX_VALUE);
        }
        return pair;
    }
}
