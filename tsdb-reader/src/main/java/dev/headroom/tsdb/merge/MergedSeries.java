package dev.headroom.tsdb.merge;

import java.util.Arrays;
import java.util.List;

/// The series of several sources as one stream: every distinct label set once, in order, with the sources that have
/// it.
///
/// Holds one position per source, whatever the number of series.
///
/// @param <S> the kind of source
public final class MergedSeries<S extends SeriesSource> {
    private final S[] sources;

    /// The sources that are not at their end: the first `presentCount` stand at the current series, in the order of
    /// the list of sources; the others form a heap behind them, the one with the smallest series first.
    private final int[] order;

    private int live;
    private int presentCount;

    @SuppressWarnings("unchecked") // The array never leaves, and holds nothing but elements of the list.
    public MergedSeries(List<S> list) {
        sources = (S[]) list.toArray(SeriesSource[]::new);
        order = new int[sources.length];
        for (int i = 0; i < order.length; i++) {
            if (sources[i].next()) {
                order[live++] = i;
            }
        }
        for (int i = live / 2 - 1; i >= 0; i--) {
            sink(i, live);
        }
    }

    /// Steps to the next distinct label set; false after the last.
    public boolean next() {
        advancePresent();
        if (live == 0) {
            return false;
        }
        if (live == 1) {
            presentCount = 1;
            return true;
        }
        // Takes equal series off the heap one by one and keeps them behind its end.
        int heapSize = live;
        int first = order[0];
        do {
            int top = order[0];
            heapSize--;
            order[0] = order[heapSize];
            order[heapSize] = top;
            sink(0, heapSize);
        } while (heapSize > 0 && compare(order[0], first) == 0);
        presentCount = live - heapSize;
        Arrays.sort(order, heapSize, live);
        return true;
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

    /// Moves the sources of the last series on and puts them back into the heap.
    private void advancePresent() {
        int heapSize = live - presentCount;
        int end = live;
        for (int i = heapSize; i < end; i++) {
            int source = order[i];
            if (sources[source].next()) {
                order[heapSize] = source;
                rise(heapSize++);
            }
        }
        live = heapSize;
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

    private int compare(int left, int right) {
        S a = sources[left];
        S b = sources[right];
        return compareLabels(a.labels(), a.labelsLength(), b.labels(), b.labelsLength());
    }

    /// The order of label sets: label by label, name before value, a set that begins another one first.
    public static int compareLabels(int[] left, int leftLength, int[] right, int rightLength) {
        int common = Math.min(leftLength, rightLength);
        for (int i = 0; i < common; i++) {
            if (left[i] != right[i]) {
                return Integer.compare(left[i], right[i]);
            }
        }
        return Integer.compare(leftLength, rightLength);
    }
}
