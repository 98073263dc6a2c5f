package dev.headroom.write.relabel;

import dev.headroom.tsdb.index.PairTable;
import dev.headroom.write.block.BlockSink;
import dev.headroom.write.internal.Tasks;
import dev.headroom.write.internal.Tasks.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Series with their new labels, put in the order of those.
///
/// A label pair is a number here, ascending by name and value once all series have been added, and a series the
/// list of its pairs: comparing series is comparing ints. Takes some eight bytes for each series, and four for
/// each of its labels.
///
/// Several threads can have an order each, which [#join] then makes one of.
public final class SeriesOrder {
    private final RelabelSymbols symbols;
    private final PairTable pairs = new PairTable();
    private final Room room;
    private final LabelLists labels;
    private int[] handles;
    private int count;

    // The numbers of the series by their places; null when they are the same.
    private int[] order;
    private boolean ascending = true;
    private boolean distinct = true;

    // The symbols of the pairs, as ids, by number of the pair.
    private int[] names;
    private int[] values;
    private int[] symbolsInOrder;
    private int[] seriesOfPairs;

    // The symbols and numbers of the pairs of the series added last: most are those of the next, in the same place.
    private int[] last = new int[64];
    private int[] numbers = new int[32];
    private int lastLength;

    /// Memory for the labels of many series, which one order after another may have.
    public static final class Room {
        private final LabelLists labels = new LabelLists();
        private int[] handles = new int[64];
    }

    /// @param symbols of which all labels are
    /// @param room taken over from an order that is no longer used, or new
    public SeriesOrder(RelabelSymbols symbols, Room room) {
        this.symbols = symbols;
        this.room = room;
        labels = room.labels;
        handles = room.handles;
        labels.clear();
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
        compare(ids, length);
        for (int i = 0; i < length; i += 2) {
            if (i >= lastLength || ids[i] != last[i] || ids[i + 1] != last[i + 1]) {
                numbers[i >> 1] = pairs.size() == 0
                        ? pairs.number(ids[i], ids[i + 1])
                        : pairs.number(ids[i], ids[i + 1], numbers[i >> 1]);
                last[i] = ids[i];
                last[i + 1] = ids[i + 1];
            }
        }
        lastLength = length;
        if (count == handles.length) {
            handles = Arrays.copyOf(handles, count + count / 2);
            room.handles = handles;
        }
        handles[count] = labels.add(numbers, length / 2);
        return count++;
    }

    /// Compares a series with the last one.
    private void compare(int[] ids, int length) {
        if (count == 0 || !ascending) {
            return;
        }
        int[] before = last;
        int shorter = Math.min(length, lastLength);
        int same = 0;
        while (same < shorter && ids[same] == before[same]) {
            same++;
        }
        int step = same < shorter ? symbols.compare(before[same], ids[same]) : lastLength - length;
        ascending = step <= 0;
        distinct &= step < 0;
    }

    /// Whether the series come in the order of their labels, as far as they have come.
    public boolean isAscending() {
        return ascending;
    }

    /// Puts all series in order; those of equal labels stay in the order in which they were added.
    public void sort() {
        int[] numbers = sortedPairs(List.of(this)).getFirst();
        seriesOfPairs = new int[names.length];
        addCounts(numbers, number(numbers));
        order();
    }

    private void addCounts(int[] numbers, int[] series) {
        for (int i = 0; i < numbers.length; i++) {
            seriesOfPairs[numbers[i]] += series[i];
        }
    }

    /// Puts the series of several orders, one behind the other, in order; the parts must not be used any more.
    ///
    /// @param parts over the same symbols
    public static SeriesOrder join(List<SeriesOrder> parts) throws IOException {
        SeriesOrder whole = parts.getFirst();
        List<int[]> numbers = whole.sortedPairs(parts);
        List<Task<int[]>> numbering = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            SeriesOrder part = parts.get(i);
            int[] renumbered = numbers.get(i);
            numbering.add(() -> part.number(renumbered));
        }
        whole.seriesOfPairs = new int[whole.names.length];
        List<int[]> counted = Tasks.run(parts.size(), numbering);
        for (int i = 0; i < parts.size(); i++) {
            whole.addCounts(numbers.get(i), counted.get(i));
        }
        for (SeriesOrder part : parts.subList(1, parts.size())) {
            whole.add(part);
        }
        whole.order();
        return whole;
    }

    private void add(SeriesOrder next) {
        int shift = labels.addAll(next.labels);
        handles = Arrays.copyOf(handles, count + next.count);
        for (int i = 0; i < next.count; i++) {
            handles[count + i] = next.handles[i] + shift;
        }
        int crossing = count == 0 || next.count == 0 ? -1 : labels.compare(handles[count - 1], handles[count]);
        ascending &= next.ascending && crossing <= 0;
        distinct &= next.distinct && crossing < 0;
        count += next.count;
    }

    /// Numbers the pairs of all parts by the bytes of their names and values instead of in the order of their
    /// coming.
    ///
    /// @return the new numbers of each part's pairs
    private List<int[]> sortedPairs(List<SeriesOrder> parts) {
        int[] ranks = symbols.ranks();
        int[] ids = new int[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            ids[ranks[i]] = i;
        }
        PairTable ranked = new PairTable();
        List<int[]> all = new ArrayList<>();
        for (SeriesOrder part : parts) {
            int[] known = new int[part.pairs.size()];
            for (int i = 0; i < known.length; i++) {
                known[i] = ranked.number(ranks[part.pairs.name(i)], ranks[part.pairs.value(i)]);
            }
            all.add(known);
        }
        int[] sorted = ranked.sort();
        for (int[] known : all) {
            for (int i = 0; i < known.length; i++) {
                known[i] = sorted[known[i]];
            }
        }
        names = new int[sorted.length];
        values = new int[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            names[i] = ids[ranked.name(i)];
            values[i] = ids[ranked.value(i)];
        }
        usedSymbols(ids);
        return all;
    }

    /// Gives the pairs their new numbers; returns how many series carry each of them.
    private int[] number(int[] renumbered) {
        int[] series = new int[renumbered.length];
        for (int i = 0; i < count; i++) {
            labels.replace(handles[i], renumbered, series);
        }
        return series;
    }

    private void order() {
        if (ascending) {
            return;
        }
        order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        sort(order, order.clone(), 0, count);
        distinct = true;
        for (int i = 1; i < count && distinct; i++) {
            distinct = labels.compare(handles[order[i - 1]], handles[order[i]]) < 0;
        }
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

    /// Whether the series stand in the order in which they were added.
    public boolean isAsAdded() {
        return order == null;
    }

    /// Whether no two series have the same labels.
    public boolean isDistinct() {
        return distinct;
    }

    /// The number of the series at a place.
    public int number(int place) {
        return order == null ? place : order[place];
    }

    /// Tells the writer of a block all label pairs, which [#startSeries] then takes for granted.
    ///
    /// @param sink that no pair has been asked of
    /// @param ordinals the numbers of the block's symbols, by id
    public void addPairs(BlockSink sink, int[] ordinals) throws IOException {
        for (int i = 0; i < names.length; i++) {
            sink.pair(ordinals[names[i]], ordinals[values[i]]);
        }
        if (distinct) {
            sink.expect(count, seriesOfPairs);
        }
    }

    /// Begins the series at a place.
    public void startSeries(BlockSink sink, int place) throws IOException {
        int handle = handle(place);
        sink.startSeries(labels.page(handle), labels.start(handle), labels.length(handle));
    }

    private int handle(int place) {
        return handles[number(place)];
    }

    public int labelCount(int place) {
        return labels.length(handle(place));
    }

    /// Id of a label's name.
    public int name(int place, int label) {
        return names[labels.get(handle(place), label)];
    }

    /// Id of a label's value.
    public int value(int place, int label) {
        return values[labels.get(handle(place), label)];
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
        while (!distinct && end < count && labels.compare(handle(place), handle(end)) == 0) {
            end++;
        }
        return end;
    }
}
