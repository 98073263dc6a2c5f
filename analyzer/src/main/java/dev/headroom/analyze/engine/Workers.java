package dev.headroom.analyze.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Threads for the parts of a pass. One part runs on the calling thread.
public final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService executor;

    public Workers(int threads) {
        this.threads = threads;
        executor = Executors.newFixedThreadPool(Math.max(1, threads - 1), Workers::daemon);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "headroom");
        thread.setDaemon(true);
        return thread;
    }

    public int threads() {
        return threads;
    }

    /// Runs the parts and returns their results in order; the first failure is thrown once all have ended.
    public <T> List<T> run(List<Callable<T>> parts) {
        List<Future<T>> others = new ArrayList<>();
        for (Callable<T> part : parts.subList(1, parts.size())) {
            others.add(executor.submit(part));
        }
        RuntimeException failure = null;
        List<T> results = new ArrayList<>();
        try {
            results.add(parts.getFirst().call());
        } catch (Exception e) {
            failure = unchecked(e);
        }
        for (Future<T> other : others) {
            try {
                results.add(other.get());
            } catch (ExecutionException e) {
                failure = failure == null ? unchecked(e.getCause()) : failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    private static RuntimeException unchecked(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case java.io.IOException io -> new java.io.UncheckedIOException(io);
            case Error error -> throw error;
            default -> new IllegalStateException(e);
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
