package dev.headroom.cli;

import java.io.Closeable;
import java.io.IOException;

/// What is still to be done when the user interrupts a run.
public final class Interruption {
    private Interruption() {}

    /// Has something closed when the run is interrupted.
    ///
    /// @return what [#forget] takes
    public static Thread close(Closeable open) {
        return prepare(() -> {
            try {
                open.close();
            } catch (IOException e) {
                // The run ends, and nobody wants what was open.
            }
        });
    }

    /// Has something done when the run is interrupted.
    ///
    /// @return what [#forget] takes
    public static Thread prepare(Runnable action) {
        Thread hook = new Thread(action);
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The run has been interrupted a moment ago, and ends before it has done anything that matters.
        }
        return hook;
    }

    /// Takes back what was prepared.
    public static void forget(Thread prepared) {
        try {
            Runtime.getRuntime().removeShutdownHook(prepared);
        } catch (IllegalStateException e) {
            // The run is being interrupted, and the action with it.
        }
    }
}
