package dev.headroom.cli.report;

import dev.headroom.cli.render.Values;
import dev.headroom.write.relabel.RelabelRule;
import java.util.ArrayList;
import java.util.List;

/// Relabeling rules as they stand in the configuration of a job, with comments.
final class RulesYaml {
    private final List<String> lines = new ArrayList<>();

    /// @param comments what stands above all rules
    RulesYaml(List<String> comments) {
        comments.forEach(comment -> comment("", comment));
        lines.add("metric_relabel_configs:");
    }

    void add(RelabelRule rule, List<String> comments) {
        comments.forEach(comment -> comment("  ", comment));
        lines.add("  - " + rule);
    }

    /// Names are somebody else's: none of them ends a comment.
    private void comment(String indent, String text) {
        lines.add(indent + "# " + Values.printable(text));
    }

    List<String> lines() {
        return lines;
    }
}
