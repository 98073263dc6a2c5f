package dev.headroom.cli.command;

import dev.headroom.cli.Interruption;
import dev.headroom.replay.remote.Stop;
import java.io.IOException;

/// A run that sends. An interrupt asks it to end, and waits for what is under way.
final class StoppableRun {
    /// Milliseconds that an interrupt waits for the answers to requests that are under way.
    private static final long LAST_ANSWERS = 3_000;

    private StoppableRun() {}

    /// What is done until somebody wishes for an end.
    interface Work<T> {
        T run(Stop stop) throws IOException;
    }

    /// Runs it.
    ///
    /// @return what it returns; `null` when it fails because an interrupt has taken its files away under it
    static <T> T of(Work<T> work) throws IOException {
        Stop stop = new Stop();
        Thread whenInterrupted = Interruption.prepare(() -> stop.stop(LAST_ANSWERS));
        try {
            return work.run(stop);
        } catch (IOException | RuntimeException e) {
            if (stop.isWished()) {
                return null;
            }
            throw e;
        } finally {
            stop.ended();
            Interruption.forget(whenInterrupted);
        }
    }
}
