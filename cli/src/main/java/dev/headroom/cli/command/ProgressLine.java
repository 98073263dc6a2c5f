package dev.headroom.cli.command;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.cli.render.Values;
import java.io.PrintWriter;
import java.time.Duration;

/// A line on standard error that says how far a run has come, from its second second on, when that is a
/// terminal.
final class ProgressLine implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(200);
    private static final int FIRST_STEP = 5;
    private static final String CLEAR = "\r\u001b[K";

    private final Progress progress = new Progress();
    private final PrintWriter err;
    private final Thread thread;
    private final long start = System.nanoTime();
    private boolean shown;

    ProgressLine(PrintWriter err) {
        this.err = err;
        thread = Terminals.isErrorTerminal() ? Thread.ofPlatform().daemon().start(this::show) : null;
    }

    Progress progress() {
        return progress;
    }

    private void show() {
        try {
            for (int step = 1; ; step++) {
                Thread.sleep(STEP);
                if (step >= FIRST_STEP) {
                    err.print(CLEAR + line());
                    err.flush();
                    shown = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String line() {
        long done = progress.done();
        long total = progress.total();
        double seconds = (System.nanoTime() - start) / 1e9;
        String text = progress.phase() + "  " + Values.count(done);
        if (total > 0 && done > 0 && done <= total) {
            text += " of " + Values.count(total) + "  " + 100 * done / total + " %";
            if (done < total) {
                text += "  " + Math.round(seconds * (total - done) / done) + " s left";
            }
        }
        int width = Terminals.errorWidth() - 1;
        return text.length() <= width ? text : text.substring(0, width);
    }

    @Override
    public void close() {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (shown) {
            err.print(CLEAR);
            err.flush();
        }
    }
}
