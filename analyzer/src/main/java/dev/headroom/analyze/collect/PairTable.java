package dev.headroom.analyze.collect;

import java.util.Arrays;

/// Numbers the distinct label pairs it sees, 0 and up, in the order of their appearance: a hash table from a pair
/// of symbol ids to that number, without objects.
final class PairTable {
    private long[] keys = new long[1 << 12];
    private int[] slots = new int[1 << 12];
    private long[] pairs = new long[1 << 11];
    private int size;

    /// The pair's number, which is new when it equals the size before the call.
    int number(int name, int value) {
        long key = ((long) name << 32) | value;
        int mask = keys.length - 1;
        int at = hash(key) & mask;
        while (slots[at] != 0) {
            if (keys[at] == key) {
                return slots[at] - 1;
            }
            at = (at + 1) & mask;
        }
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
        }
        pairs[size++] = key;
        keys[at] = key;
        slots[at] = size;
        if (2 * size > mask) {
            grow();
        }
        return size - 1;
    }

    int size() {
        return size;
    }

    /// The symbol id of the pair's name.
    int name(int number) {
        return (int) (pairs[number] >>> 32);
    }

    /// The symbol id of the pair's value.
    int value(int number) {
        return (int) pairs[number];
    }

    private void grow() {
        keys = new long[2 * keys.length];
        slots = new int[keys.length];
        int mask = keys.length - 1;
        for (int i = 0; i < size; i++) {
            int at = hash(pairs[i]) & mask;
            while (slots[at] != 0) {
                at = (at + 1) & mask;
            }
            keys[at] = pairs[i];
            slots[at] = i + 1;
        }
    }

    private static int hash(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }
}
