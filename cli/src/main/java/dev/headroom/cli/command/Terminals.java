package dev.headroom.cli.command;

/// What the launcher found out about the terminal: a shell knows at once what a JVM would need native code for.
///
/// `headroom.out.columns` and `headroom.err.columns` hold the terminal's width when standard output, or standard
/// error, is one.
final class Terminals {
    private Terminals() {}

    static boolean isOutputTerminal() {
        return width() > 0;
    }

    /// Columns of the terminal that results go to; 0 when they go elsewhere.
    static int width() {
        return Integer.getInteger("headroom.out.columns", 0);
    }

    /// Columns of the terminal that progress goes to; 0 when there is none.
    static int errorWidth() {
        return Integer.getInteger("headroom.err.columns", 0);
    }
}
