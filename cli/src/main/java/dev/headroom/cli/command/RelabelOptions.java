package dev.headroom.cli.command;

import dev.headroom.write.relabel.RelabelRules;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How series are to be relabeled, with the job that a configuration's rules are taken of.
final class RelabelOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    private RuleOptions rules;

    @Option(names = "--job", paramLabel = "NAME", description = "The job of the configuration whose rules are meant.")
    private String job;

    RelabelRules rules() {
        return rules.rules(spec, job);
    }

    /// Whether anything is to be relabeled.
    boolean isAnything() {
        return rules.isAnything();
    }
}
