package dev.headroom.tsdb.head;

import dev.headroom.tsdb.internal.IntSorter;
import dev.headroom.tsdb.internal.StringPool;
import dev.headroom.tsdb.wal.LabelsView;
import java.util.Arrays;

/// Gives every distinct label set a number, in the order of their coming: labels are pairs of string numbers.
final class SeriesPool {
    private final StringPool strings = new StringPool();
    // The labels of all series, one after the other: name, value, name, value...
    private int[] labels = new int[1 << 10];
    private int[] starts = new int[1 << 6];
    private int count;
    private int[] table = new int[1 << 7];
    // Series that no label set finds any more.
    private boolean[] unlinked = new boolean[0];

    private int[] current = new int[32];

    /// The number of a label set, a new one when it was never seen or its series was taken out.
    int number(LabelsView view) {
        int length = 2 * view.size();
        if (current.length < length) {
            current = Arrays.copyOf(current, 2 * length);
        }
        byte[] bytes = view.bytes();
        int hash = 1;
        for (int i = 0; i < length; i += 2) {
            int name = number(i, bytes, view.nameOffset(i >> 1), view.nameLength(i >> 1));
            int value = number(i + 1, bytes, view.valueOffset(i >> 1), view.valueLength(i >> 1));
            hash = 31 * (31 * hash + name) + value;
        }
        int mask = table.length - 1;
        int place = spread(hash) & mask;
        while (table[place] != 0) {
            int known = table[place] - 1;
            if (Arrays.equals(labels, starts[known], starts[known + 1], current, 0, length) && !isUnlinked(known)) {
                return known;
            }
            place = (place + 1) & mask;
        }
        table[place] = count + 1;
        add(length);
        if (2 * count > table.length) {
            grow();
        }
        return count - 1;
    }

    /// Makes a label set count as never seen; the series keeps its number.
    void unlink(int series) {
        if (unlinked.length <= series) {
            unlinked = Arrays.copyOf(unlinked, count);
        }
        unlinked[series] = true;
    }

    int count() {
        return count;
    }

    StringPool strings() {
        return strings;
    }

    /// The series in the order of their labels, with strings named by their place in the order of bytes.
    HeadIndex sorted() {
        int[] byBytes = IntSorter.sorted(strings.count(), strings::compare);
        int[] ordinals = new int[byBytes.length];
        for (int i = 0; i < byBytes.length; i++) {
            ordinals[byBytes[i]] = i;
        }
        int used = starts[count];
        int[] ordered = labels;
        for (int i = 0; i < used; i++) {
            ordered[i] = ordinals[ordered[i]];
        }
        long[] firstLabels = firstLabels(ordered);
        int[] byLabels = IntSorter.sorted(count, (left, right) -> compare(ordered, firstLabels, left, right));
        return new HeadIndex(strings, byBytes, ordered, starts, byLabels);
    }

    /// The first label of each series in one number, which decides most comparisons: the series of one target, which
    /// come together, are of as many metrics.
    private long[] firstLabels(int[] ordered) {
        long[] first = new long[count];
        for (int i = 0; i < count; i++) {
            int start = starts[i];
            first[i] = start == starts[i + 1] ? -1 : (long) ordered[start] << 32 | ordered[start + 1];
        }
        return first;
    }

    private int compare(int[] ordered, long[] firstLabels, int left, int right) {
        return firstLabels[left] != firstLabels[right]
                ? Long.compare(firstLabels[left], firstLabels[right])
                : Arrays.compare(ordered, starts[left], starts[left + 1], ordered, starts[right], starts[right + 1]);
    }

    /// The number of a string; most are what stood at the same place of the series before.
    private int number(int place, byte[] bytes, int offset, int length) {
        int number = current[place];
        if (number >= strings.count() || !strings.equals(number, bytes, offset, length)) {
            number = strings.number(bytes, offset, length);
            current[place] = number;
        }
        return number;
    }

    private boolean isUnlinked(int series) {
        return series < unlinked.length && unlinked[series];
    }

    private void add(int length) {
        int start = starts[count];
        if (labels.length - start < length) {
            labels = Arrays.copyOf(labels, Math.max(start + length, Math.addExact(labels.length, labels.length / 2)));
        }
        System.arraycopy(current, 0, labels, start, length);
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        starts[++count] = start + length;
    }

    private void grow() {
        table = new int[2 * table.length];
        int mask = table.length - 1;
        for (int i = 0; i < count; i++) {
            int hash = 1;
            for (int at = starts[i]; at < starts[i + 1]; at++) {
                hash = 31 * hash + labels[at];
            }
            int place = spread(hash) & mask;
            while (table[place] != 0) {
                place = (place + 1) & mask;
            }
            table[place] = i + 1;
        }
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9e37_79b9;
        return mixed ^ (mixed >>> 15);
    }
}
