package dev.headroom.write.verify;

import java.util.Arrays;

/// For each label pair that series carry, how many there are and a sum that tells which: a hash table without
/// objects.
///
/// The sum is one of 64-bit hashes of the series' references. Two sets of as many references have the same sum by
/// accident once in 2^64.
final class PairSums {
    private long[] pairs = new long[1 << 10];
    private int[] counts = new int[1 << 10];
    private long[] sums = new long[1 << 10];
    private int size;

    /// @param pair symbol of the name in the upper half, of the value in the lower one
    void add(long pair, long reference) {
        int at = place(pairs, counts, pair);
        if (counts[at] == 0) {
            pairs[at] = pair;
            size++;
        }
        counts[at]++;
        sums[at] += mix(reference);
        if (2 * size > pairs.length) {
            grow();
        }
    }

    int count(long pair) {
        return counts[place(pairs, counts, pair)];
    }

    long sum(long pair) {
        return sums[place(pairs, counts, pair)];
    }

    /// All pairs, by name and then value.
    long[] sorted() {
        long[] sorted = new long[size];
        int at = 0;
        for (int i = 0; i < pairs.length; i++) {
            if (counts[i] > 0) {
                sorted[at++] = pairs[i];
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private void grow() {
        long[] newPairs = new long[2 * pairs.length];
        int[] newCounts = new int[newPairs.length];
        long[] newSums = new long[newPairs.length];
        for (int i = 0; i < pairs.length; i++) {
            if (counts[i] > 0) {
                int at = place(newPairs, newCounts, pairs[i]);
                newPairs[at] = pairs[i];
                newCounts[at] = counts[i];
                newSums[at] = sums[i];
            }
        }
        pairs = newPairs;
        counts = newCounts;
        sums = newSums;
    }

    private static int place(long[] pairs, int[] counts, long pair) {
        int mask = pairs.length - 1;
        int at = (int) mix(pair) & mask;
        while (counts[at] > 0 && pairs[at] != pair) {
            at = (at + 1) & mask;
        }
        return at;
    }

    static long mix(long key) {
        long mixed = (key + 0x9e37_79b9_7f4a_7c15L) * 0xbf58_476d_1ce4_e5b9L;
        mixed ^= mixed >>> 31;
        mixed *= 0x94d0_49bb_1331_11ebL;
        return mixed ^ (mixed >>> 29);
    }
}
