package dev.headroom.tsdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/// What a thread of its own works out, beside what is done until somebody asks for it. May be asked for by any thread,
/// any number of times.
public final class Beside<T> implements Supplier<T> {
    private final FutureTask<T> task;

    private Beside(FutureTask<T> task) {
        this.task = task;
    }

    /// Begins with the work.
    ///
    /// @param name of the thread, which does not keep the JVM from ending
    public static <T> Beside<T> start(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return new Beside<>(task);
    }

    /// Waits for the result, also when this thread is interrupted meanwhile: what the other one has opened has to be
    /// closed by somebody. What was thrown instead is thrown here.
    public T result() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw TaskResult.failure(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Waits until the work is over, whatever has come of it.
    public void await() {
        try {
            result();
        } catch (IOException | RuntimeException | Error e) {
            // Told to who asks for the result.
        }
    }

    /// Like [#result], for work that reads no files or says so with an [UncheckedIOException].
    @Override
    public T get() {
        try {
            return result();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
