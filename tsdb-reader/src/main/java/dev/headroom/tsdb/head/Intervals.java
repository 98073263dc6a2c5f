package dev.headroom.tsdb.head;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Closed intervals of time by number: what was deleted of which series.
final class Intervals {
    private static final long[] NONE = {};

    // First and last millisecond in turn.
    private final Map<Integer, long[]> byNumber = new HashMap<>();

    void add(int number, long minTime, long maxTime) {
        long[] known = byNumber.getOrDefault(number, NONE);
        long[] more = Arrays.copyOf(known, known.length + 2);
        more[known.length] = minTime;
        more[known.length + 1] = maxTime;
        byNumber.put(number, more);
    }

    /// The same intervals under other numbers.
    Intervals renumbered(int[] numbers) {
        Intervals renumbered = new Intervals();
        byNumber.forEach((number, intervals) -> renumbered.byNumber.put(numbers[number], intervals));
        return renumbered;
    }

    boolean isEmpty() {
        return byNumber.isEmpty();
    }

    /// The intervals of a number, possibly none: first and last millisecond in turn.
    long[] of(int number) {
        return byNumber.isEmpty() ? NONE : byNumber.getOrDefault(number, NONE);
    }

    static boolean contain(long[] intervals, long time) {
        for (int i = 0; i < intervals.length; i += 2) {
            if (time >= intervals[i] && time <= intervals[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
