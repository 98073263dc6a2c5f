package dev.headroom.tsdb;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// What another thread has come to.
public final class TaskResult {
    private TaskResult() {}

    /// Waits for a result; what was thrown instead is thrown here.
    ///
    /// @throws InterruptedIOException when this thread is interrupted meanwhile
    public static <T> T of(Future<T> task) throws IOException {
        try {
            return task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /// What a task threw: returned when it is an [IOException], and thrown when it is unchecked.
    public static IOException failure(ExecutionException e) {
        return switch (e.getCause()) {
            case IOException failure -> failure;
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            default -> throw new IllegalStateException(e.getCause());
        };
    }
}
