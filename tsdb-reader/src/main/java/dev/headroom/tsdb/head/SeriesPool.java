package dev.headroom.tsdb.head;

import dev.headroom.tsdb.Beside;
import dev.headroom.tsdb.internal.IntSorter;
import dev.headroom.tsdb.internal.StringPool;
import dev.headroom.tsdb.wal.LabelsView;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// Gives every distinct label set a number, in the order of their coming: labels are pairs of string numbers.
final class SeriesPool {
    private final StringPool strings = new StringPool();
    // The labels of all series, one after the other: name, value, name, value...
    private int[] labels = new int[1 << 10];
    private int[] starts = new int[1 << 6];
    // What [#table] has of each series' labels: to read these again, all over memory, takes far longer.
    private int[] hashes = new int[1 << 6];
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
        hash = spread(hash);
        int mask = table.length - 1;
        int place = hash & mask;
        while (table[place] != 0) {
            int known = table[place] - 1;
            if (hashes[known] == hash
                    && Arrays.equals(labels, starts[known], starts[known + 1], current, 0, length)
                    && !isUnlinked(known)) {
                return known;
            }
            place = (place + 1) & mask;
        }
        table[place] = count + 1;
        add(length, hash);
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

    /// The labels of the series, with strings named by their place in the order of bytes; sorting the series goes on
    /// beside what the caller does. Nothing can be added any more.
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
        return new HeadIndex(
                strings, byBytes, ordered, starts, count, Beside.start("headroom-order", () -> byLabels(ordered)));
    }

    /// The numbers of the series in the order of their labels; of those with equal labels, the first to come first.
    ///
    /// By their first labels they are sorted by counting, because these tell most series apart: those of one
    /// target, which come together, are of as many metrics. Few are left to compare then, near each other.
    private int[] byLabels(int[] ordered) {
        int[] names = new int[count];
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            if (starts[i] < starts[i + 1]) {
                names[i] = 1 + ordered[starts[i]];
                values[i] = 1 + ordered[starts[i] + 1];
            }
        }
        int[] byValue = new int[count];
        int[] order = new int[count];
        Arrays.setAll(order, IntUnaryOperator.identity());
        sortByKey(order, byValue, values);
        sortByKey(byValue, order, names);
        int[] scratch = order.clone();
        int from = 0;
        for (int to = 1; to <= count; to++) {
            if (to == count || names[order[to]] != names[order[from]] || values[order[to]] != values[order[from]]) {
                IntSorter.sort(order, scratch, from, to, (left, right) -> compareRest(ordered, left, right));
                from = to;
            }
        }
        return order;
    }

    /// Puts series in the order of keys, by counting; those of equal keys stay in the order in which they are.
    ///
    /// @param keys by series, none above the number of strings
    private void sortByKey(int[] series, int[] sorted, int[] keys) {
        int[] places = new int[strings.count() + 2];
        for (int key : keys) {
            places[key + 1]++;
        }
        for (int key = 1; key < places.length; key++) {
            places[key] += places[key - 1];
        }
        for (int one : series) {
            sorted[places[keys[one]]++] = one;
        }
    }

    /// The order of two series with the same first label, or none.
    private int compareRest(int[] ordered, int left, int right) {
        int leftEnd = starts[left + 1];
        int rightEnd = starts[right + 1];
        return Arrays.compare(
                ordered,
                Math.min(starts[left] + 2, leftEnd),
                leftEnd,
                ordered,
                Math.min(starts[right] + 2, rightEnd),
                rightEnd);
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

    private void add(int length, int hash) {
        int start = starts[count];
        if (labels.length - start < length) {
            labels = Arrays.copyOf(labels, Math.max(start + length, Math.addExact(labels.length, labels.length / 2)));
        }
        System.arraycopy(current, 0, labels, start, length);
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
            hashes = Arrays.copyOf(hashes, starts.length);
        }
        hashes[count] = hash;
        starts[++count] = start + length;
    }

    private void grow() {
        table = new int[2 * table.length];
        int mask = table.length - 1;
        for (int i = 0; i < count; i++) {
            int place = hashes[i] & mask;
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
