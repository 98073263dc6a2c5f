package dev.headroom.cli.command;

import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.rewrite.Deletion;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// What is, or was, to be changed about the series of a directory: samples are deleted first, by the labels as
/// they are; then series are relabeled.
final class ChangeOptions extends Options {
    private final RelabelOptions relabeling = new RelabelOptions(spec);

    private final Value<List<Selector>> deleted = option(
                    "--delete", "SELECTOR", "Deletes the samples of these series; may be repeated.")
            .listOf(new Selectors());

    private final Value<Long> from = option("--from", "TIME", "Deletes samples of this time or later only.")
            .as(new Times());

    private final Value<Long> to = option("--to", "TIME", "Deletes samples of this time or earlier only.")
            .as(new Times());

    ChangeOptions(CommandSpec spec) {
        super(spec);
    }

    RelabelRules rules() {
        return relabeling.rules();
    }

    List<Deletion> deletions() {
        if (deleted.get().isEmpty() && (from.get() != null || to.get() != null)) {
            throw usage("--from, --to: go with --delete");
        }
        long first = from.or(Long.MIN_VALUE);
        long last = to.or(Long.MAX_VALUE);
        if (first > last) {
            throw usage("--from: later than --to, nothing lies between");
        }
        return deleted.get().stream()
                .map(selector -> new Deletion(selector, first, last))
                .toList();
    }

    /// Whether anything is to be changed.
    boolean isAnything() {
        return relabeling.isAnything() || !deleted.get().isEmpty();
    }
}
