package dev.headroom.tsdb.tombstone;

import dev.headroom.tsdb.internal.IntSorter;
import java.util.Arrays;

/// Closed intervals of time by number: what was deleted of which series.
///
/// First all intervals are added, then [#sort] puts them in order and joins those of one number that overlap; from
/// then on they can be asked for, by any number of threads.
public final class Intervals {
    private static final long[] NONE = {};

    private long[] numbers = new long[16];
    private long[] minTimes = new long[16];
    private long[] maxTimes = new long[16];
    private int count;

    public void add(long number, long minTime, long maxTime) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
            minTimes = Arrays.copyOf(minTimes, 2 * count);
            maxTimes = Arrays.copyOf(maxTimes, 2 * count);
        }
        numbers[count] = number;
        minTimes[count] = minTime;
        maxTimes[count] = maxTime;
        count++;
    }

    public void sort() {
        int[] order = IntSorter.sorted(count, (left, right) -> {
            int difference = Long.compare(numbers[left], numbers[right]);
            return difference != 0 ? difference : Long.compare(minTimes[left], minTimes[right]);
        });
        numbers = ordered(numbers, order);
        minTimes = ordered(minTimes, order);
        maxTimes = ordered(maxTimes, order);
        int joined = 0;
        for (int i = 0; i < order.length; i++) {
            int last = joined - 1;
            if (joined > 0 && numbers[i] == numbers[last] && minTimes[i] <= maxTimes[last]) {
                maxTimes[last] = Math.max(maxTimes[last], maxTimes[i]);
            } else {
                numbers[joined] = numbers[i];
                minTimes[joined] = minTimes[i];
                maxTimes[joined] = maxTimes[i];
                joined++;
            }
        }
        count = joined;
    }

    private static long[] ordered(long[] values, int[] order) {
        long[] ordered = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            ordered[i] = values[order[i]];
        }
        return ordered;
    }

    void forEach(Tombstones.Visitor visitor) {
        for (int i = 0; i < count; i++) {
            visitor.range(numbers[i], minTimes[i], maxTimes[i]);
        }
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /// The intervals of a number, possibly none: first and last millisecond in turn, ascending, not overlapping.
    public long[] of(long number) {
        if (count == 0) {
            return NONE;
        }
        int to = behind(number, Long.MAX_VALUE);
        int from = to;
        while (from > 0 && numbers[from - 1] == number) {
            from--;
        }
        if (from == to) {
            return NONE;
        }
        long[] intervals = new long[2 * (to - from)];
        for (int i = from; i < to; i++) {
            intervals[2 * (i - from)] = minTimes[i];
            intervals[2 * (i - from) + 1] = maxTimes[i];
        }
        return intervals;
    }

    /// Whether a time lies in an interval of the number.
    public boolean contain(long number, long time) {
        int last = behind(number, time) - 1;
        return last >= 0 && numbers[last] == number && time <= maxTimes[last];
    }

    /// Where the first interval stands that belongs to a later number, or to this one and begins after the time.
    private int behind(long number, long time) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (numbers[middle] < number || (numbers[middle] == number && minTimes[middle] <= time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
