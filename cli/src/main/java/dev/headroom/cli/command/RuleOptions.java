package dev.headroom.cli.command;

import dev.headroom.write.relabel.RelabelRules;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// Where the rules come from by which series are to be relabeled: first those of files, and then labels to drop by
/// name.
final class RuleOptions extends Options {
    private final Value<List<Path>> files = option(
                    "--relabel",
                    "FILE",
                    "Relabels every series: a list of rules, a map with metric_relabel_configs, or a Prometheus"
                            + " configuration; may be repeated.")
            .listOf(Path.class);

    private final Value<List<String>> droppedLabels = option(
                    "--drop-label", "LABEL", "Drops these labels, after the rules; may be repeated.")
            .splitAtCommas()
            .listOf(new LabelNames());

    RuleOptions(CommandSpec spec) {
        super(spec);
    }

    /// @param job whose rules of a configuration are meant; `null` when none was named
    RelabelRules rules(CommandSpec spec, String job) {
        if (job != null && files.get().isEmpty()) {
            throw usage("--job: goes with --relabel");
        }
        RelabelRules all = RuleFiles.readAll(spec, files.get(), job);
        return droppedLabels.get().isEmpty() ? all : all.and(RelabelRules.droppingLabels(droppedLabels.get()));
    }

    /// Whether anything is to be relabeled.
    boolean isAnything() {
        return !files.get().isEmpty() || !droppedLabels.get().isEmpty();
    }
}
