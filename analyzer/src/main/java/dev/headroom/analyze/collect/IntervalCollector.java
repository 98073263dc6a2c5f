package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// In which intervals series are sampled, per value of a label.
final class IntervalCollector {
    private static final int[] USUAL_SECONDS = {1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600};

    private final GroupTable groups;
    private final PairTable intervals = new PairTable();
    private long[] series = new long[1 << 11];

    // Most series have the interval of the one before.
    private long lastInterval;
    private int lastSnapped;

    /// @param name the label, as symbol id
    IntervalCollector(int name) {
        groups = new GroupTable(new int[] {name});
    }

    void add(SeriesView view) {
        long interval = view.interval();
        if (interval > 0) {
            if (interval != lastInterval) {
                lastInterval = interval;
                lastSnapped = snapped(interval);
            }
            add(groups.number(view.labels(), view.labelsLength()), lastSnapped, 1);
        }
    }

    void merge(IntervalCollector other) {
        for (int i = 0; i < other.intervals.size(); i++) {
            int group = groups.number(other.groups, other.intervals.name(i));
            add(group, other.intervals.value(i), other.series[i]);
        }
    }

    /// Series by interval in milliseconds.
    Map<Integer, Long> all() {
        Map<Integer, Long> counts = new TreeMap<>();
        for (int i = 0; i < intervals.size(); i++) {
            counts.merge(intervals.value(i), series[i], Long::sum);
        }
        return counts;
    }

    /// The most common interval of each value of the label, milliseconds; by the value's symbol id.
    Map<Integer, Integer> mostCommon() {
        Map<Integer, Integer> best = new TreeMap<>();
        Map<Integer, Long> most = new TreeMap<>();
        for (int i = 0; i < intervals.size(); i++) {
            int value = groups.value(intervals.name(i), 0);
            if (series[i] > most.getOrDefault(value, 0L)) {
                most.put(value, series[i]);
                best.put(value, intervals.value(i));
            }
        }
        return best;
    }

    private void add(int group, int interval, long count) {
        int number = intervals.number(group, interval);
        if (number >= series.length) {
            series = Arrays.copyOf(series, 2 * series.length);
        }
        series[number] += count;
    }

    /// The interval that was meant: a usual one when the average is within a tenth of it, for scrapes jitter and
    /// fail; else whole seconds.
    private static int snapped(long millis) {
        for (int usual : USUAL_SECONDS) {
            if (Math.abs(millis - 1000L * usual) <= 100L * usual) {
                return 1000 * usual;
            }
        }
        return (int) Math.min(Integer.MAX_VALUE, millis < 1000 ? millis : (millis + 500) / 1000 * 1000);
    }
}
