package dev.headroom.cli;

/// What the exit status of a run says.
public final class ExitCode {
    public static final int OK = 0;
    /// A budget or a comparison that the user asked for was not met.
    public static final int GATE_FAILED = 1;
    /// The command line, or a file that it names as configuration, is wrong.
    public static final int USAGE = 2;
    /// Data that is damaged, missing or unreadable; also an answer that could not be written.
    public static final int DATA = 3;
    /// Refused, because going on could have lost data.
    public static final int REFUSED = 4;

    /// Ended by the user, as a shell reports it.
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
