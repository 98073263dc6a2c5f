package dev.headroom.analyze.gate;

import dev.headroom.analyze.report.Counts;
import dev.headroom.analyze.report.SavedJson;
import dev.headroom.tsdb.selector.Selector;
import java.util.List;
import java.util.Map;

/// What a gate has measured, kept for later runs to be held against. Field names are those of the file.
///
/// @param path what was measured
/// @param dataStart time of its first sample; `null` when there was none, or of a page of metrics
/// @param hours length of the range; `null` when no time had passed
/// @param series what each metric of each job adds up to
/// @param labels what each label name adds up to
/// @param measured what the rules measured
public record Baseline(
        int schemaVersion,
        String kind,
        String path,
        Long dataStart,
        Long dataEnd,
        Double hours,
        List<SeriesRow> series,
        List<LabelRow> labels,
        List<Measured> measured) {
    public static final String KIND = "headroom-gate-baseline";

    /// The empty job or metric stands for series without one.
    public record SeriesRow(String metric, String job, long series, long samples, long chunkBytes, long seriesAdded) {
        static SeriesRow of(String metric, String job, Counts counts) {
            return new SeriesRow(metric, job, counts.series(), counts.samples(), counts.chunkBytes(), counts.added());
        }
    }

    public record LabelRow(String name, long values, long series, long samples, long chunkBytes, long seriesAdded) {}

    /// @param per labels that it was measured by
    /// @param match the series that it was measured of
    /// @param retention milliseconds; `null` for most measures
    /// @param values by the names of the groups
    public record Measured(
            String measure, List<String> per, List<String> match, Long retention, Map<String, Double> values) {
        boolean isOf(Budget.Rule rule) {
            return measure.equals(rule.measure().label())
                    && per.equals(rule.by())
                    && match.equals(selectors(rule))
                    && java.util.Objects.equals(retention, rule.retention());
        }
    }

    static List<String> selectors(Budget.Rule rule) {
        return rule.match().stream().map(Selector::toString).toList();
    }

    /// Reads the text of a baseline file.
    ///
    /// @throws IllegalArgumentException when it is none, with one line that says why
    public static Baseline read(String text) {
        Baseline baseline = SavedJson.read(text, Baseline.class, "no baseline");
        if (baseline == null || !KIND.equals(baseline.kind)) {
            throw new IllegalArgumentException("no baseline; --write-baseline writes one");
        }
        if (baseline.schemaVersion != 1) {
            throw new IllegalArgumentException(
                    "a baseline of version " + baseline.schemaVersion + ", of which this Headroom does not know");
        }
        if (baseline.series == null
                || baseline.labels == null
                || baseline.measured == null
                || baseline.series.stream().anyMatch(row -> row == null || row.metric == null || row.job == null)
                || baseline.labels.stream().anyMatch(row -> row == null || row.name == null)
                || baseline.measured.stream().anyMatch(Baseline::isBroken)) {
            throw new IllegalArgumentException("no baseline: parts of it are missing");
        }
        return baseline;
    }

    private static boolean isBroken(Measured measured) {
        return measured == null
                || measured.measure == null
                || measured.per == null
                || measured.match == null
                || measured.values == null
                || measured.values.containsValue(null);
    }
}
