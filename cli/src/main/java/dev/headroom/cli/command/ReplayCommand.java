package dev.headroom.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `headroom replay`: a place for what moves data.
@Command(
        name = "replay",
        description = "Moves data: a log back into blocks, or a directory into another system.",
        subcommands = {ReplayWalCommand.class, ReplayRemoteCommand.class, ReplayCompareCommand.class},
        mixinStandardHelpOptions = true)
public final class ReplayCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "missing: headroom replay wal, remote or compare");
    }
}
