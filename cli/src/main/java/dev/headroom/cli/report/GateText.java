package dev.headroom.cli.report;

import dev.headroom.analyze.gate.GateReport;
import dev.headroom.analyze.gate.GateReport.Blame;
import dev.headroom.analyze.gate.GateReport.LabelRow;
import dev.headroom.analyze.gate.GateReport.Offender;
import dev.headroom.analyze.gate.GateReport.RuleRow;
import dev.headroom.analyze.gate.Measure;
import dev.headroom.cli.render.Amount;
import dev.headroom.cli.render.JUnitXml;
import dev.headroom.cli.render.MetricFamily;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.tsdb.units.Timestamps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The verdict of a gate: in the first line what is broken and who is to blame, then tables.
public final class GateText implements Report {
    private final GateReport report;

    public GateText(GateReport report) {
        this.report = report;
    }

    @Override
    public Object json() {
        return report;
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        String first = report.offenders().isEmpty()
                ? ""
                : ": " + line(report.offenders().getFirst());
        if (!report.passed()) {
            lines.add(style.warning("FAILED" + first));
        } else if (report.warnings() > 0) {
            lines.add(style.warning("PASSED, with a warning" + first));
        } else {
            lines.add(style.title("PASSED"));
        }
        lines.add("  " + Values.printable(report.path())
                + (report.dataStart() == null
                        ? ""
                        : "  " + Timestamps.print(report.dataStart()) + " to " + Timestamps.print(report.dataEnd())));
        if (report.baseline() != null) {
            lines.add("  baseline       " + Values.printable(report.baseline().path())
                    + (report.baseline().dataEnd() == null
                            ? ""
                            : " at " + Timestamps.print(report.baseline().dataEnd())));
        }
        long unjudged = report.rules().stream()
                .filter(rule -> rule.status().equals("unjudged"))
                .count();
        lines.add("  limits broken  " + Values.count(report.errors()) + " of severity error, "
                + Values.count(report.warnings()) + " of severity warn, in "
                + Values.count(report.rules().size()) + " rules"
                + (unjudged == 0 ? "" : ", of which " + unjudged + " could not be judged"));
        report.damaged()
                .forEach(damage -> lines.add(
                        style.warning("  damaged        " + Values.printable(damage.message()) + " (left out)")));
        return lines;
    }

    /// An offender in one line, which names metric, label and job to blame.
    private static String line(Offender offender) {
        Kind kind = kind(offender.measure());
        StringBuilder line = new StringBuilder(offender.rule()).append(": ");
        if (!offender.name().isEmpty()) {
            line.append(name(offender)).append(' ');
        }
        line.append(Amount.of(offender.value(), kind).shown())
                .append(", allowed ")
                .append(Amount.of(offender.limit(), kind).shown());
        if (offender.bound().equals("growth")) {
            line.append(" (was ")
                    .append(Amount.of(offender.baseline(), kind).shown())
                    .append(')');
        }
        Blame blame = offender.blame();
        if (blame != null) {
            line.append("; to blame: metric ").append(named(blame.metric()));
            if (!blame.labels().isEmpty()) {
                LabelRow label = blame.labels().getFirst();
                line.append(", label ")
                        .append(label.name())
                        .append(" (")
                        .append(values(label))
                        .append(')');
            }
            line.append(", job ").append(named(blame.job()));
        }
        if (offender.message() != null) {
            line.append("; ").append(offender.message());
        }
        if (offender.owner() != null) {
            line.append(" [").append(offender.owner()).append(']');
        }
        return Values.printable(line.toString());
    }

    /// A metric, a job or a label name needs no explanation; the value of some label does.
    private static String name(Offender offender) {
        boolean isPlain = offender.per().size() != 1
                || offender.per().equals(List.of("job"))
                || offender.per().equals(List.of("__name__"));
        return isPlain ? offender.name() : offender.per().getFirst() + "=" + offender.name();
    }

    private static String values(LabelRow label) {
        return Values.count(label.values()) + (label.values() == 1 ? " value" : " values");
    }

    private static String named(String name) {
        return name.isEmpty() ? "(none)" : name;
    }

    /// One workflow command of GitHub Actions for each offender.
    public List<String> annotations() {
        return report.offenders().stream()
                .map(offender -> "::" + (offender.severity().equals("error") ? "error" : "warning") + " title="
                        + data("headroom: " + offender.rule())
                                .replace(":", "%3A")
                                .replace(",", "%2C")
                        + "::" + data(line(offender)))
                .toList();
    }

    private static String data(String text) {
        return Values.printable(text).replace("%", "%25");
    }

    private static Kind kind(String measure) {
        Measure.Unit unit = Arrays.stream(Measure.values())
                .filter(one -> one.label().equals(measure))
                .findFirst()
                .orElseThrow()
                .unit();
        return switch (unit) {
            case COUNT -> Kind.COUNT;
            case RATE -> Kind.RATE;
            case RATIO -> Kind.RATIO;
            case BYTES -> Kind.BYTES;
        };
    }

    @Override
    public List<Table> tables() {
        return List.of(offenders(), blame(), rules(), growth());
    }

    private Table offenders() {
        Table.Builder table = Table.of("offenders", "OFFENDERS")
                .column("severity", "severity", Kind.TEXT)
                .column("rule", "rule", Kind.TEXT)
                .column("name", "offender", Kind.TEXT)
                .column("value", "value", Kind.AMOUNT)
                .column("limit", "limit", Kind.AMOUNT)
                .column("baseline", "baseline", Kind.AMOUNT)
                .column("metric", "metric", Kind.TEXT)
                .column("labels", "labels to blame", Kind.TEXT)
                .column("job", "job", Kind.TEXT)
                .column("owner", "owner", Kind.TEXT)
                .column("message", "message", Kind.TEXT);
        for (Offender row : report.offenders()) {
            Kind kind = kind(row.measure());
            Blame blame = row.blame();
            table.row(
                    row.severity(),
                    row.rule(),
                    row.name(),
                    Amount.of(row.value(), kind),
                    Amount.of(row.limit(), kind),
                    Amount.of(row.baseline(), kind),
                    blame == null ? null : named(blame.metric()),
                    blame == null
                            ? null
                            : blame.labels().stream()
                                    .map(label -> label.name() + " (" + values(label) + ")")
                                    .collect(Collectors.joining(", ")),
                    blame == null ? null : named(blame.job()),
                    row.owner(),
                    row.message());
        }
        return table.build();
    }

    private Table blame() {
        Table.Builder table = Table.of("labels", "LABELS TO BLAME")
                .column("metric", "metric", Kind.TEXT)
                .column("job", "job", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("label", "label", Kind.TEXT)
                .column("values", "values", Kind.COUNT)
                .column("newValues", "new values", Kind.COUNT)
                .column("baselineValues", "in the baseline", Kind.COUNT);
        report.offenders().stream()
                .map(Offender::blame)
                .filter(java.util.Objects::nonNull)
                .distinct()
                .forEach(blame -> blame.labels()
                        .forEach(label -> table.row(
                                named(blame.metric()),
                                named(blame.job()),
                                blame.series(),
                                label.name(),
                                label.values(),
                                label.newValues(),
                                label.baselineValues())));
        return table.build();
    }

    private Table rules() {
        Table.Builder table = Table.of("rules", "RULES")
                .column("status", "status", Kind.TEXT)
                .column("name", "rule", Kind.TEXT)
                .column("judged", "judged", Kind.COUNT)
                .column("broken", "broken", Kind.COUNT)
                .column("highest", "nearest to its limit", Kind.TEXT)
                .column("value", "value", Kind.AMOUNT)
                .column("limit", "limit", Kind.AMOUNT)
                .column("reason", "not judged because", Kind.TEXT);
        for (RuleRow row : report.rules()) {
            Kind kind = kind(row.measure());
            table.row(
                    row.status(),
                    row.name(),
                    row.judged(),
                    row.broken(),
                    row.highest(),
                    Amount.of(row.value(), kind),
                    Amount.of(row.limit(), kind),
                    row.reason());
        }
        return table.build();
    }

    private Table growth() {
        Table.Builder table = Table.of("growth", "GROWTH SINCE THE BASELINE")
                .column("metric", "metric", Kind.TEXT)
                .column("job", "job", Kind.TEXT)
                .column("series", "series", Kind.COUNT)
                .column("baseline", "baseline", Kind.COUNT)
                .column("growth", "growth", Kind.COUNT);
        report.growth()
                .forEach(row ->
                        table.row(named(row.metric()), named(row.job()), row.series(), row.baseline(), row.growth()));
        return table.build();
    }

    @Override
    public List<MetricFamily> families() {
        MetricFamily broken = MetricFamily.of("headroom_gate_limits_broken", "Limits of the budget that are broken.")
                .sample(report.errors(), "severity", "error")
                .sample(report.warnings(), "severity", "warn");
        MetricFamily passed = MetricFamily.of("headroom_gate_passed", "Whether no limit of severity error is broken.")
                .sample(report.passed() ? 1 : 0);
        MetricFamily rules = MetricFamily.of("headroom_gate_rule_broken", "Limits of a rule that are broken.");
        MetricFamily values = MetricFamily.of(
                "headroom_gate_rule_value",
                "What a rule measures, of the group nearest to its limit or furthest beyond.");
        MetricFamily limits = MetricFamily.of("headroom_gate_rule_limit", "The limit of that group.");
        int number = 0;
        for (RuleRow row : report.rules()) {
            String[] labels = {"rule", row.name(), "number", Integer.toString(++number), "measure", row.measure()};
            rules.sample(row.broken(), labels);
            values.sample(row.value(), labels);
            limits.sample(row.limit(), labels);
        }
        return List.of(passed, broken, rules, values, limits);
    }

    @Override
    public List<JUnitXml.Case> cases() {
        List<JUnitXml.Case> cases = new ArrayList<>();
        for (RuleRow rule : report.rules()) {
            List<String> failures = lines(rule, "error");
            List<String> notes = lines(rule, "warn");
            long untold = rule.broken() - failures.size() - notes.size();
            if (untold > 0) {
                (rule.status().equals("error") ? failures : notes).add("and " + Values.count(untold) + " more");
            }
            cases.add(new JUnitXml.Case(
                    rule.name(), failures, notes, rule.status().equals("unjudged") ? reason(rule) : null));
        }
        return cases;
    }

    private static String reason(RuleRow rule) {
        return rule.reason() == null ? "nothing to judge" : rule.reason();
    }

    /// The offenders of a rule; rules of the same name show each other's.
    private List<String> lines(RuleRow rule, String severity) {
        return report.offenders().stream()
                .filter(offender -> offender.rule().equals(rule.name())
                        && offender.severity().equals(severity))
                .map(GateText::line)
                .collect(Collectors.toCollection(ArrayList::new));
    }
}
