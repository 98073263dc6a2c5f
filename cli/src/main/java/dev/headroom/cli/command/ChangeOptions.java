package dev.headroom.cli.command;

import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.rewrite.Deletion;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What is, or was, to be changed about the series of a directory: samples are deleted first, by the labels as
/// they are; then series are relabeled.
final class ChangeOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private RelabelOptions relabeling;

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
        return relabeling.rules();
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
        return relabeling.isAnything() || !deleted.isEmpty();
    }
}
