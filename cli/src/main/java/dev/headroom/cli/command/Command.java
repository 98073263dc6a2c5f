package dev.headroom.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// A command: its options, and what is to be done with them, which ends with an exit code.
public abstract class Command extends Options implements Callable<Integer> {
    /// @param description paragraphs for its help
    Command(String... description) {
        spec.usageMessage().description(description);
    }

    /// Makes another command a part of this one, to be named behind it.
    final void part(String name, Command command) {
        spec.addSubcommand(name, command.complete());
    }

    /// What picocli has to know, once the command has all options of its own; to be asked for once.
    public final CommandSpec complete() {
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
        return spec;
    }
}
