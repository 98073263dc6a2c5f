package dev.headroom.cli.command;

import dev.headroom.write.relabel.RelabelRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// Where the rules come from by which series are to be relabeled: first those of files, and then labels to drop by
/// name.
final class RuleOptions {
    @Option(
            names = "--relabel",
            paramLabel = "FILE",
            description = "Relabels every series: a list of rules, a map with metric_relabel_configs, or a Prometheus"
                    + " configuration; may be repeated.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--drop-label",
            paramLabel = "LABEL",
            split = ",",
            converter = LabelNames.class,
            description = "Drops these labels, after the rules; may be repeated.")
    private List<String> droppedLabels = new ArrayList<>();

    /// @param job whose rules of a configuration are meant; `null` when none was named
    RelabelRules rules(CommandSpec spec, String job) {
        if (job != null && files.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--job: goes with --relabel");
        }
        RelabelRules all = RuleFiles.readAll(spec, files, job);
        return droppedLabels.isEmpty() ? all : all.and(RelabelRules.droppingLabels(droppedLabels));
    }

    /// Whether anything is to be relabeled.
    boolean isAnything() {
        return !files.isEmpty() || !droppedLabels.isEmpty();
    }
}
