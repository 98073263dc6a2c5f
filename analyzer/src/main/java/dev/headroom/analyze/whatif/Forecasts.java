package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.Survey;
import dev.headroom.analyze.engine.Workers;
import dev.headroom.tsdb.block.Block;
import dev.headroom.write.relabel.LabelSet;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.SeriesOrder;
import dev.headroom.write.rewrite.BlockForecast;
import dev.headroom.write.rewrite.RewriteRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// What a rewrite would make of each block of a directory.
final class Forecasts {
    private final List<BlockForecast> blocks;

    /// Samples at one timestamp, by the fingerprint of the label set that they would go to.
    private final Map<Long, Long> shared;

    private Forecasts(List<BlockForecast> blocks, Map<Long, Long> shared) {
        this.blocks = blocks;
        this.shared = shared;
    }

    /// Memory that is used again from one forecast to the next: new for each, it would make the heap grow.
    static final class Rooms {
        private final Queue<SeriesOrder.Room> free = new ConcurrentLinkedQueue<>();

        private SeriesOrder.Room take() {
            SeriesOrder.Room room = free.poll();
            return room == null ? new SeriesOrder.Room() : room;
        }
    }

    /// Measures all blocks; empty when rules make a series that Prometheus would not store.
    ///
    /// @param looks whether the samples of series that overlap are looked at
    static Optional<Forecasts> of(
            Survey survey, RelabelRules rules, boolean looks, Workers workers, Rooms rooms, Progress progress) {
        List<Block> blocks = survey.sources().blocks();
        BlockForecast[] found = new BlockForecast[blocks.size()];
        Map<Long, Long> shared = new HashMap<>();
        AtomicInteger next = new AtomicInteger();
        Callable<Boolean> work = () -> {
            boolean storable = true;
            SeriesOrder.Room room = rooms.take();
            for (int i = next.getAndIncrement(); i < found.length && storable; i = next.getAndIncrement()) {
                try {
                    found[i] = BlockForecast.of(
                            blocks.get(i),
                            rules,
                            looks,
                            looks ? (labels, n, many) -> note(shared, labels, many) : null,
                            room,
                            progress::add);
                } catch (RewriteRefusedException e) {
                    storable = false;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            rooms.free.add(room);
            return storable;
        };
        int threads = Math.clamp(found.length, 1, workers.threads());
        boolean storable = !workers.run(Collections.nCopies(threads, work)).contains(false);
        return storable ? Optional.of(new Forecasts(Arrays.asList(found), shared)) : Optional.empty();
    }

    private static void note(Map<Long, Long> shared, LabelSet labels, long samples) {
        if (samples > 0) {
            synchronized (shared) {
                shared.merge(labels.fingerprint(), samples, Long::sum);
            }
        }
    }

    List<BlockForecast> blocks() {
        return blocks;
    }

    long chunkBytes() {
        return blocks.stream().mapToLong(BlockForecast::chunkBytes).sum();
    }

    long indexBytes() {
        return blocks.stream().mapToLong(BlockForecast::indexBytes).sum();
    }

    long samples() {
        return blocks.stream().mapToLong(BlockForecast::samples).sum();
    }

    long bytes() {
        return chunkBytes() + indexBytes();
    }

    /// Label sets of which two series of a block have samples at one timestamp.
    long sharing() {
        return shared.size();
    }

    long sharedSamples() {
        return shared.values().stream().mapToLong(Long::longValue).sum();
    }

    long sharedSamples(LabelSet labels) {
        return shared.getOrDefault(labels.fingerprint(), 0L);
    }
}
