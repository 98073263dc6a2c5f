package dev.headroom.replay.log;

import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.head.HeadChunks;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.head.SampleRun;
import dev.headroom.tsdb.head.SampleRuns;
import dev.headroom.tsdb.head.SampleRuns.Part;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.block.UnnamedBlock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Writes one block: goes through its series in the order of their labels, and through the samples of each: head
/// chunks first, then what the log tells; out-of-order samples among them.
///
/// A head chunk that lies in the block as a whole, and has nothing else in its time, is taken as it is. Belongs to
/// one thread.
final class BlockMaker {
    private static final int PROGRESS_STEP = 1024;

    /// Where a block comes from.
    ///
    /// @param places of the series that may have samples
    /// @param withChunks of those that may have some in head chunks
    /// @param inOrder what the log tells, oldest first
    /// @param late the out-of-order samples of the log, oldest first
    record Sources(BlockRange range, BitSet places, BitSet withChunks, List<SortedRun> inOrder, List<SortedRun> late) {}

    /// @param copied chunks that were taken as they are
    record Made(UnnamedBlock block, long copied) {}

    private final HeadReader head;
    private final HeadChunks chunks;
    private final SeriesPlan plan;
    private final TimeRange selection;
    private final long newest;
    private final Path target;
    private final LongConsumer progress;
    private final List<CorruptionException> damage = new ArrayList<>();
    private long rejected;

    private final SeriesSamples logged = new SeriesSamples();
    private final SeriesSamples late = new SeriesSamples();
    private final SampleCursor cursor = new SampleCursor();
    private ChunkMaker maker;
    private int[] labels = new int[64];

    // Of the block and series at work.
    private long from;
    private long last;
    private long[] deleted = {};

    /// @param selection which samples are wanted
    /// @param newest time of the newest sample of all, beyond which no block ends: a head begins where the last
    /// block ends, and takes nothing that is older
    /// @param target the directory that the block is written to
    /// @param progress told of series that are done
    BlockMaker(HeadReader head, SeriesPlan plan, TimeRange selection, long newest, Path target, LongConsumer progress) {
        this.head = head;
        chunks = head.chunks().shared();
        this.plan = plan;
        this.selection = selection;
        this.newest = newest;
        this.target = target;
        this.progress = progress;
    }

    /// What was found to be wrong with chunks and histograms.
    List<CorruptionException> damage() {
        return damage;
    }

    /// Samples that are no histograms, though the log has them for such.
    long rejected() {
        return rejected;
    }

    private void reject(CorruptionException e) {
        rejected++;
        damage.add(e);
    }

    /// Writes a block; nothing when there is no sample for it.
    Optional<Made> make(Sources sources, String ulid) throws IOException {
        from = Math.max(sources.range().from(), selection.from());
        last = Math.min(sources.range().last(), selection.to());
        try (BlockWriter writer = BlockWriter.create(target, ulid)) {
            int[] ordinals = writeSymbols(writer, sources.places());
            maker = new ChunkMaker(writer);
            int done = 0;
            BitSet places = sources.places();
            for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
                gather(sources.inOrder(), place, logged);
                gather(sources.late(), place, late);
                write(place, ordinals, sources.withChunks().get(place));
                if (++done % PROGRESS_STEP == 0) {
                    progress.accept(PROGRESS_STEP);
                }
            }
            progress.accept(done % PROGRESS_STEP);
            if (maker.minTime() > maker.maxTime()) {
                return Optional.empty();
            }
            long end = Math.min(sources.range().last(), newest);
            UnnamedBlock block = writer.finishFresh(maker.minTime(), end == Long.MAX_VALUE ? end : end + 1);
            return Optional.of(new Made(block, maker.copied()));
        }
    }

    /// Writes the symbols of the block's series; returns the place of each of the plan's symbols among them.
    private int[] writeSymbols(BlockWriter writer, BitSet places) throws IOException {
        boolean[] used = new boolean[plan.symbolCount()];
        for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
            int length = readLabels(place);
            for (int i = 0; i < length; i++) {
                used[labels[i]] = true;
            }
        }
        int[] ordinals = new int[used.length];
        int count = 0;
        for (boolean isUsed : used) {
            count += isUsed ? 1 : 0;
        }
        writer.startSymbols(count);
        int next = 0;
        for (int symbol : plan.symbolsInOrder()) {
            if (used[symbol]) {
                byte[] bytes = plan.symbolBytes(symbol);
                writer.addSymbol(bytes, 0, bytes.length);
                ordinals[symbol] = next++;
            }
        }
        return ordinals;
    }

    private int readLabels(int place) {
        int length = plan.labelsLength(place);
        if (labels.length < length) {
            labels = new int[2 * length];
        }
        plan.copyLabelsOf(place, labels);
        return length;
    }

    private static void gather(List<SortedRun> runs, int place, SeriesSamples target) throws IOException {
        target.clear();
        for (SortedRun run : runs) {
            if (run.place() == place) {
                run.read(target);
            }
        }
    }

    private void write(int place, int[] ordinals, boolean withChunks) throws IOException {
        int length = readLabels(place);
        for (int i = 0; i < length; i++) {
            labels[i] = ordinals[labels[i]];
        }
        maker.start(labels, length);
        int series = plan.series(place);
        deleted = head.tombstones().isEmpty() ? deleted : head.tombstones().of(series);
        long ref = head.chunkRef(series);
        int lastChunk = withChunks ? chunks.lastInOrder(ref) : -1;
        int lastLate = withChunks ? chunks.lastOutOfOrder(ref) : -1;
        if (late.count() > 0 || overlaps(lastLate)) {
            merge(lastChunk, lastLate);
        } else {
            copy(lastChunk);
            add(logged);
        }
        maker.finish();
    }

    private boolean overlaps(int lastChunk) {
        if (lastChunk < 0) {
            return false;
        }
        int chunk = lastChunk;
        do {
            chunk = chunks.next(chunk);
            if (reachesIn(chunk)) {
                return true;
            }
        } while (chunk != lastChunk);
        return false;
    }

    private boolean reachesIn(int chunk) {
        return chunks.minTimeOf(chunk) <= last && chunks.maxTimeOf(chunk) >= from;
    }

    /// Takes the chunks of a ring that lie in the block, or what of them does.
    private void copy(int lastChunk) throws IOException {
        if (lastChunk < 0) {
            return;
        }
        int chunk = lastChunk;
        do {
            chunk = chunks.next(chunk);
            chunks.load(chunk);
            long min = chunks.minTime();
            long max = chunks.maxTime();
            if (min > last || max < from) {
                continue;
            }
            boolean whole = min >= Math.max(from, head.minValidTime())
                    && max <= last
                    && chunks.sampleCount() > 0
                    && !isDeletedWithin(min, max);
            if (whole) {
                maker.copy(
                        min,
                        max,
                        chunks.encoding(),
                        chunks.sampleCount(),
                        chunks.bytes(),
                        chunks.dataOffset(),
                        chunks.dataLength());
            } else {
                cut(chunk);
            }
        } while (chunk != lastChunk);
    }

    /// Takes the samples of the loaded chunk that belong here.
    private void cut(int chunk) throws IOException {
        try {
            cursor.reset(chunks.encoding(), chunks.bytes(), chunks.dataOffset(), chunks.dataLength());
            while (cursor.next()) {
                long time = cursor.timestamp();
                if (time < head.minValidTime() || !isWanted(time)) {
                    continue;
                }
                if (cursor.isHistogram()) {
                    maker.add(cursor.startTimestamp(), time, cursor.histogram());
                } else {
                    maker.add(cursor.startTimestamp(), time, Double.doubleToRawLongBits(cursor.value()));
                }
            }
        } catch (CorruptionException e) {
            damage.add(chunks.placed(chunk, e));
        }
    }

    private void add(SeriesSamples samples) throws IOException {
        int count = samples.count();
        if (samples.isPlain() && deleted.length == 0) {
            maker.add(samples.times(), samples.values(), count);
            return;
        }
        for (int i = 0; i < count; i++) {
            long time = samples.time(i);
            if (!isWanted(time)) {
                continue;
            }
            if (samples.kind(i) == SampleBuffer.FLOAT) {
                maker.add(samples.start(i), time, samples.value(i));
                continue;
            }
            try {
                maker.add(samples.start(i), time, samples.histogram(i));
            } catch (CorruptionException e) {
                reject(e);
            }
        }
    }

    /// Merges in-order and out-of-order samples, each time once, as the head does when it is asked.
    private void merge(int lastChunk, int lastLate) throws IOException {
        late.sortAndThin();
        List<Part> parts = new ArrayList<>();
        addChunks(parts, lastChunk, head.minValidTime());
        if (logged.count() > 0) {
            // The chunk that is being filled has no end yet.
            parts.add(new Part(logged.time(0), Long.MAX_VALUE, logged.run()));
        }
        addChunks(parts, lastLate, Long.MIN_VALUE);
        if (late.count() > 0) {
            parts.add(new Part(late.time(0), late.time(late.count() - 1), late.run()));
        }
        for (SampleRun run : SampleRuns.merge(parts)) {
            while (run.next()) {
                long time = run.timestamp();
                if (!isWanted(time)) {
                    continue;
                }
                if (!run.isHistogram()) {
                    maker.add(run.startTimestamp(), time, run.valueBits());
                    continue;
                }
                try {
                    maker.add(run.startTimestamp(), time, run.histogram());
                } catch (CorruptionException e) {
                    reject(e);
                }
            }
        }
    }

    private void addChunks(List<Part> parts, int lastChunk, long minTime) {
        if (lastChunk < 0) {
            return;
        }
        int chunk = lastChunk;
        do {
            chunk = chunks.next(chunk);
            if (reachesIn(chunk)) {
                parts.add(
                        new Part(chunks.minTimeOf(chunk), chunks.maxTimeOf(chunk), chunks.run(chunk, minTime, damage)));
            }
        } while (chunk != lastChunk);
    }

    private boolean isWanted(long time) {
        return time >= from && time <= last && !isDeletedWithin(time, time);
    }

    /// Whether some of a span of time was deleted of the series.
    private boolean isDeletedWithin(long min, long max) {
        for (int i = 0; i < deleted.length; i += 2) {
            if (deleted[i] <= max && deleted[i + 1] >= min) {
                return true;
            }
        }
        return false;
    }
}
