package dev.headroom.write.relabel;

import com.google.re2j.Pattern;
import dev.headroom.write.relabel.RelabelStep.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Relabeling rules in their order, applied to one label set at a time. Immutable.
///
/// This is the plain way, which says what happens; [SeriesRelabeler] does the same for all series of a block. As in
/// Prometheus, a label set that is left without labels is a dropped one, and labels whose names begin with `__tmp`
/// are labels like any other: metric relabeling does not take them away.
///
/// @param rules may be none
public record RelabelRules(List<RelabelRule> rules) {
    public RelabelRules {
        rules = List.copyOf(rules);
    }

    /// Reads the rules of a file: a list of them, a map with `metric_relabel_configs`, or a Prometheus's
    /// configuration.
    ///
    /// @param job the `job_name` whose rules are meant; `null` when there is no choice
    /// @throws RelabelException when Prometheus would not take the rules, or there are none, or more than one
    /// choice
    public static RelabelRules read(Path file, String job) throws IOException {
        return RulesFile.read(file, job);
    }

    /// Reads rules out of YAML.
    ///
    /// @param file what messages call it
    public static RelabelRules parse(String file, String yaml, String job) {
        return new RulesFile(file, yaml).rules(job);
    }

    /// The rule that takes away labels by name.
    public static RelabelRules droppingLabels(List<String> names) {
        String regex = String.join("|", names.stream().map(Pattern::quote).toList());
        return new RelabelRules(
                List.of(RelabelRule.of(Action.LABELDROP).regex(regex).build()));
    }

    /// These rules and then others.
    public RelabelRules and(RelabelRules more) {
        List<RelabelRule> all = new ArrayList<>(rules);
        all.addAll(more.rules);
        return new RelabelRules(all);
    }

    /// The labels as the rules leave them; nothing when they drop the series.
    public Optional<LabelSet> apply(LabelSet labels) {
        LabelEdits edits = new LabelEdits(labels);
        for (RelabelRule rule : rules) {
            if (!apply(rule, edits)) {
                return Optional.empty();
            }
        }
        LabelSet result = edits.labels();
        return result.isEmpty() ? Optional.empty() : Optional.of(result);
    }

    /// What each rule does, up to the one that drops the series.
    public List<RelabelStep> trace(LabelSet labels) {
        LabelEdits edits = new LabelEdits(labels);
        List<RelabelStep> steps = new ArrayList<>();
        boolean kept = true;
        for (int i = 0; i < rules.size() && kept; i++) {
            RelabelRule rule = rules.get(i);
            LabelSet before = edits.labels();
            byte[] joined = rule.action().looksAtNames() ? null : joined(rule, edits);
            boolean matched = matched(rule, joined, edits);
            kept = apply(rule, edits);
            String seen = joined == null ? null : new String(joined, StandardCharsets.UTF_8);
            steps.add(new RelabelStep(rule, seen, matched, !kept, changes(before, edits.labels())));
        }
        return steps;
    }

    private static boolean matched(RelabelRule rule, byte[] joined, LabelEdits edits) {
        return switch (rule.action()) {
            case REPLACE, KEEP, DROP -> rule.matches(joined);
            case KEEPEQUAL, DROPEQUAL -> Arrays.equals(joined, edits.get(rule.targetName()));
            case HASHMOD, LOWERCASE, UPPERCASE -> true;
            case LABELMAP, LABELDROP, LABELKEEP ->
                edits.current().stream().anyMatch(label -> rule.matches(label.name()));
        };
    }

    /// Applies one rule; false when it drops the series.
    private static boolean apply(RelabelRule rule, LabelEdits edits) {
        if (rule.action().looksAtNames()) {
            for (Label label : edits.current()) {
                if (rule.action() != Action.LABELMAP) {
                    if (rule.removes(label.name())) {
                        edits.set(label.name(), new byte[0]);
                    }
                } else {
                    byte[] name = rule.mapped(label.name());
                    if (name != null) {
                        edits.set(name, label.value());
                    }
                }
            }
            return true;
        }
        byte[] joined = joined(rule, edits);
        if (rule.action().isFilter()) {
            return rule.passes(joined, edits.get(rule.targetName()));
        }
        Label label = rule.assign(joined);
        if (label != null) {
            edits.set(label.name(), label.value());
        }
        return true;
    }

    private static byte[] joined(RelabelRule rule, LabelEdits edits) {
        return rule.join(rule.sourceNames().stream().map(edits::get).toArray(byte[][]::new));
    }

    private static List<Change> changes(LabelSet before, LabelSet after) {
        List<Change> changes = new ArrayList<>();
        int left = 0;
        int right = 0;
        while (left < before.labels().size() || right < after.labels().size()) {
            Label old = left < before.labels().size() ? before.labels().get(left) : null;
            Label now = right < after.labels().size() ? after.labels().get(right) : null;
            int order = old == null ? 1 : now == null ? -1 : Arrays.compareUnsigned(old.name(), now.name());
            if (order < 0) {
                changes.add(new Change(old, null));
                left++;
            } else if (order > 0) {
                changes.add(new Change(null, now));
                right++;
            } else {
                if (!old.equals(now)) {
                    changes.add(new Change(old, now));
                }
                left++;
                right++;
            }
        }
        return changes;
    }
}
