package dev.headroom.tsdb.merge;

import java.util.Arrays;
import java.util.List;

/// The series of several sources as one stream: every distinct label set once, in order, with the sources that have
/// it.
///
/// Holds one position per source, whatever the number of series.
///
/// Neighbours share most of their labels, and so do the series that sources wait with. So each of these is known by
/// where it first differs from the series that was yielded last, and by what stands there, in one number: the series
/// that differs later is the smaller one, of two that differ at the same place the one with the smaller symbol. Only
/// where both are the same are labels compared, from there on (offset-value coding, as sorts of databases have it).
///
/// @param <S> the kind of source
public final class MergedSeries<S extends SeriesSource> {
    /// The difference of a series that has none.
    private static final long NONE = 0;

    private final S[] sources;

    /// The sources that are not at their end: first a heap of those at later series, the smallest at its top, then the
    /// `presentCount` that stand at the current one, in the order of the list of sources.
    private final int[] order;

    private int live;
    private int presentCount;
    private int changedFrom;

    // By source: its current series, and how that differs from the last one.
    private final int[][] labels;
    private final int[] lengths;
    private final long[] differences;

    /// The labels of the last series.
    private int[] last = new int[64];

    private int lastLength;

    @SuppressWarnings("unchecked") // The array never leaves, and holds nothing but elements of the list.
    public MergedSeries(List<S> list) {
        sources = (S[]) list.toArray(SeriesSource[]::new);
        order = new int[sources.length];
        labels = new int[sources.length][];
        lengths = new int[sources.length];
        differences = new long[sources.length];
        for (int i = 0; i < order.length; i++) {
            if (sources[i].next()) {
                look(i, 0);
                order[live++] = i;
            }
        }
        for (int i = live / 2 - 1; i >= 0; i--) {
            sink(i, live);
        }
    }

    /// Steps to the next distinct label set; false after the last.
    public boolean next() {
        if (live == 1 && presentCount == 1) {
            // The only one left has nothing to be compared with.
            S only = sources[order[0]];
            live = presentCount = only.next() ? 1 : 0;
            changedFrom = only.changedFrom();
            return live == 1;
        }
        int heapSize = live - presentCount;
        advancePresent();
        changedFrom = 0;
        if (live == 0) {
            return false;
        }
        if (live == 1) {
            presentCount = 1;
            return true;
        }
        if (heapSize < live && standBefore(heapSize)) {
            begin(order[heapSize], heapSize);
        } else {
            heapSize = takeFromHeap(heapSize);
        }
        presentCount = live - heapSize;
        return true;
    }

    /// Whether all sources that have been moved on stand at one series again, and none of the heap at the same or one
    /// before it: blocks that follow one another have mostly the same series, and nothing has to be put in order.
    private boolean standBefore(int heapSize) {
        int first = order[heapSize];
        for (int i = heapSize + 1; i < live; i++) {
            if (compare(first, order[i]) != 0) {
                return false;
            }
        }
        return heapSize == 0 || compare(first, order[0]) < 0;
    }

    /// Puts the sources that have been moved on into the heap, and takes those that have the smallest series off it.
    ///
    /// @return the size of the heap that is left
    private int takeFromHeap(int size) {
        for (int i = size; i < live; i++) {
            rise(i);
        }
        begin(order[0], live);
        int heapSize = live;
        // Takes equal series off the heap one by one and keeps them behind its end.
        do {
            int top = order[0];
            heapSize--;
            order[0] = order[heapSize];
            order[heapSize] = top;
            sink(0, heapSize);
        } while (heapSize > 0 && differences[order[0]] == NONE);
        Arrays.sort(order, heapSize, live);
        return heapSize;
    }

    /// Begins with the series that is yielded next, which the first source of those that have it stands at.
    private void begin(int first, int heapSize) {
        long difference = differences[first];
        changedFrom = difference == NONE ? 0 : placeOf(difference);
        compareWith(first, difference, 0, heapSize);
        keep(first, changedFrom);
    }

    /// How many sources have the current series.
    public int presentCount() {
        return presentCount;
    }

    /// The n-th source that has the current series, in the order of the list of sources.
    public S present(int n) {
        return sources[order[live - presentCount + n]];
    }

    /// The position of that source in the list of sources.
    public int presentIndex(int n) {
        return order[live - presentCount + n];
    }

    /// Names and values of the current series in turn, as ids of [MergedSymbols].
    public int[] labels() {
        return present(0).labels();
    }

    public int labelsLength() {
        return present(0).labelsLength();
    }

    /// How many of the ints in [#labels()] are those of the series before; less, down to 0, where that is not known.
    public int changedFrom() {
        return changedFrom;
    }

    /// Moves the sources of the last series on. Those that are not at their end stay behind the heap, in their order.
    private void advancePresent() {
        int left = live - presentCount;
        int end = live;
        for (int i = left; i < end; i++) {
            int source = order[i];
            if (sources[source].next()) {
                look(source, sources[source].changedFrom());
                order[left++] = source;
            }
        }
        live = left;
        presentCount = 0;
    }

    private void rise(int from) {
        int hole = from;
        int moving = order[hole];
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (compare(order[parent], moving) <= 0) {
                break;
            }
            order[hole] = order[parent];
            hole = parent;
        }
        order[hole] = moving;
    }

    private void sink(int from, int size) {
        if (from >= size) {
            return;
        }
        int hole = from;
        int moving = order[hole];
        while (2 * hole + 1 < size) {
            int child = 2 * hole + 1;
            if (child + 1 < size && compare(order[child + 1], order[child]) < 0) {
                child++;
            }
            if (compare(moving, order[child]) <= 0) {
                break;
            }
            order[hole] = order[child];
            hole = child;
        }
        order[hole] = moving;
    }

    /// Notes the series that a source has come to.
    ///
    /// @param from how many ints it has in common with the last one at least
    private void look(int source, int from) {
        int[] found = sources[source].labels();
        labels[source] = found;
        lengths[source] = sources[source].labelsLength();
        differences[source] = difference(source, last, lastLength, from);
    }

    /// Notes the series that is yielded next.
    ///
    /// @param from how many ints it has in common with the last one
    private void keep(int source, int from) {
        lastLength = lengths[source];
        if (last.length < lastLength) {
            last = Arrays.copyOf(last, 2 * lastLength);
        }
        System.arraycopy(labels[source], from, last, from, lastLength - from);
    }

    /// Finds how the series in the heap differ from the smallest of them. For most that is how they differ from the
    /// last one, but not for those that differ from it in the same way as the smallest. These stand at its top.
    private void compareWith(int smallest, long difference, int place, int heapSize) {
        if (place >= heapSize || differences[order[place]] != difference) {
            return;
        }
        int source = order[place];
        differences[source] = difference == NONE
                ? NONE
                : difference(source, labels[smallest], lengths[smallest], placeOf(difference) + 1);
        compareWith(smallest, difference, 2 * place + 1, heapSize);
        compareWith(smallest, difference, 2 * place + 2, heapSize);
    }

    /// How a source's series differs from one that is not greater.
    ///
    /// @param from how many ints they have in common at least
    private long difference(int source, int[] other, int otherLength, int from) {
        int[] own = labels[source];
        int length = lengths[source];
        int common = Math.min(length, otherLength);
        int i = from;
        while (i < common && own[i] == other[i]) {
            i++;
        }
        return i < length ? (long) (Integer.MAX_VALUE - i) << 32 | own[i] : NONE;
    }

    private static int placeOf(long difference) {
        return Integer.MAX_VALUE - (int) (difference >>> 32);
    }

    private int compare(int left, int right) {
        long difference = differences[left];
        if (difference != differences[right]) {
            return difference < differences[right] ? -1 : 1;
        }
        return difference == NONE
                ? 0
                : compareLabels(labels[left], lengths[left], labels[right], lengths[right], placeOf(difference) + 1);
    }

    /// The order of label sets: label by label, name before value, a set that begins another one first.
    public static int compareLabels(int[] left, int leftLength, int[] right, int rightLength) {
        return compareLabels(left, leftLength, right, rightLength, 0);
    }

    private static int compareLabels(int[] left, int leftLength, int[] right, int rightLength, int from) {
        int common = Math.min(leftLength, rightLength);
        for (int i = from; i < common; i++) {
            if (left[i] != right[i]) {
                return Integer.compare(left[i], right[i]);
            }
        }
        return Integer.compare(leftLength, rightLength);
    }
}
