package dev.headroom.analyze.gate;

import dev.headroom.analyze.gate.Budget.Rule;
import dev.headroom.analyze.gate.GateReport.Blame;
import dev.headroom.analyze.gate.GateReport.LabelRow;
import dev.headroom.analyze.report.Counts;
import dev.headroom.analyze.report.Tally;
import dev.headroom.tsdb.selector.Matcher;
import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/// Finds out which metric, job and labels are to blame for an offender: the metric and job that have most of
/// what is measured, or have grown most when a baseline tells; of their labels those with most values, or with
/// most that are new.
final class Blaming {
    private static final int MOST_LABELS = 3;

    private final Subject subject;
    private final Map<List<String>, Long> seriesBefore = new HashMap<>();
    private final Map<String, Long> valuesBefore = new HashMap<>();
    private final boolean hasBaseline;

    /// @param baseline may be `null`
    Blaming(Subject subject, Baseline baseline) {
        this.subject = subject;
        hasBaseline = baseline != null;
        if (baseline != null) {
            baseline.series()
                    .forEach(row -> seriesBefore.merge(List.of(row.metric(), row.job()), row.series(), Long::sum));
            baseline.labels().forEach(row -> valuesBefore.put(row.name(), row.values()));
        }
    }

    /// Who is to blame for the group; `null` when nobody is.
    Blame blame(Rule rule, Group group) {
        String label = rule.measure() == Measure.LABEL_VALUES ? group.values().getFirst() : null;
        List<Matcher> scope = new ArrayList<>(group.matchers());
        if (label != null) {
            scope.add(Matcher.of(label, Matcher.Type.NEQ, ""));
        }
        List<String> source = label == null ? worstSource(rule, scope) : sourceOfValues(rule, scope, label);
        if (source == null) {
            return null;
        }
        for (int i = 0; i < source.size(); i++) {
            scope.add(Matcher.of(Gate.METRIC_AND_JOB.get(i), Matcher.Type.EQ, source.get(i)));
        }
        Tally tally = subject.tally(narrowed(rule.match(), scope), List.of(), true);
        List<LabelRow> labels = new ArrayList<>();
        tally.labels().forEach((name, counts) -> {
            boolean isSource = Gate.METRIC_AND_JOB.contains(name);
            if (name.equals(label) || (!isSource && counts.values() > 1 && subject.canBlame(name))) {
                labels.add(new LabelRow(
                        name,
                        counts.values(),
                        tally.hours() > 0 ? counts.newValues() : null,
                        hasBaseline ? valuesBefore.getOrDefault(name, 0L) : null));
            }
        });
        labels.sort(Comparator.comparing((LabelRow row) -> !row.name().equals(label))
                .thenComparing(Comparator.comparingLong(guilt(rule)).reversed())
                .thenComparing(Comparator.comparingLong(LabelRow::values).reversed())
                .thenComparing(LabelRow::name));
        return new Blame(
                source.get(0),
                source.get(1),
                tally.total().series(),
                List.copyOf(labels.subList(0, Math.min(MOST_LABELS, labels.size()))));
    }

    /// What a label is judged by before its number of values.
    private ToLongFunction<LabelRow> guilt(Rule rule) {
        if (hasBaseline) {
            return row -> Math.max(0, row.values() - row.baselineValues());
        }
        return rule.measure() == Measure.CHURN_PER_HOUR
                ? row -> row.newValues() == null ? 0 : row.newValues()
                : row -> 0;
    }

    /// Metric and job.
    private List<String> worstSource(Rule rule, List<Matcher> scope) {
        Tally tally = subject.tally(narrowed(rule.match(), scope), List.of(Gate.METRIC_AND_JOB), false);
        Map<List<String>, Long> shares = new HashMap<>();
        tally.groups().getFirst().forEach((source, counts) -> shares.put(source, share(rule, counts, tally)));
        if (hasBaseline) {
            Map<List<String>, Long> growth = new HashMap<>();
            tally.groups()
                    .getFirst()
                    .forEach((source, counts) ->
                            growth.put(source, counts.series() - seriesBefore.getOrDefault(source, 0L)));
            List<String> worst = largest(growth);
            if (worst != null && growth.get(worst) > 0) {
                return worst;
            }
        }
        return largest(shares);
    }

    private static long share(Rule rule, Counts counts, Tally tally) {
        return switch (rule.measure()) {
            case SERIES, LABEL_VALUES -> counts.series();
            case ACTIVE_SERIES -> counts.active();
            case CHURN_PER_HOUR -> counts.added();
            case SAMPLES_PER_SECOND -> counts.windowSamples();
            // What it has more than if it were like the others.
            case BYTES_PER_SAMPLE ->
                counts.chunkBytes()
                        - (long) ((double) tally.total().chunkBytes()
                                * counts.storedSamples()
                                / Math.max(1, tally.total().storedSamples()));
            case PROJECTED_DISK -> tally.total().chunkBytes() == 0 ? counts.windowSamples() : counts.chunkBytes();
        };
    }

    /// The metric and job with most values of a label.
    private List<String> sourceOfValues(Rule rule, List<Matcher> scope, String label) {
        List<String> by = new ArrayList<>(Gate.METRIC_AND_JOB);
        by.add(label);
        Tally tally = subject.tally(narrowed(rule.match(), scope), List.of(by), false);
        Map<List<String>, Long> values = new HashMap<>();
        tally.groups().getFirst().keySet().forEach(group -> values.merge(group.subList(0, 2), 1L, Long::sum));
        return largest(values);
    }

    /// The one with the largest number; of several the first by its name.
    private static List<String> largest(Map<List<String>, Long> numbers) {
        return numbers.entrySet().stream()
                .max(Map.Entry.<List<String>, Long>comparingByValue()
                        .thenComparing(entry -> String.join("\0", entry.getKey()), Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /// Those of the chosen series that also satisfy all matchers.
    private static List<Selector> narrowed(List<Selector> selectors, List<Matcher> matchers) {
        if (matchers.isEmpty()) {
            return selectors;
        }
        List<Selector> bases = selectors.isEmpty() ? List.of(new Selector(List.of())) : selectors;
        List<Selector> narrowed = new ArrayList<>();
        for (Selector base : bases) {
            List<Matcher> all = new ArrayList<>(base.matchers());
            all.addAll(matchers);
            narrowed.add(new Selector(all));
        }
        return narrowed;
    }
}
