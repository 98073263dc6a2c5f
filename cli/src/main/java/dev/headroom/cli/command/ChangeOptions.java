package dev.headroom.cli.command;

import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.verify.Expectation.Deletion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What is, or was, to be changed about the series of a directory: relabeling first, then labels dropped by name;
/// samples are deleted before either.
final class ChangeOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--relabel",
            paramLabel = "FILE",
            description = "Relabels every series: a list of rules, a map with metric_relabel_configs, or a Prometheus"
                    + " configuration; may be repeated.")
    private List<Path> rules = new ArrayList<>();

    @Option(names = "--job", paramLabel = "NAME", description = "The job of the configuration whose rules are meant.")
    private String job;

    @Option(
            names = "--drop-label",
            paramLabel = "LABEL",
            split = ",",
            description = "Drops these labels, after the rules; may be repeated.")
    private List<String> droppedLabels = new ArrayList<>();

    @Option(
            names = "--delete",
            paramLabel = "SELECTOR",
            converter = Selectors.class,
            description = "Deletes the samples of these series; may be repeated.")
    private List<Selector> deleted = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Deletes samples of this time or later only.")
    private Long from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Deletes samples of this time or earlier only.")
    private Long to;

    RelabelRules rules() {
        if (job != null && rules.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--job: goes with --relabel");
        }
        RelabelRules all = new RelabelRules(List.of());
        for (Path file : rules) {
            all = all.and(RuleFiles.read(spec, file, job));
        }
        return droppedLabels.isEmpty() ? all : all.and(RelabelRules.droppingLabels(droppedLabels));
    }

    List<Deletion> deletions() {
        if (deleted.isEmpty() && (from != null || to != null)) {
            throw new ParameterException(spec.commandLine(), "--from, --to: go with --delete");
        }
        long first = from == null ? Long.MIN_VALUE : from;
        long last = to == null ? Long.MAX_VALUE : to;
        if (first > last) {
            throw new ParameterException(spec.commandLine(), "--from: later than --to, nothing lies between");
        }
        return deleted.stream()
                .map(selector -> new Deletion(selector, first, last))
                .toList();
    }

    /// Whether anything is to be changed.
    boolean isAnything() {
        return !rules.isEmpty() || !droppedLabels.isEmpty() || !deleted.isEmpty();
    }
}
