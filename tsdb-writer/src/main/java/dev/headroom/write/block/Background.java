package dev.headroom.write.block;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does jobs in their order, beside the thread that hands them over. What fails there fails at a later call here.
final class Background implements AutoCloseable {
    /// Jobs that may wait; who hands over more waits for the oldest.
    static final int MOST_WAITING = 4;

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final ArrayDeque<Future<?>> jobs = new ArrayDeque<>();

    /// Something to do.
    interface Job {
        void run() throws IOException;
    }

    void run(Job job) throws IOException {
        if (jobs.size() == MOST_WAITING) {
            await(jobs.poll());
        }
        jobs.add(thread.submit(() -> {
            job.run();
            return null;
        }));
    }

    boolean isIdle() {
        return jobs.isEmpty() || jobs.getLast().isDone();
    }

    /// Returns when everything is done.
    void finish() throws IOException {
        while (!jobs.isEmpty()) {
            await(jobs.poll());
        }
    }

    private static void await(Future<?> job) throws IOException {
        try {
            job.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while a block was written").initCause(e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /// Leaves what has not begun.
    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}
