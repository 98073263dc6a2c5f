package dev.headroom.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `headroom relabel`: a place for what deals with relabeling rules themselves.
@Command(
        name = "relabel",
        description = "Deals with relabeling rules.",
        subcommands = RelabelTestCommand.class,
        mixinStandardHelpOptions = true)
public final class RelabelCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing: headroom relabel test");
    }
}
