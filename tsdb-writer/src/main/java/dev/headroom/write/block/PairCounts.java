package dev.headroom.write.block;

import java.util.Arrays;

/// The label pairs of a block, two symbols each, and how many series carry them, by the pair's number.
final class PairCounts {
    private long[] pairs = new long[1 << 10];
    private int[] series = new int[1 << 10];
    private int size;

    /// Adds a pair; it gets the next number.
    void add(int name, int value) {
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
            series = Arrays.copyOf(series, 2 * size);
        }
        pairs[size++] = ((long) name << 32) | value;
    }

    /// Says how many series will carry each pair, instead of having them counted.
    void expect(int[] seriesOfPairs) {
        series = seriesOfPairs;
    }

    /// Counts a series that carries the pair.
    void count(int number) {
        series[number]++;
    }

    int size() {
        return size;
    }

    int name(int number) {
        return (int) (pairs[number] >>> 32);
    }

    int value(int number) {
        return (int) pairs[number];
    }

    int series(int number) {
        return series[number];
    }

    /// Compares pairs by name and value.
    int compare(int left, int right) {
        return Long.compare(pairs[left], pairs[right]);
    }

    private boolean isSorted() {
        for (int i = 1; i < size; i++) {
            if (pairs[i] < pairs[i - 1]) {
                return false;
            }
        }
        return true;
    }

    /// Numbers the pairs anew, by name and value.
    ///
    /// @return the new number of each old one
    int[] sort() {
        int[] numbers = new int[size];
        if (isSorted()) {
            for (int i = 0; i < size; i++) {
                numbers[i] = i;
            }
            return numbers;
        }
        long[] sorted = Arrays.copyOf(pairs, size);
        Arrays.sort(sorted);
        int[] sortedSeries = new int[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = Arrays.binarySearch(sorted, pairs[i]);
            sortedSeries[numbers[i]] = series[i];
        }
        pairs = sorted;
        series = sortedSeries;
        return numbers;
    }
}
