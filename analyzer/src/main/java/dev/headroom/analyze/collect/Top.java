package dev.headroom.analyze.collect;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/// The largest of numbered things, without sorting all of them.
final class Top {
    private Top() {}

    /// The numbers of the things with the largest values, largest first.
    ///
    /// @param count things are numbered from 0 to one less
    /// @param limit how many at most; 0 for all
    /// @param ties decides between equal values
    static List<Integer> of(int count, int limit, IntToLongFunction value, Comparator<Integer> ties) {
        Comparator<Integer> largestFirst = (a, b) -> {
            int byValue = Long.compare(value.applyAsLong(b), value.applyAsLong(a));
            return byValue != 0 ? byValue : ties.compare(a, b);
        };
        if (limit == 0 || limit >= count) {
            return IntStream.range(0, count).boxed().sorted(largestFirst).toList();
        }
        PriorityQueue<Integer> kept = new PriorityQueue<>(limit + 1, largestFirst.reversed());
        for (int i = 0; i < count; i++) {
            // Most do not come near the smallest of those kept; they are not even boxed.
            if (kept.size() < limit || value.applyAsLong(i) >= value.applyAsLong(kept.peek())) {
                kept.add(i);
                if (kept.size() > limit) {
                    kept.remove();
                }
            }
        }
        return kept.stream().sorted(largestFirst).toList();
    }
}
