package dev.headroom.analyze.diff;

import dev.headroom.analyze.AnalyzeRequest;
import dev.headroom.analyze.collect.TallyMaker;
import dev.headroom.analyze.gate.Baseline;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.AnalyzeReport.CostRow;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import dev.headroom.analyze.report.Counts;
import dev.headroom.analyze.report.Tally;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One side of a comparison: everything that has a name, with what it adds up to.
///
/// @param origin what it was taken of
/// @param path where it comes from
/// @param dataStart time of the first sample; `null` when that is not known
/// @param hours length of the range; `null` when that is not known
/// @param total of all series
/// @param damaged what could not be read and is left out
public record Census(
        Origin origin,
        String path,
        Long dataStart,
        Long dataEnd,
        Double hours,
        Numbers total,
        Part metrics,
        Part jobs,
        Part labelNames,
        Part labelPairs,
        List<DamageRow> damaged) {

    /// What a census was taken of.
    public enum Origin {
        DATA,
        /// A report of `analyze`, whose label names and pairs are those of the indexes: also of series without
        /// a sample in the range.
        REPORT,
        /// A gate's baseline, which knows no label pairs.
        BASELINE
    }

    /// The names of a kind; the empty name stands for series without one.
    ///
    /// @param known how many there are; more than are here when a saved report was cut off
    record Part(Map<String, Numbers> names, long known) {
        static final Part UNKNOWN = new Part(Map.of(), -1);

        static Part of(Map<String, Numbers> names) {
            return new Part(names, names.size());
        }

        boolean isKnown() {
            return known >= 0;
        }

        boolean isComplete() {
            return names.size() == known;
        }
    }

    /// Takes the census of open data.
    static Census of(AnalyzeRequest request, Long start, Long end, List<DamageRow> damaged, TallyMaker tallies) {
        Map<String, Map<String, Counts>> byName = new HashMap<>();
        Map<String, Counts> pairs = new HashMap<>();
        Tally tally = tallies.make(request.selectors(), (name, value, series, samples, chunkBytes, added) -> {
            Counts counts = new Counts(series, 0, added, samples, 0, 0, chunkBytes);
            pairs.merge(name + "=" + value, counts, Counts::plus);
            if (name.equals("__name__") || name.equals("job")) {
                byName.computeIfAbsent(name, any -> new HashMap<>()).merge(value, counts, Counts::plus);
            }
        });
        double hours = tally.hours();
        Map<String, Numbers> names = new HashMap<>();
        tally.labels().forEach((name, label) -> names.put(name, Numbers.of(label.values(), label.series(), hours)));
        return new Census(
                Origin.DATA,
                request.path().toString(),
                start,
                end,
                hours,
                Numbers.of(null, tally.total(), hours),
                withNameless(byName.getOrDefault("__name__", Map.of()), tally),
                withNameless(byName.getOrDefault("job", Map.of()), tally),
                Part.of(names),
                part(pairs, hours),
                damaged);
    }

    /// The names, and the series that have none.
    private static Part withNameless(Map<String, Counts> names, Tally tally) {
        Counts named = names.values().stream().reduce(Counts.NONE, Counts::plus);
        Map<String, Counts> all = new HashMap<>(names);
        if (named.series() < tally.total().series()) {
            Counts total = tally.total();
            all.put(
                    "",
                    new Counts(
                            total.series() - named.series(),
                            0,
                            total.added() - named.added(),
                            total.samples() - named.samples(),
                            0,
                            0,
                            total.chunkBytes() - named.chunkBytes()));
        }
        return part(all, tally.hours());
    }

    private static Part part(Map<String, Counts> counts, double hours) {
        Map<String, Numbers> numbers = new HashMap<>();
        counts.forEach((name, sums) -> numbers.put(name, Numbers.of(null, sums, hours)));
        return Part.of(numbers);
    }

    /// The census that a gate's baseline is.
    static Census of(Baseline baseline) {
        double hours = baseline.hours() == null ? 0 : baseline.hours();
        Map<String, Counts> metrics = new HashMap<>();
        Map<String, Counts> jobs = new HashMap<>();
        Counts total = Counts.NONE;
        for (Baseline.SeriesRow row : baseline.series()) {
            Counts counts = new Counts(row.series(), 0, row.seriesAdded(), row.samples(), 0, 0, row.chunkBytes());
            metrics.merge(row.metric(), counts, Counts::plus);
            jobs.merge(row.job(), counts, Counts::plus);
            total = total.plus(counts);
        }
        Map<String, Numbers> labels = new HashMap<>();
        for (Baseline.LabelRow row : baseline.labels()) {
            Counts counts = new Counts(row.series(), 0, row.seriesAdded(), row.samples(), 0, 0, row.chunkBytes());
            labels.put(row.name(), Numbers.of(row.values(), counts, hours));
        }
        return new Census(
                Origin.BASELINE,
                baseline.path(),
                baseline.dataStart(),
                baseline.dataEnd(),
                baseline.hours(),
                Numbers.of(null, total, hours),
                part(metrics, hours),
                part(jobs, hours),
                Part.of(labels),
                Part.UNKNOWN,
                List.of());
    }

    /// The census that a report is.
    static Census of(AnalyzeReport report) {
        long series = report.series().total();
        Map<String, Numbers> metrics = new HashMap<>();
        report.metrics().forEach(row -> metrics.put(row.name(), numbers(row)));
        Map<String, Numbers> jobs = new HashMap<>();
        report.jobs().forEach(row -> jobs.put(row.name(), numbers(row)));
        Map<String, Numbers> labels = new HashMap<>();
        report.labels()
                .forEach(row ->
                        labels.put(row.name(), new Numbers(row.values(), row.series(), null, row.chunkBytes(), null)));
        Map<String, Numbers> pairs = new HashMap<>();
        report.cardinality()
                .labelPairsBySeries()
                .forEach(row -> pairs.put(row.name(), new Numbers(null, row.value(), null, null, null)));
        Part allMetrics = cut(metrics, series);
        Long bytes = allMetrics.isComplete()
                ? (Long)
                        metrics.values().stream().mapToLong(Numbers::chunkBytes).sum()
                : null;
        return new Census(
                Origin.REPORT,
                report.path(),
                report.dataStart(),
                report.dataEnd(),
                null,
                new Numbers(
                        null,
                        series,
                        report.bytesPerSample().samples(),
                        bytes,
                        report.churn().seriesAddedPerHour()),
                allMetrics,
                cut(jobs, series),
                new Part(labels, report.cardinality().labelNames()),
                new Part(pairs, report.cardinality().labelPairs()),
                report.damaged());
    }

    private static Numbers numbers(CostRow row) {
        return new Numbers(null, row.series(), row.samples(), row.chunkBytes(), row.seriesAddedPerHour());
    }

    /// Metrics or jobs are all there when their series add up.
    private static Part cut(Map<String, Numbers> names, long series) {
        long sum = names.values().stream().mapToLong(Numbers::series).sum();
        return sum == series ? Part.of(names) : new Part(names, names.size() + 1L);
    }
}
