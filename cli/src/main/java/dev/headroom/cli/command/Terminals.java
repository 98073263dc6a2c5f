package dev.headroom.cli.command;

import org.jline.terminal.impl.ffm.FfmTerminalProvider;
import org.jline.terminal.spi.SystemStream;

/// The terminals that a run talks to, if any.
///
/// Which streams are terminals says the launcher, since a shell knows at once: the properties
/// `headroom.out.terminal` and `headroom.err.terminal`. Only when one is, JLine is loaded to ask the operating
/// system for its width.
final class Terminals {
    /// What a terminal has that does not say.
    private static final int USUAL = 80;

    /// In less than this nothing can be laid out.
    private static final int NARROWEST = 20;

    private Terminals() {}

    static boolean isOutputTerminal() {
        return Boolean.getBoolean("headroom.out.terminal");
    }

    static boolean isErrorTerminal() {
        return Boolean.getBoolean("headroom.err.terminal");
    }

    /// Columns of the terminal that results go to; 0 when they go elsewhere.
    static int width() {
        return isOutputTerminal() ? columns(SystemStream.Output) : 0;
    }

    /// Columns of the terminal that progress goes to; 0 when it goes elsewhere.
    static int errorWidth() {
        return isErrorTerminal() ? columns(SystemStream.Error) : 0;
    }

    private static int columns(SystemStream stream) {
        try {
            int columns = new FfmTerminalProvider().systemStreamWidth(stream);
            return columns <= 0 ? USUAL : Math.max(NARROWEST, columns);
        } catch (RuntimeException e) {
            // What the launcher took for a terminal, or what was one then, does not answer as one.
            return USUAL;
        }
    }
}
