package dev.headroom.write.internal;

import dev.headroom.tsdb.TaskResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Work that several threads share.
public final class Tasks {
    private Tasks() {}

    /// Something to do.
    @FunctionalInterface
    public interface Task<T> {
        T run() throws IOException;
    }

    /// Runs all tasks, so many at a time, and returns their results in order. After a failure nobody begins with
    /// another one, and it is thrown when those that had begun have come to their end.
    public static <T> List<T> run(int threads, List<? extends Task<T>> tasks) throws IOException {
        List<T> results = new ArrayList<>();
        if (threads == 1 || tasks.size() == 1) {
            for (Task<T> task : tasks) {
                results.add(task.run());
            }
            return results;
        }
        try (ExecutorService workers = Executors.newFixedThreadPool(Math.min(threads, tasks.size()))) {
            List<Future<T>> running = new ArrayList<>();
            for (Task<T> task : tasks) {
                running.add(workers.submit(task::run));
            }
            try {
                for (Future<T> result : running) {
                    results.add(TaskResult.of(result));
                }
            } finally {
                running.forEach(waiting -> waiting.cancel(false));
            }
            return results;
        }
    }
}
