package dev.headroom.write.relabel;

import dev.headroom.tsdb.index.PairTable;
import java.util.Arrays;

/// Series with their new labels, put in the order of those.
///
/// A label pair is a number here, ascending by name and value once all series have been added, and a series the
/// list of its pairs: comparing series is comparing ints. Takes some eight bytes for each series, and four for
/// each of its labels.
public final class SeriesOrder {
    private final RelabelSymbols symbols;
    private final PairTable pairs = new PairTable();
    private final LabelLists labels = new LabelLists();
    private int[] handles = new int[64];
    private int count;
    private int[] order;

    // The symbols of the pairs, as ids, by number of the pair.
    private int[] names;
    private int[] values;
    private int[] symbolsInOrder;

    // The symbols and numbers of the pairs of the series added last: most are those of the next, in the same place.
    private int[] last = new int[64];
    private int[] numbers = new int[32];
    private int lastLength;

    /// @param symbols of which all labels are
    public SeriesOrder(RelabelSymbols symbols) {
        this.symbols = symbols;
    }

    /// Adds a series and returns its number: how many were added before.
    ///
    /// @param ids of names and values in turn, ascending by name
    /// @param length how many ints of it are the series' labels
    public int add(int[] ids, int length) {
        if (last.length < length) {
            last = Arrays.copyOf(last, 2 * length);
            numbers = Arrays.copyOf(numbers, length);
        }
        for (int i = 0; i < length; i += 2) {
            if (i >= lastLength || ids[i] != last[i] || ids[i + 1] != last[i + 1]) {
                numbers[i >> 1] = pairs.number(ids[i], ids[i + 1]);
                last[i] = ids[i];
                last[i + 1] = ids[i + 1];
            }
        }
        lastLength = length;
        if (count == handles.length) {
            handles = Arrays.copyOf(handles, count + count / 2);
        }
        handles[count] = labels.add(numbers, length / 2);
        return count++;
    }

    /// Puts all series in order; those of equal labels stay in the order in which they were added.
    public void sort() {
        numberPairs();
        order = new int[count];
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            sorted &= i == 0 || labels.compare(handles[i - 1], handles[i]) <= 0;
        }
        if (!sorted) {
            sort(order, order.clone(), 0, count);
        }
    }

    /// Numbers the pairs by the bytes of their names and values instead of in the order of their coming.
    private void numberPairs() {
        int[] ranks = symbols.ranks();
        int[] ids = new int[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            ids[ranks[i]] = i;
        }
        PairTable ranked = new PairTable();
        for (int i = 0; i < pairs.size(); i++) {
            ranked.number(ranks[pairs.name(i)], ranks[pairs.value(i)]);
        }
        int[] renumbered = ranked.sort();
        names = new int[renumbered.length];
        values = new int[renumbered.length];
        for (int i = 0; i < renumbered.length; i++) {
            names[renumbered[i]] = pairs.name(i);
            values[renumbered[i]] = pairs.value(i);
        }
        for (int i = 0; i < count; i++) {
            labels.replace(handles[i], renumbered);
        }
        usedSymbols(ids);
    }

    private void usedSymbols(int[] ids) {
        boolean[] used = new boolean[ids.length];
        for (int i = 0; i < names.length; i++) {
            used[names[i]] = true;
            used[values[i]] = true;
        }
        int kept = 0;
        for (int id : ids) {
            if (used[id]) {
                ids[kept++] = id;
            }
        }
        symbolsInOrder = Arrays.copyOf(ids, kept);
    }

    /// Merge sort from `source` to `target`, which hold the same at first.
    private void sort(int[] target, int[] source, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(source, target, from, middle);
        sort(source, target, middle, to);
        if (labels.compare(handles[source[middle - 1]], handles[source[middle]]) <= 0) {
            System.arraycopy(source, from, target, from, to - from);
            return;
        }
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to
                    || (left < middle && labels.compare(handles[source[left]], handles[source[right]]) <= 0);
            target[i] = source[takeLeft ? left++ : right++];
        }
    }

    public RelabelSymbols symbols() {
        return symbols;
    }

    /// Ids of the symbols that the series use, ascending by bytes.
    public int[] symbolsInOrder() {
        return symbolsInOrder;
    }

    /// How many series there are, those that collide counted one by one.
    public int count() {
        return count;
    }

    /// The number of the series at a place.
    public int number(int place) {
        return order[place];
    }

    public int labelCount(int place) {
        return labels.length(handles[order[place]]);
    }

    /// Id of a label's name.
    public int name(int place, int label) {
        return names[labels.get(handles[order[place]], label)];
    }

    /// Id of a label's value.
    public int value(int place, int label) {
        return values[labels.get(handles[order[place]], label)];
    }

    /// Ids of the names and values of a series' labels in turn.
    public int[] labels(int place) {
        int[] ids = new int[2 * labelCount(place)];
        for (int i = 0; i < ids.length; i += 2) {
            ids[i] = name(place, i >> 1);
            ids[i + 1] = value(place, i >> 1);
        }
        return ids;
    }

    /// The place behind the series that have the labels of this one.
    public int groupEnd(int place) {
        int end = place + 1;
        while (end < count && labels.compare(handles[order[place]], handles[order[end]]) == 0) {
            end++;
        }
        return end;
    }
}
