package dev.headroom.cli.command;

/// `headroom relabel`: a place for what deals with relabeling rules themselves.
public final class RelabelCommand extends Command {
    public RelabelCommand() {
        super("Deals with relabeling rules.");
        part("test", new RelabelTestCommand());
    }

    @Override
    public Integer call() {
        throw usage("missing: headroom relabel test");
    }
}
