package dev.headroom.replay.log;

import dev.headroom.tsdb.TaskResult;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/// Sorts full buffers and writes them away on another thread, while the log fills the next one.
final class Spiller {
    private final ExecutorService executor;
    private final int places;
    private final long bufferBytes;
    private final int readers;
    private Future<SampleBuffer> busy;

    /// @param bufferBytes what one buffer may take; there are up to three
    /// @param readers how many threads may read a buffer at the same time
    Spiller(ExecutorService executor, int places, long bufferBytes, int readers) {
        this.executor = executor;
        this.places = places;
        this.bufferBytes = bufferBytes;
        this.readers = readers;
    }

    SampleBuffer free() {
        return new SampleBuffer(places, bufferBytes, readers);
    }

    /// Has a buffer written away, and returns one to go on with.
    ///
    /// @param ascending whether the samples of each series have come in the order of time
    SampleBuffer spill(SampleBuffer full, boolean ascending, Spill target) throws IOException {
        SampleBuffer free = busy == null ? free() : finish();
        full.close();
        busy = executor.submit(() -> {
            target.write(new BufferedRun(full, ascending, BlockRange.ALL));
            full.clear();
            return full;
        });
        return free;
    }

    /// Waits until everything is written.
    void await() throws IOException {
        if (busy != null) {
            finish();
        }
    }

    private SampleBuffer finish() throws IOException {
        Future<SampleBuffer> waiting = busy;
        busy = null;
        return TaskResult.of(waiting);
    }
}
