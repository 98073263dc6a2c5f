package dev.headroom.analyze.collect;

import dev.headroom.analyze.report.AnalyzeReport.ChurnJobRow;
import dev.headroom.analyze.report.AnalyzeReport.GroupRow;
import dev.headroom.analyze.report.AnalyzeReport.JobRow;
import dev.headroom.analyze.report.AnalyzeReport.MetricRow;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Turns what was counted per metric, job and group into rows, those with most chunk bytes first, then those with
/// most samples.
final class GroupLists {
    private final MergedSymbols symbols;
    private final Times times;
    private final long allChunkBytes;
    private final int limit;

    /// @param limit rows of a list; 0 for all
    GroupLists(MergedSymbols symbols, Times times, long allChunkBytes, int limit) {
        this.symbols = symbols;
        this.times = times;
        this.allChunkBytes = allChunkBytes;
        this.limit = limit;
    }

    List<MetricRow> metrics(GroupCollector groups) {
        return largest(groups, byValue(groups)).stream()
                .map(i -> new MetricRow(
                        text(groups.value(i, 0)),
                        groups.series.of(i),
                        times.ofNow(groups.active.of(i)),
                        groups.samples.of(i),
                        times.perSecond(groups.windowSamples.of(i)),
                        groups.chunkBytes.of(i),
                        bytesPerSample(groups, i),
                        times.perHour(groups.added.of(i)),
                        share(groups, i)))
                .toList();
    }

    List<JobRow> jobs(GroupCollector groups, IntervalCollector intervals) {
        Map<Integer, Integer> usual = intervals.mostCommon();
        return largest(groups, byValue(groups)).stream()
                .map(i -> new JobRow(
                        text(groups.value(i, 0)),
                        groups.series.of(i),
                        times.ofNow(groups.active.of(i)),
                        groups.samples.of(i),
                        times.perSecond(groups.windowSamples.of(i)),
                        groups.chunkBytes.of(i),
                        bytesPerSample(groups, i),
                        times.perHour(groups.added.of(i)),
                        usual.containsKey(groups.value(i, 0)) ? usual.get(groups.value(i, 0)) / 1000.0 : null,
                        share(groups, i)))
                .toList();
    }

    /// Jobs by the series they added.
    List<ChurnJobRow> churn(GroupCollector groups) {
        return Top.of(groups.size(), limit, i -> groups.added.of(i), byValue(groups)).stream()
                .map(i -> new ChurnJobRow(
                        text(groups.value(i, 0)),
                        times.ofNow(groups.active.of(i)),
                        groups.added.of(i),
                        times.ofNow(groups.removed.of(i)),
                        times.perHour(groups.added.of(i)),
                        times.turnoverPerDay(groups.added.of(i), groups.active.of(i))))
                .toList();
    }

    /// @param by the labels that the groups are made by
    List<GroupRow> groups(GroupCollector groups, List<String> by) {
        Comparator<Integer> byValues = (left, right) -> {
            for (int n = 0; n < by.size(); n++) {
                if (groups.value(left, n) != groups.value(right, n)) {
                    return Integer.compare(groups.value(left, n), groups.value(right, n));
                }
            }
            return 0;
        };
        List<GroupRow> rows = new ArrayList<>();
        for (int i : largest(groups, byValues)) {
            Map<String, String> labels = new LinkedHashMap<>();
            for (int n = 0; n < by.size(); n++) {
                if (groups.value(i, n) != GroupTable.ABSENT) {
                    labels.put(by.get(n), symbols.text(groups.value(i, n)));
                }
            }
            rows.add(new GroupRow(
                    labels,
                    groups.series.of(i),
                    times.ofNow(groups.active.of(i)),
                    groups.samples.of(i),
                    times.perSecond(groups.windowSamples.of(i)),
                    groups.chunkBytes.of(i),
                    bytesPerSample(groups, i),
                    times.perHour(groups.added.of(i)),
                    share(groups, i)));
        }
        return rows;
    }

    private static Comparator<Integer> byValue(GroupCollector groups) {
        return (a, b) -> Integer.compare(groups.value(a, 0), groups.value(b, 0));
    }

    private List<Integer> largest(GroupCollector groups, Comparator<Integer> ties) {
        Comparator<Integer> bySamples = (a, b) -> {
            int order = Long.compare(groups.samples.of(b), groups.samples.of(a));
            return order != 0 ? order : ties.compare(a, b);
        };
        return Top.of(groups.size(), limit, i -> groups.chunkBytes.of(i), bySamples);
    }

    private String text(int symbol) {
        return symbol == GroupTable.ABSENT ? "" : symbols.text(symbol);
    }

    private double share(GroupCollector groups, int group) {
        return allChunkBytes == 0 ? 0 : (double) groups.chunkBytes.of(group) / allChunkBytes;
    }

    private static Double bytesPerSample(GroupCollector groups, int group) {
        long stored = groups.storedSamples.of(group);
        return stored == 0 ? null : (double) groups.chunkBytes.of(group) / stored;
    }
}
