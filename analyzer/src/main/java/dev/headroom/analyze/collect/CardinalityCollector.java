package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.tsdb.index.PairTable;
import java.util.Arrays;

/// Counts label pairs: how many series carry each, and how much of the time range they leave uncovered, which is
/// how `promtool tsdb analyze` tells what churns.
///
/// Series without a sample in the range count as well: they cost the index as much as others.
///
/// This is the innermost loop of an analysis: it runs once for every label of every series. So it only counts; what
/// most series have in common (the time they leave uncovered, a sample in the range, being there from the start) is
/// worked out from the count, and only what differs is added up per pair. Chunk bytes, which are wanted per label
/// name, are added up over runs of series that have the same names.
final class CardinalityCollector {
    /// Length of the range that a series can cover, milliseconds.
    private final long duration;

    private final LabelPairs pairs;

    // By pair.
    private int[] series = new int[1 << 11];
    private int[] added = new int[1 << 11];
    private int[] empty = new int[1 << 11];
    private long[] furtherUncovered = new long[1 << 11];

    /// What the first series left uncovered, and with it most of them.
    private long usuallyUncovered = Long.MIN_VALUE;

    /// Chunk bytes by label name; `names` numbers them, as pairs without a value.
    private final PairTable names = new PairTable();

    private long[] chunkBytes = new long[64];
    private long runBytes;

    private long entries;

    private int[] previous = new int[64];
    private int previousLength;
    private int[] numbers = new int[64];

    /// @param duration length of the range that a series can cover, milliseconds
    /// @param symbols number of symbol ids
    CardinalityCollector(long duration, int symbols) {
        this.duration = duration;
        pairs = new LabelPairs(symbols);
    }

    void add(SeriesView view, SeriesTraits traits) {
        int length = view.labelsLength();
        count(view.labels(), length, view.chunkBytes());
        entries += length / 2;
        long uncovered = duration - view.span();
        if (usuallyUncovered == Long.MIN_VALUE) {
            usuallyUncovered = uncovered;
        }
        if (uncovered != usuallyUncovered) {
            long further = uncovered - usuallyUncovered;
            for (int i = 0; i < length; i += 2) {
                furtherUncovered[numbers[i]] += further;
            }
        }
        if (traits.added()) {
            for (int i = 0; i < length; i += 2) {
                added[numbers[i]]++;
            }
        } else if (view.samples() == 0) {
            for (int i = 0; i < length; i += 2) {
                empty[numbers[i]]++;
            }
        }
    }

    /// Counts the pairs of a series, and leaves their numbers in [#numbers].
    private void count(int[] labels, int length, long bytes) {
        if (numbers.length < length) {
            numbers = Arrays.copyOf(numbers, 2 * length);
            previous = Arrays.copyOf(previous, 2 * length);
        }
        boolean sameNames = length == previousLength;
        for (int i = 0; sameNames && i < length; i += 2) {
            sameNames = labels[i] == previous[i];
        }
        if (!sameNames) {
            endRun();
            previousLength = length;
        }
        runBytes += bytes;
        for (int i = 0; i < length; i += 2) {
            // Neighbours in the order of labels share most pairs, often at the same place.
            if (!sameNames || labels[i + 1] != previous[i + 1]) {
                numbers[i] = number(labels[i], labels[i + 1]);
                previous[i] = labels[i];
                previous[i + 1] = labels[i + 1];
            }
            series[numbers[i]]++;
        }
    }

    private void endRun() {
        if (runBytes > 0) {
            for (int i = 0; i < previousLength; i += 2) {
                addBytes(previous[i], runBytes);
            }
        }
        runBytes = 0;
    }

    private void addBytes(int name, long bytes) {
        int number = names.number(name, 0);
        if (number == chunkBytes.length) {
            chunkBytes = Arrays.copyOf(chunkBytes, 2 * number);
        }
        chunkBytes[number] += bytes;
    }

    void merge(CardinalityCollector other) {
        endRun();
        other.endRun();
        if (usuallyUncovered == Long.MIN_VALUE) {
            usuallyUncovered = other.usuallyUncovered;
        }
        for (int i = 0; i < other.pairs.size(); i++) {
            int pair = number(other.pairs.name(i), other.pairs.value(i));
            series[pair] += other.series[i];
            added[pair] += other.added[i];
            empty[pair] += other.empty[i];
            furtherUncovered[pair] += other.uncovered(i) - other.series[i] * usuallyUncovered;
        }
        for (int i = 0; i < other.names.size(); i++) {
            addBytes(other.names.name(i), other.chunkBytes[i]);
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
        return series[pair] * usuallyUncovered + furtherUncovered[pair];
    }

    /// Series of the pair that came during the range.
    long added(int pair) {
        return added[pair];
    }

    /// Whether the pair itself came during the range: all of its series did that have a sample in it.
    boolean isNew(int pair) {
        return added[pair] > 0 && added[pair] + empty[pair] == series[pair];
    }

    /// Bytes of the chunks of all series that carry a label of this name.
    long chunkBytes(int name) {
        endRun();
        int known = names.size();
        int number = names.number(name, 0);
        return number < known ? chunkBytes[number] : 0;
    }

    long duration() {
        return duration;
    }

    private int number(int name, int value) {
        int pair = pairs.number(name, value);
        if (pair >= series.length) {
            series = Arrays.copyOf(series, 2 * series.length);
            added = Arrays.copyOf(added, series.length);
            empty = Arrays.copyOf(empty, series.length);
            furtherUncovered = Arrays.copyOf(furtherUncovered, series.length);
        }
        return pair;
    }
}
