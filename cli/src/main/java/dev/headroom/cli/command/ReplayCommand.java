package dev.headroom.cli.command;

/// `headroom replay`: a place for what moves data.
public final class ReplayCommand extends Command {
    public ReplayCommand() {
        super("Moves data: a log back into blocks, or a directory into another system.");
        part("wal", new ReplayWalCommand());
        part("remote", new ReplayRemoteCommand());
        part("compare", new ReplayCompareCommand());
    }

    @Override
    public Integer call() {
        throw usage("missing: headroom replay wal, remote or compare");
    }
}
