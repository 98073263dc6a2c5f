package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;
import dev.headroom.tsdb.index.PairTable;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/// In which intervals series are sampled, per value of a label.
final class IntervalCollector {
    private final GroupTable groups;
    private final PairTable intervals = new PairTable();
    private long[] series = new long[1 << 11];

    // The group and the interval of the last series, and how many in a row had them that are not in `series` yet.
    private int group;
    private int interval;
    private long run;

    /// @param name the label, as symbol id
    IntervalCollector(int name) {
        groups = new GroupTable(new int[] {name});
    }

    void add(SeriesView view) {
        int next = view.interval();
        groups.moveOn(view.changedFrom());
        if (next > 0) {
            int of = groups.number(view.labels(), view.labelsLength());
            if (of != group || next != interval) {
                endRun();
                group = of;
                interval = next;
            }
            run++;
        }
    }

    private void endRun() {
        if (run > 0) {
            add(group, interval, run);
            run = 0;
        }
    }

    void merge(IntervalCollector other) {
        endRun();
        other.endRun();
        for (int i = 0; i < other.intervals.size(); i++) {
            add(groups.number(other.groups, other.intervals.name(i)), other.intervals.value(i), other.series[i]);
        }
    }

    /// Series by interval in milliseconds.
    Map<Integer, Long> all() {
        endRun();
        Map<Integer, Long> counts = new TreeMap<>();
        for (int i = 0; i < intervals.size(); i++) {
            counts.merge(intervals.value(i), series[i], Long::sum);
        }
        return counts;
    }

    /// The most common interval of each value of the label, milliseconds; by the value's symbol id.
    Map<Integer, Integer> mostCommon() {
        endRun();
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

    private void add(int of, int every, long count) {
        int number = intervals.number(of, every);
        if (number >= series.length) {
            series = Arrays.copyOf(series, 2 * series.length);
        }
        series[number] += count;
    }
}
