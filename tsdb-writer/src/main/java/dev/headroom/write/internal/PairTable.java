package dev.headroom.write.internal;

import java.util.Arrays;

/// The label pairs of an index, each two symbol references: numbers in the order of their coming, and how many
/// series carry each.
public final class PairTable {
    private long[] pairs = new long[1 << 10];
    private int[] series = new int[1 << 10];
    private int size;
    // Numbers plus one, at the place their hash asks for or behind it.
    private int[] table = new int[1 << 12];

    public static long pair(int name, int value) {
        return ((long) name << 32) | value;
    }

    public int size() {
        return size;
    }

    public long pair(int number) {
        return pairs[number];
    }

    /// How many series carry the pair.
    public int series(int number) {
        return series[number];
    }

    public void countSeries(int number) {
        series[number]++;
    }

    /// The number of a pair, a new one when it was never seen.
    public int number(long pair) {
        int mask = table.length - 1;
        int place = hash(pair) & mask;
        while (table[place] != 0) {
            int known = table[place] - 1;
            if (pairs[known] == pair) {
                return known;
            }
            place = (place + 1) & mask;
        }
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
            series = Arrays.copyOf(series, 2 * size);
        }
        pairs[size] = pair;
        table[place] = ++size;
        if (2 * size > table.length) {
            grow();
        }
        return size - 1;
    }

    /// Numbers the pairs anew, by name and value. A number given out before means something else from now on.
    public void sort() {
        long[] sorted = Arrays.copyOf(pairs, size);
        Arrays.sort(sorted);
        int[] sortedSeries = new int[size];
        for (int i = 0; i < size; i++) {
            sortedSeries[i] = series[number(sorted[i])];
        }
        pairs = sorted;
        series = sortedSeries;
        rehash();
    }

    private void grow() {
        table = new int[2 * table.length];
        rehash();
    }

    private void rehash() {
        Arrays.fill(table, 0);
        int mask = table.length - 1;
        for (int i = 0; i < size; i++) {
            int place = hash(pairs[i]) & mask;
            while (table[place] != 0) {
                place = (place + 1) & mask;
            }
            table[place] = i + 1;
        }
    }

    private static int hash(long pair) {
        long mixed = pair * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 32);
    }
}
