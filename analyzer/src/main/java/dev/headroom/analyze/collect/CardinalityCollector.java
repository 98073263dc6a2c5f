package dev.headroom.analyze.collect;

import dev.headroom.tsdb.index.PairTable;
import java.util.Arrays;

/// Counts label pairs: how many series carry each, and how much of the time range they leave uncovered, which is
/// how `promtool tsdb analyze` tells what churns.
///
/// Series without a sample in the range count as well: they cost the index as much as others.
///
/// This is the innermost loop of an analysis: it runs once for every label of every series. But neighbours in the
/// order of labels share nearly all of them, so only what changes from one series to the next is looked at. What is
/// summed up runs on over all series; a pair is given its part of it when another pair takes its place.
final class CardinalityCollector {
    /// Length of the range that a series can cover, milliseconds.
    private final long duration;

    private final LabelPairs pairs;

    // By pair; without the runs that go on.
    private int[] series = new int[1 << 11];
    private int[] added = new int[1 << 11];
    private int[] empty = new int[1 << 11];
    private long[] uncovered = new long[1 << 11];

    /// Chunk bytes by label name; `names` numbers them, as pairs without a value.
    private final PairTable names = new PairTable();

    private long[] chunkBytes = new long[64];

    // Over all series.
    private int allSeries;
    private int allAdded;
    private int allEmpty;
    private long allUncovered;
    private long entries;

    /// Chunk bytes of the series that have the same names as the last one.
    private long runBytes;

    /// The labels of the last series.
    private int[] previous = new int[64];

    private int previousLength;

    // Of the pair at each place of the last series, where `previous` has its name: its number, and what there was of
    // all series before its run began.
    private int[] numbers = new int[64];
    private int[] seriesBefore = new int[64];
    private int[] addedBefore = new int[64];
    private int[] emptyBefore = new int[64];
    private long[] uncoveredBefore = new long[64];

    /// @param duration length of the range that a series can cover, milliseconds
    /// @param symbols number of symbol ids
    CardinalityCollector(long duration, int symbols) {
        this.duration = duration;
        pairs = new LabelPairs(symbols);
    }

    /// Counts a series.
    ///
    /// @param labels names and values in turn, as symbol ids
    /// @param changedFrom how many of them are known to be those of the last series
    /// @param span milliseconds between its first and its last sample
    /// @param bytes of its chunks
    /// @param isAdded whether it came during the range
    /// @param isEmpty whether it has no sample in the range
    void add(int[] labels, int length, int changedFrom, long span, long bytes, boolean isAdded, boolean isEmpty) {
        changeTo(labels, length, changedFrom);
        entries += length / 2;
        runBytes += bytes;
        allSeries++;
        allUncovered += duration - span;
        if (isAdded) {
            allAdded++;
        } else if (isEmpty) {
            allEmpty++;
        }
    }

    /// Ends the runs of the pairs that the next series does not have, and begins those of its new ones.
    private void changeTo(int[] labels, int length, int changedFrom) {
        // Names stand at even places.
        if (length == previousLength && changeValues(labels, length, changedFrom & ~1)) {
            return;
        }
        endRuns();
        if (previous.length < length) {
            grow(2 * length);
        }
        previousLength = length;
        for (int i = 0; i < length; i += 2) {
            begin(i, labels[i], labels[i + 1]);
        }
    }

    /// Does so for a series with as many labels; false when it comes to a name that differs.
    private boolean changeValues(int[] labels, int length, int from) {
        int[] old = previous;
        for (int i = from; i < length; i += 2) {
            if (labels[i] != old[i]) {
                return false;
            }
            int value = labels[i + 1];
            if (value != old[i + 1]) {
                endRun(i);
                begin(i, old[i], value);
            }
        }
        return true;
    }

    private void begin(int place, int name, int value) {
        previous[place] = name;
        previous[place + 1] = value;
        numbers[place] = number(name, value);
        seriesBefore[place] = allSeries;
        addedBefore[place] = allAdded;
        emptyBefore[place] = allEmpty;
        uncoveredBefore[place] = allUncovered;
    }

    private void endRun(int place) {
        int pair = numbers[place];
        series[pair] += allSeries - seriesBefore[place];
        if (allAdded != addedBefore[place]) {
            added[pair] += allAdded - addedBefore[place];
        }
        if (allEmpty != emptyBefore[place]) {
            empty[pair] += allEmpty - emptyBefore[place];
        }
        uncovered[pair] += allUncovered - uncoveredBefore[place];
    }

    /// Ends all runs; the next series begins new ones.
    private void endRuns() {
        for (int i = 0; i < previousLength; i += 2) {
            endRun(i);
            addBytes(previous[i], runBytes);
        }
        runBytes = 0;
        previousLength = 0;
    }

    private void addBytes(int name, long bytes) {
        int number = names.number(name, 0);
        if (number == chunkBytes.length) {
            chunkBytes = Arrays.copyOf(chunkBytes, 2 * number);
        }
        chunkBytes[number] += bytes;
    }

    void merge(CardinalityCollector other) {
        endRuns();
        other.endRuns();
        for (int i = 0; i < other.pairs.size(); i++) {
            mergePair(other, i);
        }
        for (int i = 0; i < other.names.size(); i++) {
            addBytes(other.names.name(i), other.chunkBytes[i]);
        }
        entries += other.entries;
    }

    private void mergePair(CardinalityCollector other, int i) {
        int pair = number(other.pairs.name(i), other.pairs.value(i));
        series[pair] += other.series[i];
        added[pair] += other.added[i];
        empty[pair] += other.empty[i];
        uncovered[pair] += other.uncovered[i];
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
        endRuns();
        return series[pair];
    }

    /// Milliseconds of the range that the pair's series do not cover, summed over them.
    long uncovered(int pair) {
        endRuns();
        return uncovered[pair];
    }

    /// Series of the pair that came during the range.
    long added(int pair) {
        endRuns();
        return added[pair];
    }

    /// Whether the pair itself came during the range: all of its series did that have a sample in it.
    boolean isNew(int pair) {
        endRuns();
        return added[pair] > 0 && added[pair] + empty[pair] == series[pair];
    }

    /// Bytes of the chunks of all series that carry a label of this name.
    long chunkBytes(int name) {
        endRuns();
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
            uncovered = Arrays.copyOf(uncovered, series.length);
        }
        return pair;
    }

    private void grow(int length) {
        previous = new int[length];
        numbers = new int[length];
        seriesBefore = new int[length];
        addedBefore = new int[length];
        emptyBefore = new int[length];
        uncoveredBefore = new long[length];
    }
}
