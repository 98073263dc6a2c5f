package dev.headroom.analyze.collect;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/// The largest of numbered things, without sorting all of them.
final class Top {
    /// Things that are looked at by one call: the JVM compiles soon what is called often, and late what goes round for
    /// long.
    private static final int FEW = 32;

    private final int limit;
    private final IntToLongFunction value;
    private final Comparator<Integer> ties;
    // The smallest comes first.
    private final PriorityQueue<Integer> kept;
    private long smallest = Long.MIN_VALUE;

    private Top(int limit, IntToLongFunction value, Comparator<Integer> ties) {
        this.limit = limit;
        this.value = value;
        this.ties = ties;
        kept = new PriorityQueue<>(limit, this::smallestFirst);
    }

    /// The numbers of the things with the largest values, largest first.
    ///
    /// @param count things are numbered from 0 to one less
    /// @param limit how many at most; 0 for all
    /// @param ties decides between equal values
    static List<Integer> of(int count, int limit, IntToLongFunction value, Comparator<Integer> ties) {
        boolean isAll = limit == 0 || limit >= count;
        Top top = new Top(isAll ? Math.max(1, count) : limit, value, ties);
        if (isAll) {
            return IntStream.range(0, count).boxed().sorted(top::largestFirst).toList();
        }
        for (int from = 0; from < count; from += FEW) {
            top.offer(from, Math.min(count, from + FEW));
        }
        return top.kept.stream().sorted(top::largestFirst).toList();
    }

    private void offer(int from, int to) {
        for (int i = from; i < to; i++) {
            long offered = value.applyAsLong(i);
            // Most do not come near the smallest of those kept; they are not even boxed.
            if (kept.size() < limit
                    || offered > smallest
                    || (offered == smallest && ties.compare(i, kept.peek()) < 0)) {
                if (kept.size() == limit) {
                    kept.remove();
                }
                kept.add(i);
                smallest = value.applyAsLong(kept.peek());
            }
        }
    }

    private int smallestFirst(Integer a, Integer b) {
        return largestFirst(b, a);
    }

    private int largestFirst(Integer a, Integer b) {
        int byValue = Long.compare(value.applyAsLong(b), value.applyAsLong(a));
        return byValue != 0 ? byValue : ties.compare(a, b);
    }
}
