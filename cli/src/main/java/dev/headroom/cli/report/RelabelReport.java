package dev.headroom.cli.report;

import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Table.Kind;
import dev.headroom.cli.render.Values;
import dev.headroom.write.relabel.Label;
import dev.headroom.write.relabel.LabelSet;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What rules do to series, rule by rule, as `headroom relabel test` shows it.
public final class RelabelReport implements Report {
    private final int rules;
    private final List<Series> series;

    private RelabelReport(int rules, List<Series> series) {
        this.rules = rules;
        this.series = series;
    }

    /// @param result `null` when the series is dropped
    private record Series(LabelSet labels, List<RelabelStep> steps, LabelSet result) {
        /// What Prometheus would say to the result, or `null`.
        String warning() {
            return result == null ? null : result.complaint().orElse(null);
        }

        String outcome() {
            return result == null ? "dropped" : "kept";
        }
    }

    /// The JSON report.
    record Json(int schemaVersion, List<JsonSeries> series) {}

    /// @param result left out when the series is dropped
    /// @param warning what Prometheus would say to the result; left out when nothing
    record JsonSeries(
            Map<String, String> labels,
            List<JsonStep> steps,
            String outcome,
            Map<String, String> result,
            String warning) {}

    /// @param rule its position, from 1
    /// @param value what the rule looked at; left out when it looks at names
    record JsonStep(
            int rule,
            String action,
            String yaml,
            String value,
            boolean matched,
            boolean dropped,
            List<JsonChange> changes) {}

    /// @param before left out when the label is new
    /// @param after left out when the label is gone
    record JsonChange(String label, String before, String after) {}

    public static RelabelReport of(RelabelRules rules, List<LabelSet> series) {
        return new RelabelReport(
                rules.rules().size(),
                series.stream()
                        .map(labels -> new Series(
                                labels, rules.trace(labels), rules.apply(labels).orElse(null)))
                        .toList());
    }

    @Override
    public Object json() {
        return new Json(1, series.stream().map(RelabelReport::json).toList());
    }

    private static JsonSeries json(Series series) {
        List<JsonStep> steps = new ArrayList<>();
        for (RelabelStep step : series.steps()) {
            steps.add(new JsonStep(
                    steps.size() + 1,
                    step.rule().action().label(),
                    step.rule().toString(),
                    step.joined(),
                    step.matched(),
                    step.dropped(),
                    step.changes().stream().map(RelabelReport::json).toList()));
        }
        return new JsonSeries(
                map(series.labels()),
                steps,
                series.outcome(),
                series.result() == null ? null : map(series.result()),
                series.warning());
    }

    private static JsonChange json(RelabelStep.Change change) {
        Label before = change.before();
        Label after = change.after();
        return new JsonChange(
                (before == null ? after : before).nameText(),
                before == null ? null : before.valueText(),
                after == null ? null : after.valueText());
    }

    private static Map<String, String> map(LabelSet labels) {
        Map<String, String> map = new LinkedHashMap<>();
        labels.labels().forEach(label -> map.put(label.nameText(), label.valueText()));
        return map;
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        long dropped = series.stream().filter(one -> one.result() == null).count();
        lines.add(Values.count(rules) + (rules == 1 ? " rule, " : " rules, ") + Values.count(series.size())
                + " series: " + Values.count(series.size() - dropped) + " kept, " + Values.count(dropped) + " dropped");
        for (int i = 0; i < series.size(); i++) {
            Series one = series.get(i);
            String number = (i + 1) + "  ";
            String indent = " ".repeat(number.length());
            lines.add("");
            lines.add(number + Values.printable(one.labels().toString()));
            if (one.result() != null) {
                lines.add(indent + Values.printable(one.result().toString()));
            } else {
                lines.add(indent + style.warning(droppedBy(one.steps())));
            }
            if (one.warning() != null) {
                lines.add(indent + style.warning(Values.printable(one.warning())));
            }
        }
        return lines;
    }

    private static String droppedBy(List<RelabelStep> steps) {
        boolean byRule = !steps.isEmpty() && steps.getLast().dropped();
        return byRule ? "dropped by rule " + steps.size() : "dropped: no label is left";
    }

    @Override
    public List<Table> tables() {
        Table.Builder table = Table.of("steps", "STEP BY STEP")
                .column("series", "series", Kind.COUNT)
                .column("rule", "rule", Kind.COUNT)
                .column("yaml", "yaml", Kind.TEXT)
                .column("value", "looks at", Kind.TEXT)
                .column("matched", "match", Kind.TEXT)
                .column("effect", "effect", Kind.TEXT);
        for (int i = 0; i < series.size(); i++) {
            List<RelabelStep> steps = series.get(i).steps();
            for (int rule = 0; rule < steps.size(); rule++) {
                RelabelStep step = steps.get(rule);
                table.row(
                        i + 1,
                        rule + 1,
                        step.rule().toString(),
                        step.joined() == null ? "names" : '"' + step.joined() + '"',
                        step.matched() ? "yes" : "no",
                        effect(step));
            }
        }
        return List.of(table.build());
    }

    private static String effect(RelabelStep step) {
        if (step.dropped()) {
            return "dropped";
        }
        if (step.changes().isEmpty()) {
            return "none";
        }
        return step.changes().stream().map(RelabelReport::effect).collect(Collectors.joining(", "));
    }

    private static String effect(RelabelStep.Change change) {
        if (change.after() == null) {
            return "without " + change.before();
        }
        return change.after()
                + (change.before() == null ? "" : " was \"" + change.before().valueText() + '"');
    }
}
