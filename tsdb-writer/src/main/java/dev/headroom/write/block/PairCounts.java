package dev.headroom.write.block;

import dev.headroom.tsdb.index.PairTable;
import java.util.Arrays;

/// How many series of a block carry each label pair, by the pair's number.
final class PairCounts {
    private final PairTable pairs = new PairTable();
    private int[] series = new int[1 << 10];

    /// The number of a pair, a new one when it was never seen.
    int number(int name, int value) {
        int number = pairs.number(name, value);
        if (number == series.length) {
            series = Arrays.copyOf(series, 2 * number);
        }
        return number;
    }

    /// Counts a series that carries the pair.
    void count(int number) {
        series[number]++;
    }

    int size() {
        return pairs.size();
    }

    int name(int number) {
        return pairs.name(number);
    }

    int value(int number) {
        return pairs.value(number);
    }

    int series(int number) {
        return series[number];
    }

    /// Numbers the pairs anew, by name and value.
    ///
    /// @return the new number of each old one
    int[] sort() {
        int[] numbers = pairs.sort();
        int[] sorted = new int[series.length];
        for (int i = 0; i < numbers.length; i++) {
            sorted[numbers[i]] = series[i];
        }
        series = sorted;
        return numbers;
    }
}
