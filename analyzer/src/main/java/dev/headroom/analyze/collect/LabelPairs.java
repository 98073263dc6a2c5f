package dev.headroom.analyze.collect;

import dev.headroom.tsdb.index.PairTable;
import java.util.Arrays;

/// Numbers the distinct label pairs it sees, 0 and up, in the order of their appearance.
///
/// Nearly every value belongs to one label name only, so a pair is found in an array by its value; a hash table takes
/// the pairs whose value another name had first. Holds four bytes per symbol and eight per pair.
final class LabelPairs {
    /// The number, plus one, of the first pair that had a value; by the value's symbol id.
    private final int[] byValue;

    /// The pairs whose value was taken, numbered by [#shared].
    private final PairTable others = new PairTable();

    private int[] shared = new int[64];
    private long[] pairs = new long[1 << 11];
    private int size;

    /// @param symbols number of symbol ids
    LabelPairs(int symbols) {
        byValue = new int[symbols];
    }

    /// The pair's number, which is new when it equals the size before the call.
    int number(int name, int value) {
        int first = byValue[value] - 1;
        if (first >= 0) {
            return (int) (pairs[first] >>> 32) == name ? first : numberOfShared(name, value);
        }
        byValue[value] = size + 1;
        return append(name, value);
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

    private int numberOfShared(int name, int value) {
        int known = others.size();
        int other = others.number(name, value);
        if (other == known) {
            if (other == shared.length) {
                shared = Arrays.copyOf(shared, 2 * other);
            }
            shared[other] = append(name, value);
        }
        return shared[other];
    }

    private int append(int name, int value) {
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
        }
        pairs[size] = (long) name << 32 | value;
        return size++;
    }
}
