package dev.headroom.cli.command;

import dev.headroom.write.relabel.RelabelRules;
import picocli.CommandLine.Model.CommandSpec;

/// How series are to be relabeled, with the job that a configuration's rules are taken of.
final class RelabelOptions extends Options {
    private final RuleOptions rules = new RuleOptions(spec);

    private final Value<String> job = option("--job", "NAME", "The job of the configuration whose rules are meant.")
            .as(String.class);

    RelabelOptions(CommandSpec spec) {
        super(spec);
    }

    RelabelRules rules() {
        return rules.rules(spec, job.get());
    }

    /// Whether anything is to be relabeled.
    boolean isAnything() {
        return rules.isAnything();
    }
}
