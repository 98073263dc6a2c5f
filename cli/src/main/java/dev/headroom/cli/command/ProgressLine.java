package dev.headroom.cli.command;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.cli.Interruption;
import dev.headroom.cli.render.Values;
import java.io.PrintWriter;
import java.time.Duration;

/// A line on standard error that says how far a run has come, from its second second on, when that is a terminal.
///
/// However the run ends, the line is gone then; also when the user has interrupted it.
final class ProgressLine implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(200);
    private static final int FIRST_STEP = 5;
    private static final String CLEAR = "\r\u001b[K";

    private final Progress progress = new Progress();
    private final PrintWriter err;
    private final Thread thread;
    private final Thread whenInterrupted;
    private boolean shown;
    private boolean closed;

    ProgressLine(PrintWriter err) {
        this(err, Terminals.isErrorTerminal());
    }

    private ProgressLine(PrintWriter err, boolean visible) {
        this.err = err;
        if (visible) {
            thread = Thread.ofPlatform().daemon().start(this::show);
            whenInterrupted = Interruption.prepare(this::clear);
        } else {
            thread = null;
            whenInterrupted = null;
        }
    }

    /// The line for a command that answers while it runs: none where the answer itself can be watched.
    static ProgressLine besideAnswer(PrintWriter err) {
        return new ProgressLine(err, Terminals.isErrorTerminal() && !Terminals.isOutputTerminal());
    }

    Progress progress() {
        return progress;
    }

    private void show() {
        // Asked for early, and by this thread: loading what knows it takes a while.
        int width = Terminals.errorWidth();
        try {
            for (int step = 1; ; step++) {
                Thread.sleep(STEP);
                if (step >= FIRST_STEP) {
                    print(line(progress), width);
                    width = Terminals.errorWidth();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void print(String line, int width) {
        if (!closed) {
            // The last column stays free: a terminal may break the line there.
            err.print(CLEAR + line.substring(0, Math.min(line.length(), width - 1)));
            err.flush();
            shown = true;
        }
    }

    /// Takes the line away for a message that is to stand in its place.
    synchronized void makeRoom() {
        if (shown) {
            err.print(CLEAR);
            err.flush();
            shown = false;
        }
    }

    private synchronized void clear() {
        closed = true;
        makeRoom();
    }

    /// Phase, how much of it is done, how fast, and how long it will take.
    static String line(Progress progress) {
        long done = progress.done();
        long total = progress.total();
        String line = progress.phase() + "  " + amount(progress, done);
        if (total == 0 || done == 0 || done > total) {
            return line;
        }
        double seconds = progress.seconds();
        double part = (double) done / total;
        line += " of " + amount(progress, total) + "  " + (int) (100 * part) + " %";
        if (progress.bytes() > 0 && seconds > 0) {
            line += "  " + Values.bytes((long) (part * progress.bytes() / seconds)) + "/s";
        }
        return line + "  " + Math.round(seconds / part - seconds) + " s left";
    }

    private static String amount(Progress progress, long steps) {
        return progress.isInBytes() ? Values.bytes(steps) : Values.count(steps);
    }

    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        clear();
        Interruption.forget(whenInterrupted);
    }
}
