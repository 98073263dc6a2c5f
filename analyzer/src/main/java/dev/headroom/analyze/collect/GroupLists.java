package dev.headroom.analyze.collect;

import dev.headroom.analyze.report.AnalyzeReport.ChurnJobRow;
import dev.headroom.analyze.report.AnalyzeReport.GroupRow;
import dev.headroom.analyze.report.AnalyzeReport.JobRow;
import dev.headroom.analyze.report.AnalyzeReport.MetricRow;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.util.ArrayList;
import java.util.Comparator;
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
        return largest(groups).stream()
                .map(i -> new MetricRow(
                        groups.text(i, 0, symbols),
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
        return largest(groups).stream()
                .map(i -> new JobRow(
                        groups.text(i, 0, symbols),
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
        return Top.of(groups.size(), limit, groups.added::of, groups::compareValues).stream()
                .map(i -> new ChurnJobRow(
                        groups.text(i, 0, symbols),
                        times.ofNow(groups.active.of(i)),
                        groups.added.of(i),
                        times.ofNow(groups.removed.of(i)),
                        times.perHour(groups.added.of(i)),
                        times.turnoverPerDay(groups.added.of(i), groups.active.of(i))))
                .toList();
    }

    /// @param by the labels that the groups are made by
    List<GroupRow> groups(GroupCollector groups, List<String> by) {
        List<GroupRow> rows = new ArrayList<>();
        for (int i : largest(groups)) {
            rows.add(new GroupRow(
                    groups.labels(i, by, symbols),
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

    private List<Integer> largest(GroupCollector groups) {
        Comparator<Integer> bySamples = (a, b) -> {
            int order = Long.compare(groups.samples.of(b), groups.samples.of(a));
            return order != 0 ? order : groups.compareValues(a, b);
        };
        return Top.of(groups.size(), limit, groups.chunkBytes::of, bySamples);
    }

    private double share(GroupCollector groups, int group) {
        return allChunkBytes == 0 ? 0 : (double) groups.chunkBytes.of(group) / allChunkBytes;
    }

    private static Double bytesPerSample(GroupCollector groups, int group) {
        long stored = groups.storedSamples.of(group);
        return stored == 0 ? null : (double) groups.chunkBytes.of(group) / stored;
    }
}
