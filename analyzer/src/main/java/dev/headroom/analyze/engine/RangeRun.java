package dev.headroom.analyze.engine;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Has threads take one range of labels after the other until all are done.
final class RangeRun {
    /// Ranges per thread, so that no thread waits long for another at the end. To start on a range takes a search in
    /// every block, so many blocks get fewer of them.
    private static final int MOST_RANGES = 24;

    private static final int LEAST_RANGES = 4;

    /// Bytes of all blocks that one range has at most, about: some take far longer than others.
    private static final long RANGE = 32 << 20;

    /// Milliseconds for which one thread may go ahead of the others. The JVM interprets code until its compiler has
    /// come to it, which takes a core of its own at first: more threads would only keep it from that.
    private static final long AHEAD = 20;

    private final Workers workers;
    private final Parts ranges;
    private final int[] order;

    /// @param readsChunks whether chunks are read as well as indexes
    RangeRun(Sources sources, Workers workers, boolean readsChunks) {
        this.workers = workers;
        int perThread = Math.clamp(MOST_RANGES / Math.max(1, sources.blocks().size()), LEAST_RANGES, MOST_RANGES);
        long bytes = sources.blocks().stream()
                .mapToLong(block ->
                        readsChunks ? block.mappedBytes() : block.index().size())
                .sum();
        ranges = new Parts(sources, (int) Math.max((long) perThread * workers.threads(), bytes / RANGE));
        order = readsChunks
                ? ranges.order()
                : IntStream.range(0, ranges.count()).toArray();
    }

    Parts ranges() {
        return ranges;
    }

    /// Goes through all ranges.
    ///
    /// @param create makes what a thread keeps while it goes from range to range
    /// @param take is given that and the next range
    /// @param alongside what else is to be done, by whichever thread is free
    /// @return what the threads kept, at least one
    <T> List<T> run(Supplier<T> create, ObjIntConsumer<T> take, List<Runnable> alongside) {
        int last = ranges.count() - 1;
        int tasks = alongside.size() + last;
        AtomicBoolean begun = new AtomicBoolean();
        CountDownLatch ahead = new CountDownLatch(1);
        AtomicInteger next = new AtomicInteger();
        Callable<T> work = () -> {
            T kept = create.get();
            if (begun.compareAndSet(false, true)) {
                take.accept(kept, order[last]);
                ahead.countDown();
            } else {
                ahead.await(AHEAD, TimeUnit.MILLISECONDS);
            }
            for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
                if (task < alongside.size()) {
                    alongside.get(task).run();
                } else {
                    take.accept(kept, order[task - alongside.size()]);
                }
            }
            return kept;
        };
        return workers.run(Collections.nCopies(Math.clamp(1L + tasks, 1, workers.threads()), work));
    }
}
