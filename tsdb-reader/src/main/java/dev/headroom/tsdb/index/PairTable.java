package dev.headroom.tsdb.index;

import java.util.Arrays;

/// Numbers the distinct label pairs it sees, 0 and up, in the order of their coming: a hash table from a pair of
/// symbols to that number, without objects.
public final class PairTable {
    private long[] pairs = new long[1 << 10];
    private int size;
    // Which pair followed each one when it was asked for last in the same place of a series.
    private int[] followers = {};
    // Numbers plus one, at the place their hash asks for or behind it.
    private int[] table = new int[1 << 12];

    /// The number of a pair, a new one when it was never seen: then it equals the size before the call.
    public int number(int name, int value) {
        return number(((long) name << 32) | value);
    }

    /// The number of a pair that takes the place of another one from series to series: as series are sorted, the same
    /// mostly follow each other again and again, and need no search.
    ///
    /// @param before the number of the pair that had the place in the series before, or any other there is
    public int number(int name, int value, int before) {
        if (followers.length < pairs.length) {
            followers = Arrays.copyOf(followers, pairs.length);
        }
        long pair = ((long) name << 32) | value;
        int guess = followers[before];
        if (pairs[guess] != pair) {
            guess = number(pair);
            followers[before] = guess;
        }
        return guess;
    }

    private int number(long pair) {
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
        }
        pairs[size] = pair;
        table[place] = ++size;
        if (2 * size > table.length) {
            table = new int[2 * table.length];
            rehash();
        }
        return size - 1;
    }

    public int size() {
        return size;
    }

    /// The symbol of a pair's name.
    public int name(int number) {
        return (int) (pairs[number] >>> 32);
    }

    /// The symbol of a pair's value.
    public int value(int number) {
        return (int) pairs[number];
    }

    /// Numbers the pairs anew, by name and value.
    ///
    /// @return the new number of each old one
    public int[] sort() {
        long[] old = pairs;
        pairs = old.clone();
        Arrays.sort(pairs, 0, size);
        Arrays.fill(table, 0);
        Arrays.fill(followers, 0);
        rehash();
        int[] numbers = new int[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = number(old[i]);
        }
        return numbers;
    }

    /// Fills the empty table.
    private void rehash() {
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
