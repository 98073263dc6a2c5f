package dev.headroom.write.relabel;

import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.merge.SymbolSource;
import java.util.Arrays;

/// The symbols of the blocks that are relabeled, and behind them those that rules made up.
///
/// An old symbol keeps its id, and old ids ascend with the bytes; a new one gets the next free id, so that new
/// ids do not. [#compare] and [#ranks] know the order of both. May be shared by threads. A new symbol takes some
/// twenty bytes and its own.
public final class RelabelSymbols {
    private final MergedSymbols base;
    private final int baseCount;

    private byte[] bytes = new byte[1 << 10];
    // Where each new symbol begins; the one behind the last says where the last ends.
    private int[] starts = new int[64];
    // How many old symbols come before each new one.
    private int[] places = new int[64];
    private int count;
    // Numbers of new symbols plus one.
    private int[] slots = new int[128];

    public RelabelSymbols(MergedSymbols base) {
        this.base = base;
        baseCount = base.count();
    }

    /// Ids go from 0 to one less.
    public synchronized int count() {
        return baseCount + count;
    }

    /// The lowest id of a new symbol.
    public int baseCount() {
        return baseCount;
    }

    public synchronized byte[] bytes(int id) {
        if (id < baseCount) {
            return base.bytes(id);
        }
        int number = id - baseCount;
        return Arrays.copyOfRange(bytes, starts[number], starts[number + 1]);
    }

    /// The id of a string, a new one when there is none.
    public synchronized int id(byte[] symbol) {
        int mask = slots.length - 1;
        int slot = hash(symbol, 0, symbol.length) & mask;
        while (slots[slot] != 0) {
            int number = slots[slot] - 1;
            if (Arrays.equals(bytes, starts[number], starts[number + 1], symbol, 0, symbol.length)) {
                return baseCount + number;
            }
            slot = (slot + 1) & mask;
        }
        int known = base.find(symbol);
        return known >= 0 ? known : baseCount + add(symbol, -known - 1, slot);
    }

    /// The id of a string that is one of the old symbols, or -1.
    synchronized int find(byte[] symbol) {
        return Math.max(-1, base.find(symbol));
    }

    /// Compares symbols by their bytes.
    public int compare(int left, int right) {
        return left < baseCount && right < baseCount ? Integer.compare(left, right) : compareNew(left, right);
    }

    private synchronized int compareNew(int left, int right) {
        if (left < baseCount) {
            return left < places[right - baseCount] ? -1 : 1;
        }
        int a = left - baseCount;
        if (right < baseCount) {
            return right < places[a] ? 1 : -1;
        }
        int b = right - baseCount;
        int order = Integer.compare(places[a], places[b]);
        return order != 0
                ? order
                : Arrays.compareUnsigned(bytes, starts[a], starts[a + 1], bytes, starts[b], starts[b + 1]);
    }

    /// The new symbols in the order of their bytes; no more may be made while they are read.
    public SymbolSource made() {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = baseCount + i;
        }
        sort(order, order.clone(), 0, count);
        return new Made(order);
    }

    private final class Made implements SymbolSource {
        private final int[] order;
        private int current = -1;

        Made(int[] order) {
            this.order = order;
        }

        @Override
        public int count() {
            return order.length;
        }

        @Override
        public boolean next() {
            return ++current < order.length;
        }

        @Override
        public byte[] bytes() {
            return bytes;
        }

        @Override
        public int offset() {
            return starts[order[current] - baseCount];
        }

        @Override
        public int length() {
            return starts[order[current] - baseCount + 1] - offset();
        }

        @Override
        public void seek(int ordinal) {
            current = ordinal;
        }
    }

    /// The place of each symbol, old and new, when all are in the order of their bytes.
    public synchronized int[] ranks() {
        int[] added = new int[count];
        for (int i = 0; i < count; i++) {
            added[i] = baseCount + i;
        }
        sort(added, added.clone(), 0, count);
        int[] ranks = new int[baseCount + count];
        int before = 0;
        for (int id = 0; id < baseCount; id++) {
            while (before < count && places[added[before] - baseCount] <= id) {
                ranks[added[before]] = id + before;
                before++;
            }
            ranks[id] = id + before;
        }
        for (; before < count; before++) {
            ranks[added[before]] = baseCount + before;
        }
        return ranks;
    }

    /// Merge sort from `source` to `target`, which hold the same at first.
    private void sort(int[] target, int[] source, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(source, target, from, middle);
        sort(source, target, middle, to);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to || (left < middle && compareNew(source[left], source[right]) <= 0);
            target[i] = source[takeLeft ? left++ : right++];
        }
    }

    private int add(byte[] symbol, int place, int slot) {
        int start = starts[count];
        if (bytes.length - start < symbol.length) {
            long wanted = Math.max((long) start + symbol.length, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8));
            if (wanted > Integer.MAX_VALUE - 8) {
                throw new OutOfMemoryError("relabeling makes more than 2 GiB of new strings");
            }
            bytes = Arrays.copyOf(bytes, (int) wanted);
        }
        System.arraycopy(symbol, 0, bytes, start, symbol.length);
        if (count + 2 > starts.length) {
            starts = Arrays.copyOf(starts, 2 * starts.length);
            places = Arrays.copyOf(places, starts.length);
        }
        places[count] = place;
        slots[slot] = ++count;
        starts[count] = start + symbol.length;
        if (2 * count > slots.length) {
            grow();
        }
        return count - 1;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        int mask = slots.length - 1;
        for (int i = 0; i < count; i++) {
            int slot = hash(bytes, starts[i], starts[i + 1]) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = i + 1;
        }
    }

    private static int hash(byte[] source, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + source[i];
        }
        hash *= 0x9e37_79b9;
        return hash ^ (hash >>> 15);
    }
}
