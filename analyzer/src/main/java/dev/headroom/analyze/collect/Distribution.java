package dev.headroom.analyze.collect;

import java.util.Arrays;
import java.util.TreeMap;

/// How often each value of a whole number, which is not negative, occurred: small values in an array, the rare large
/// ones in a map.
final class Distribution {
    private static final int DENSE = 1 << 16;

    private long[] dense = new long[64];
    private final TreeMap<Long, Long> sparse = new TreeMap<>();

    void add(long value) {
        if (value < dense.length) {
            dense[(int) value]++;
        } else {
            add(value, 1);
        }
    }

    void merge(Distribution other) {
        for (int value = 0; value < other.dense.length; value++) {
            if (other.dense[value] > 0) {
                add(value, other.dense[value]);
            }
        }
        other.sparse.forEach(this::add);
    }

    /// Is told of a value that occurred.
    interface Visitor {
        void value(long value, long times);
    }

    /// Tells of every value that occurred and how often, ascending by value.
    void visit(Visitor visitor) {
        for (int value = 0; value < dense.length; value++) {
            if (dense[value] > 0) {
                visitor.value(value, dense[value]);
            }
        }
        sparse.forEach(visitor::value);
    }

    private void add(long value, long times) {
        if (value >= DENSE) {
            sparse.merge(value, times, Long::sum);
            return;
        }
        if (value >= dense.length) {
            dense = Arrays.copyOf(dense, (int) Math.min(DENSE, Math.max(2L * dense.length, value + 1)));
        }
        dense[(int) value] += times;
    }
}
