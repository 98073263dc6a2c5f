package dev.headroom.analyze.gate;

import dev.headroom.analyze.gate.Baseline.SeriesRow;
import dev.headroom.analyze.gate.Budget.Rule;
import dev.headroom.analyze.gate.Budget.Terms;
import dev.headroom.analyze.gate.GateReport.Blame;
import dev.headroom.analyze.gate.GateReport.GrowthRow;
import dev.headroom.analyze.gate.GateReport.Offender;
import dev.headroom.analyze.gate.GateReport.RuleRow;
import dev.headroom.analyze.gate.GateReport.Status;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import dev.headroom.analyze.report.Counts;
import dev.headroom.analyze.report.Tally;
import dev.headroom.tsdb.selector.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Holds a subject against a budget.
///
/// The subject is counted once for all rules about the same series. What is broken is counted once more, its
/// own series only, to say who is to blame.
public final class Gate {
    static final List<String> METRIC_AND_JOB = List.of("__name__", "job");

    /// For more offenders than these nobody reads who is to blame.
    private static final int MOST_BLAMED = 20;

    private final Budget budget;
    private final Baseline baseline;
    private final Subject subject;
    private final int limit;

    private final List<RuleRow> rules = new ArrayList<>();
    private final List<Broken> broken = new ArrayList<>();
    private final List<Baseline.Measured> measured = new ArrayList<>();

    private Gate(Budget budget, Baseline baseline, Subject subject, int limit) {
        this.budget = budget;
        this.baseline = baseline;
        this.subject = subject;
        this.limit = limit;
    }

    /// What is held against the budget, as the report says it.
    ///
    /// @param dataStart time of the first sample; `null` when there is none, or for a page of metrics
    public record Origin(String path, Long dataStart, Long dataEnd, List<DamageRow> damaged) {}

    /// The report, and what a later run can take as its baseline.
    public record Judgement(GateReport report, Baseline measured) {}

    /// Judges.
    ///
    /// @param baseline what growth is measured against; `null` for none
    /// @param limit rows of the lists; 0 for all
    public static Judgement judge(Budget budget, Baseline baseline, Subject subject, Origin origin, int limit) {
        return new Gate(budget, baseline, subject, limit).judge(origin);
    }

    /// Something that is beyond its limit.
    private record Broken(
            Rule rule, Group group, Terms terms, double value, double limit, boolean isGrowth, Double before) {
        double excess() {
            return limit == 0 ? Double.POSITIVE_INFINITY : value / limit;
        }
    }

    private Judgement judge(Origin origin) {
        Map<List<Selector>, Needs> needs = new LinkedHashMap<>();
        needs.computeIfAbsent(List.of(), any -> new Needs()).all();
        budget.rules()
                .forEach(rule ->
                        needs.computeIfAbsent(rule.match(), any -> new Needs()).add(rule));
        Map<List<Selector>, Tally> tallies = new HashMap<>();
        needs.forEach((match, need) -> tallies.put(match, subject.tally(match, List.copyOf(need.by), need.labels)));
        for (Rule rule : budget.rules()) {
            List<List<String>> by = List.copyOf(needs.get(rule.match()).by);
            Tally tally = tallies.get(rule.match());
            judge(rule, values(rule, tally, by.indexOf(rule.by())));
        }
        broken.sort(Comparator.comparing((Broken one) -> one.terms.severity())
                .thenComparing(Comparator.comparingDouble(Broken::excess).reversed()));
        Tally all = tallies.get(List.of());
        List<SeriesRow> series = new ArrayList<>();
        all.groups()
                .get(List.copyOf(needs.get(List.of()).by).indexOf(METRIC_AND_JOB))
                .forEach((values, counts) -> series.add(SeriesRow.of(values.get(0), values.get(1), counts)));
        series.sort(Comparator.comparing(SeriesRow::metric).thenComparing(SeriesRow::job));
        return new Judgement(report(origin, series), measured(origin, series, all));
    }

    private GateReport report(Origin origin, List<SeriesRow> series) {
        Blaming blaming = new Blaming(subject, baseline);
        List<Offender> offenders = new ArrayList<>();
        for (Broken one : broken.subList(0, limit == 0 ? broken.size() : Math.min(limit, broken.size()))) {
            Blame blame = offenders.size() < MOST_BLAMED ? blaming.blame(one.rule, one.group) : null;
            Measure measure = one.rule.measure();
            offenders.add(new Offender(
                    one.rule.name(),
                    one.terms.severity().label(),
                    measure.label(),
                    one.rule.by(),
                    one.group.name(),
                    measure.number(one.value),
                    measure.number(one.limit),
                    one.isGrowth ? "growth" : "max",
                    one.before == null ? null : measure.number(one.before),
                    one.terms.message(),
                    one.terms.owner(),
                    blame));
        }
        long errors = broken.stream()
                .filter(one -> one.terms.severity() == Severity.ERROR)
                .count();
        return new GateReport(
                1,
                origin.path(),
                origin.dataStart(),
                origin.dataEnd(),
                baseline == null ? null : new GateReport.BaselineRef(baseline.path(), baseline.dataEnd()),
                errors == 0,
                errors,
                broken.size() - errors,
                rules,
                offenders,
                growth(series),
                origin.damaged());
    }

    private Baseline measured(Origin origin, List<SeriesRow> series, Tally all) {
        List<Baseline.LabelRow> labels = new ArrayList<>();
        new TreeMap<>(all.labels())
                .forEach((name, label) -> labels.add(new Baseline.LabelRow(
                        name,
                        label.values(),
                        label.series().series(),
                        label.series().samples(),
                        label.series().chunkBytes(),
                        label.series().added())));
        return new Baseline(
                1,
                Baseline.KIND,
                origin.path(),
                origin.dataStart(),
                origin.dataEnd(),
                all.hours() == 0 ? null : all.hours(),
                series,
                labels,
                measured);
    }

    /// What the rules about the same series need to be counted.
    private static final class Needs {
        final Set<List<String>> by = new LinkedHashSet<>();
        boolean labels;

        void all() {
            by.add(METRIC_AND_JOB);
            labels = true;
        }

        void add(Rule rule) {
            if (rule.measure() == Measure.LABEL_VALUES) {
                labels = true;
            } else if (!rule.by().isEmpty()) {
                by.add(rule.by());
            }
        }
    }

    /// What the rule measures of each group; without an entry for what has no number.
    private Map<Group, Double> values(Rule rule, Tally tally, int grouping) {
        // By name, whatever the order that series are counted in.
        Map<Group, Double> values = new TreeMap<>(Comparator.comparing(Group::name));
        if (rule.measure() == Measure.LABEL_VALUES) {
            tally.labels()
                    .forEach((name, label) -> values.put(new Group(List.of(), List.of(name)), (double) label.values()));
            return values;
        }
        boolean isOfAll = rule.by().isEmpty() && rule.match().isEmpty();
        if (rule.measure() == Measure.PROJECTED_DISK && isOfAll) {
            Double planned = subject.plannedDisk(rule.retention());
            if (planned != null) {
                return Map.of(new Group(List.of(), List.of()), planned);
            }
        }
        Map<List<String>, Counts> groups =
                grouping < 0 ? Map.of(List.of(), tally.total()) : tally.groups().get(grouping);
        groups.forEach((labels, counts) -> {
            Double value = value(rule, counts, tally);
            if (value != null) {
                values.put(new Group(rule.by(), labels), value);
            }
        });
        return values;
    }

    private static Double value(Rule rule, Counts counts, Tally tally) {
        return switch (rule.measure()) {
            case SERIES -> (double) counts.series();
            case ACTIVE_SERIES -> tally.isNow() ? (double) counts.active() : null;
            case LABEL_VALUES -> throw new IllegalArgumentException("label values are no counts of series");
            case CHURN_PER_HOUR -> ratio(counts.added(), tally.hours());
            case SAMPLES_PER_SECOND -> ratio(counts.windowSamples(), tally.windowSeconds());
            case BYTES_PER_SAMPLE -> ratio(counts.chunkBytes(), counts.storedSamples());
            case PROJECTED_DISK -> {
                Double rate = ratio(counts.windowSamples(), tally.windowSeconds());
                Double bytes = ratio(counts.chunkBytes(), counts.storedSamples());
                if (bytes == null) {
                    // Series too young for a block cost what others cost.
                    bytes = ratio(tally.total().chunkBytes(), tally.total().storedSamples());
                }
                yield rate == null || bytes == null ? null : rule.retention() / 1000.0 * rate * bytes;
            }
        };
    }

    private static Double ratio(long part, double whole) {
        return whole == 0 ? null : (double) part / whole;
    }

    private static Double ratio(long part, long whole) {
        return ratio(part, (double) whole);
    }

    private void judge(Rule rule, Map<Group, Double> values) {
        Map<String, Double> before = before(rule);
        Map<String, Double> named = new TreeMap<>();
        long judged = 0;
        long over = 0;
        boolean error = false;
        boolean needsBaseline = false;
        Broken highest = null;
        for (Map.Entry<Group, Double> entry : values.entrySet()) {
            Group group = entry.getKey();
            double value = entry.getValue();
            named.put(group.name(), value);
            Terms terms = rule.termsOf(group);
            Double old = before == null ? null : before.get(group.name());
            Broken worst = null;
            if (terms.max() != null) {
                worst = new Broken(rule, group, terms, value, terms.max(), false, old);
            }
            if (terms.growth() != null) {
                needsBaseline |= before == null;
                // What is new has not grown by percents, but by all that it is.
                boolean comparable =
                        before != null && (old != null || !terms.growth().percent());
                if (comparable) {
                    double allowed = terms.growth().limit(old == null ? 0 : old);
                    Broken grown = new Broken(rule, group, terms, value, allowed, true, old == null ? 0.0 : old);
                    boolean maxHolds = worst == null || worst.value <= worst.limit;
                    if (worst == null || (maxHolds && grown.excess() > worst.excess())) {
                        worst = grown;
                    }
                }
            }
            if (worst == null) {
                continue;
            }
            judged++;
            if (highest == null || worst.excess() > highest.excess()) {
                highest = worst;
            }
            if (worst.value > worst.limit) {
                broken.add(worst);
                over++;
                error |= terms.severity() == Severity.ERROR;
            }
        }
        measured.add(new Baseline.Measured(
                rule.measure().label(), rule.by(), Baseline.selectors(rule), rule.retention(), named));
        rules.add(new RuleRow(
                rule.name(),
                rule.measure().label(),
                rule.by(),
                Baseline.selectors(rule),
                status(judged, over, error).name().toLowerCase(Locale.ROOT),
                judged,
                over,
                highest == null ? null : highest.group.name(),
                highest == null ? null : rule.measure().number(highest.value),
                highest == null ? null : rule.measure().number(highest.limit),
                reason(rule, values, needsBaseline)));
    }

    private static Status status(long judged, long over, boolean error) {
        if (over > 0) {
            return error ? Status.ERROR : Status.WARN;
        }
        return judged == 0 ? Status.UNJUDGED : Status.OK;
    }

    private String reason(Rule rule, Map<Group, Double> values, boolean needsBaseline) {
        if (values.isEmpty()) {
            return subject.whyNot(rule.measure());
        }
        if (needsBaseline) {
            return baseline == null ? "growth needs a baseline" : "the baseline was written without this rule";
        }
        return null;
    }

    /// What the baseline says of the rule; `null` when it says nothing.
    private Map<String, Double> before(Rule rule) {
        return baseline == null
                ? null
                : baseline.measured().stream()
                        .filter(old -> old.isOf(rule))
                        .findFirst()
                        .map(Baseline.Measured::values)
                        .orElse(null);
    }

    private List<GrowthRow> growth(List<SeriesRow> series) {
        if (baseline == null) {
            return List.of();
        }
        Map<List<String>, Long> before = new HashMap<>();
        baseline.series().forEach(row -> before.merge(key(row), row.series(), Long::sum));
        List<GrowthRow> rows = new ArrayList<>();
        for (SeriesRow row : series) {
            Long old = before.remove(key(row));
            add(rows, row.metric(), row.job(), row.series(), old == null ? 0 : old);
        }
        before.forEach((key, old) -> add(rows, key.get(0), key.get(1), 0, old));
        rows.sort(Comparator.comparingLong((GrowthRow row) -> Math.abs(row.growth()))
                .reversed()
                .thenComparing(GrowthRow::metric)
                .thenComparing(GrowthRow::job));
        return limit == 0 || rows.size() <= limit ? rows : List.copyOf(rows.subList(0, limit));
    }

    private static void add(List<GrowthRow> rows, String metric, String job, long now, long before) {
        if (now != before) {
            rows.add(new GrowthRow(metric, job, now, before, now - before));
        }
    }

    private static List<String> key(SeriesRow row) {
        return List.of(row.metric(), row.job());
    }
}
