package dev.headroom.cli.command;

import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/// Options under a heading of their own in a command's help.
abstract class OptionGroup extends Options {
    private final ArgGroupSpec.Builder group;

    OptionGroup(CommandSpec spec, String heading) {
        super(spec);
        this.group = ArgGroupSpec.builder().exclusive(false).heading(heading + "%n");
    }

    /// The group, once it has all of its options, as part of its command.
    static <G extends OptionGroup> G added(G options) {
        OptionGroup complete = options;
        complete.spec.addArgGroup(complete.group.build());
        return options;
    }

    @Override
    void add(ArgSpec argument) {
        group.addArg(argument);
    }
}
