package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.index.ReferenceCursor;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.index.SeriesReferences;
import dev.headroom.tsdb.merge.DamageHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntToLongFunction;

/// Finds the times of the oldest and the newest sample of some blocks, which an analysis must know before it
/// starts.
///
/// Reads the indexes only, and only of those blocks whose ranges could hold the oldest or the newest sample.
public final class SpanFinder {

    private final List<Block> blocks;
    private final TimeRange range;
    private final Workers workers;
    private final Map<Integer, TimeRange> found = new HashMap<>();

    /// @param range the samples that count
    public SpanFinder(List<Block> blocks, TimeRange range, Workers workers) {
        this.blocks = List.copyOf(blocks);
        this.range = range;
        this.workers = workers;
    }

    /// The oldest sample that is older than the given time, or that time.
    public long oldest(long known) {
        long oldest = known;
        for (int i : byMeta(i -> block(i).meta().minTime())) {
            if (block(i).meta().minTime() < oldest) {
                oldest = Math.min(oldest, samplesOf(i).from());
            }
        }
        return oldest;
    }

    /// The newest sample that is newer than the given time, or that time.
    public long newest(long known) {
        long newest = known;
        for (int i : byMeta(i -> -block(i).meta().maxTime())) {
            if (block(i).meta().maxTime() - 1 > newest) {
                newest = Math.max(newest, samplesOf(i).to());
            }
        }
        return newest;
    }

    private Block block(int i) {
        return blocks.get(i);
    }

    private List<Integer> byMeta(IntToLongFunction key) {
        List<Integer> order = new ArrayList<>(blocks.size());
        for (int i = 0; i < blocks.size(); i++) {
            order.add(i);
        }
        order.sort((a, b) -> Long.compare(key.applyAsLong(a), key.applyAsLong(b)));
        return order;
    }

    /// First and last time in the block; from the largest to the smallest number when nothing counts.
    private TimeRange samplesOf(int block) {
        return found.computeIfAbsent(block, i -> {
            int count = block(i).allSeries().count();
            List<Callable<TimeRange>> parts = new ArrayList<>();
            int threads = workers.threads();
            for (int part = 0; part < threads; part++) {
                int from = (int) ((long) count * part / threads);
                int to = (int) ((long) count * (part + 1) / threads);
                parts.add(() -> scan(block(i), block(i).allSeries(), from, to));
            }
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            for (TimeRange part : workers.run(parts)) {
                first = Math.min(first, part.from());
                last = Math.max(last, part.to());
            }
            return new TimeRange(first, last);
        });
    }

    private TimeRange scan(Block block, SeriesReferences references, int from, int to) {
        SeriesCursor series = new SeriesCursor(block.index(), block.symbols());
        Pieces pieces = new Pieces(range, DamageHandler.THROW);
        SampleCounter counter = new SampleCounter(pieces, Long.MAX_VALUE);
        ChunkReader chunks = new ChunkReader(block.chunks());
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        ReferenceCursor upcoming = new ReferenceCursor(references, from, to);
        while (upcoming.hasNext()) {
            series.read(upcoming.next());
            if (series.chunkCount() == 0) {
                continue;
            }
            long start = series.minTime(0);
            long end = series.maxTime(series.chunkCount() - 1);
            long[] deleted = block.tombstones().of(series.reference());
            if (deleted.length > 0 || !range.contains(start, end)) {
                pieces.clear();
                pieces.add(series, chunks, deleted);
                counter.count();
                start = counter.firstTime();
                end = counter.lastTime();
            }
            first = Math.min(first, start);
            last = Math.max(last, end);
        }
        return new TimeRange(first, last);
    }
}
