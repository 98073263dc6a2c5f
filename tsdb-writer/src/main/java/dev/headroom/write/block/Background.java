package dev.headroom.write.block;

import dev.headroom.tsdb.TaskResult;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Does jobs in their order, beside the thread that hands them over. What fails there fails at a later call here.
///
/// Of the jobs handed over, the last [#MOST_WAITING] may still use what they were given.
final class Background implements AutoCloseable {
    /// Jobs that may wait; who hands over more waits for the oldest.
    static final int MOST_WAITING = 4;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(Background::thread);
    private final ArrayDeque<Future<?>> jobs = new ArrayDeque<>();

    /// The JVM's own builder of threads has it make method handles for some milliseconds.
    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "headroom-write");
        thread.setDaemon(true);
        return thread;
    }

    /// Something to do.
    interface Job {
        void run() throws IOException;
    }

    void run(Job job) throws IOException {
        if (jobs.size() == MOST_WAITING) {
            TaskResult.of(jobs.poll());
        }
        jobs.add(thread.submit(() -> {
            job.run();
            return null;
        }));
    }

    /// Returns when everything is done.
    void finish() throws IOException {
        while (!jobs.isEmpty()) {
            TaskResult.of(jobs.poll());
        }
    }

    /// Leaves what has not begun.
    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
    }
}
