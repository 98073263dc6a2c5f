package dev.headroom.cli.report;

import dev.headroom.analyze.whatif.SuggestReport;
import dev.headroom.analyze.whatif.SuggestReport.Kind;
import dev.headroom.analyze.whatif.SuggestReport.Needed;
import dev.headroom.analyze.whatif.SuggestReport.Suggestion;
import dev.headroom.analyze.whatif.WhatIfReport;
import dev.headroom.analyze.whatif.WhatIfReport.Figures;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The answer of `headroom suggest`.
public final class SuggestText implements Report {
    private final SuggestReport report;

    public SuggestText(SuggestReport report) {
        this.report = report;
    }

    /// The JSON report; rules as YAML.
    record Json(
            int schemaVersion,
            String path,
            double target,
            double reached,
            boolean met,
            Figures before,
            Figures after,
            List<JsonRule> rules,
            List<Needed> needed,
            List<WhatIfReport.Damage> damaged) {}

    record JsonRule(
            String rule,
            Kind kind,
            String label,
            String metric,
            long values,
            String followsFrom,
            long savedBytes,
            long savedSeries,
            long savedHead,
            long savedAdded,
            Double savedAddedPerHour,
            String risk) {}

    @Override
    public Object json() {
        return new Json(
                1,
                report.path(),
                report.target(),
                report.reached(),
                report.isMet(),
                report.before(),
                report.after(),
                report.rules().stream()
                        .map(rule -> new JsonRule(
                                rule.rule().toString(),
                                rule.kind(),
                                rule.label(),
                                rule.metric(),
                                rule.values(),
                                rule.followsFrom(),
                                rule.savedBytes(),
                                rule.savedSeries(),
                                rule.savedHead(),
                                rule.savedAdded(),
                                rule.savedAddedPerHour(),
                                risk(rule)))
                        .toList(),
                report.needed(),
                report.damaged());
    }

    @Override
    public List<String> summary(Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(Values.printable(report.path()) + ": " + report.rules().size() + " rules save "
                + Values.share(report.reached()) + ", " + saved());
        shortfall().ifPresent(line -> lines.add(style.warning(line)));
        return lines;
    }

    private String saved() {
        return Values.bytes(report.before().bytes() - report.after().bytes()) + " of "
                + Values.bytes(report.before().bytes()) + " and "
                + Values.count(report.before().series() - report.after().series()) + " of "
                + Values.count(report.before().series()) + " series";
    }

    /// What to say when the rules do not save what was asked for.
    public Optional<String> shortfall() {
        return report.isMet()
                ? Optional.empty()
                : Optional.of("no more than " + Values.share(report.reached()) + " of the "
                        + Values.share(report.target())
                        + " asked for can be saved without making series collide or dropping metrics of less than 1 %");
    }

    private static String risk(Suggestion rule) {
        String who = "queries, alerts and dashboards that name ";
        return switch (rule.kind()) {
            case constant -> "one value only; " + who + rule.label() + " have to change";
            case exploding ->
                "series that follow one another become one and none overlap; " + who + rule.label()
                        + " no longer tell them apart";
            case redundant ->
                "no two series differ in it alone"
                        + (rule.followsFrom() == null ? "" : ", and its value follows from " + rule.followsFrom())
                        + "; " + who + rule.label() + " have to change";
            case explodingOnMetric ->
                "series of " + rule.metric() + " that follow one another become one and none overlap; " + who
                        + rule.label() + " with this metric no longer tell them apart";
            case metric -> "the metric is gone; whatever names " + rule.metric() + " has no data any more";
        };
    }

    private String saving(Suggestion rule) {
        long bytes = report.before().bytes();
        return Values.bytes(rule.savedBytes())
                + (bytes == 0 ? "" : " (" + Values.share((double) rule.savedBytes() / bytes) + ")") + ", "
                + Values.count(rule.savedSeries()) + " series, " + Values.count(rule.savedHead()) + " in the head"
                + (rule.savedAddedPerHour() == null
                        ? ""
                        : ", " + Values.rate(rule.savedAddedPerHour()) + " new series an hour");
    }

    @Override
    public List<Table> tables() {
        Table.Builder rules = Table.of("rules", "RULES, IN THIS ORDER")
                .column("rule", "rule", Table.Kind.TEXT)
                .column("savedBytes", "saves", Table.Kind.BYTES)
                .column("share", "share", Table.Kind.SHARE)
                .column("savedSeries", "series", Table.Kind.COUNT)
                .column("savedHead", "in the head", Table.Kind.COUNT)
                .column("savedAddedPerHour", "added/h", Table.Kind.RATE)
                .column("risk", "risk", Table.Kind.TEXT);
        long bytes = report.before().bytes();
        for (Suggestion rule : report.rules()) {
            rules.row(
                    rule.rule().toString(),
                    rule.savedBytes(),
                    bytes == 0 ? null : (double) rule.savedBytes() / bytes,
                    rule.savedSeries(),
                    rule.savedHead(),
                    rule.savedAddedPerHour(),
                    risk(rule));
        }
        Table.Builder needed = Table.of("needed", "LABELS THAT TELL SERIES OF THE SAME TIME APART")
                .column("label", "label", Table.Kind.TEXT)
                .column("overlappingSets", "label sets that would collide", Table.Kind.COUNT);
        report.needed().forEach(label -> needed.row(label.label(), label.overlappingSets()));
        return List.of(rules.build(), needed.build());
    }

    @Override
    public List<String> yaml() {
        List<String> comments = new ArrayList<>();
        comments.add(
                "headroom suggest " + report.path() + ": saves " + Values.share(report.reached()) + ", " + saved());
        shortfall().ifPresent(comments::add);
        RulesYaml yaml = new RulesYaml(comments);
        for (Suggestion rule : report.rules()) {
            yaml.add(rule.rule(), List.of("saves " + saving(rule), "risk: " + risk(rule)));
        }
        return report.rules().isEmpty() ? List.of() : yaml.lines();
    }
}
