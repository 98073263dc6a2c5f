package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.tombstone.Intervals;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.SampleBatch;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// Counts the samples of the head and tells a sink of them: the pass over the log that decodes samples, but keeps
/// none.
final class HeadCounter extends SampleReplay {
    private static final int NONE = -1;

    private final HeadTable table;
    private final SampleSink sink;
    private final OutOfOrderTimes outOfOrder;
    private final Intervals tombstones;
    private final List<CorruptionException> damage;
    private final SampleSink.ChunkTimes times = this::samplesUpTo;
    // Samples of the log that each series took, deleted ones included.
    private final int[] appended;
    // The chunk that ends a series of which the last sample was not decoded.
    private final int[] lastUndecoded;

    HeadCounter(
            LogReplay replay,
            LogStructure structure,
            HeadChunks chunks,
            long minValidTime,
            OutOfOrderTimes outOfOrder,
            SampleSink sink,
            List<CorruptionException> damage) {
        super(replay, structure, chunks, minValidTime);
        this.sink = sink;
        this.outOfOrder = outOfOrder;
        this.damage = damage;
        tombstones = structure.tombstones();
        int seriesCount = structure.index().seriesCount();
        table = new HeadTable(seriesCount);
        appended = new int[seriesCount];
        lastUndecoded = new int[seriesCount];
        Arrays.fill(lastUndecoded, NONE);
    }

    HeadTable table() {
        return table;
    }

    /// By series, how many samples of the log (and snapshot) it took, deleted ones included.
    int[] appended() {
        return appended;
    }

    /// Counts everything.
    void count(HeadFiles files) throws IOException {
        run(files);
        outOfOrderChunks();
        outOfOrderSamples();
        staleness();
    }

    @Override
    void attached(int series, int lastChunk) {
        if (lastChunk < 0) {
            return;
        }
        table.keep(series);
        boolean wholeChunks = outOfOrder.slot(series) < 0 && tombstones.of(series).length == 0;
        int chunk = lastChunk;
        do {
            chunk = chunks.next(chunk);
            chunks.load(chunk);
            table.addChunk(series, chunks.dataLength());
            boolean histogram = chunks.encoding().isHistogram();
            int samples = chunks.sampleCount();
            if (wholeChunks && samples > 0 && chunks.minTime() >= minValidTime && tell(series, samples, histogram)) {
                table.addChunkSamples(series, samples, histogram);
                table.reach(series, chunks.minTime(), false);
                table.reach(series, chunks.maxTime(), false);
                lastUndecoded[series] = chunk;
            } else {
                decode(series, chunk);
            }
        } while (chunk != lastChunk);
    }

    @Override
    void append(int series, long timestamp, long startTimestamp, long valueBits) {
        logged(series, timestamp, valueBits == STALE, false);
    }

    @Override
    void append(int series, long timestamp, long startTimestamp, HistogramView histogram) {
        if (!histogram.isStale()) {
            table.setBuckets(series, histogram.buckets());
        }
        logged(series, timestamp, histogram.isStale(), true);
    }

    @Override
    void appendStaleHistogram(int series, long timestamp, long startTimestamp, boolean floating) {
        logged(series, timestamp, true, true);
    }

    @Override
    void appendFromChunk(int series, SampleCursor sample) {
        logged(series, sample.timestamp(), sample.isStale(), sample.isHistogram());
    }

    @Override
    void logged(int series, int bytes) {
        table.addLogBytes(series, bytes);
    }

    @Override
    void logged(SampleBatch batch, int[] series) {
        table.addLogBytes(batch, series);
    }

    private void logged(int series, long time, boolean stale, boolean histogram) {
        table.keep(series);
        appended[series]++;
        if (tell(series, time, stale, histogram)) {
            table.addLogSample(series, histogram);
        }
    }

    /// Tells the sink of a whole chunk; false when it wants, or has to be told of, each of its samples.
    private boolean tell(int series, int samples, boolean histogram) {
        try {
            return sink.chunk(series, chunks.minTime(), chunks.maxTime(), samples, histogram, times);
        } catch (CorruptionException e) {
            // Where it cannot be decoded to the end, what comes before counts.
            return false;
        }
    }

    private int samplesUpTo(long time) {
        cursor.reset(chunks.encoding(), chunks.bytes(), chunks.dataOffset(), chunks.dataLength());
        int count = 0;
        while (cursor.next() && cursor.timestamp() <= time) {
            count++;
        }
        return count;
    }

    private void decode(int series, int chunk) {
        try {
            cursor.reset(chunks.encoding(), chunks.bytes(), chunks.dataOffset(), chunks.dataLength());
            boolean histogram = cursor.isHistogram();
            while (cursor.next()) {
                if (cursor.timestamp() >= minValidTime
                        && tell(series, cursor.timestamp(), cursor.isStale(), histogram)) {
                    table.addChunkSamples(series, 1, histogram);
                }
            }
        } catch (CorruptionException e) {
            damage.add(placed(chunk, e));
        }
    }

    /// Tells the sink of an in-order sample, unless it was deleted.
    private boolean tell(int series, long time, boolean stale, boolean histogram) {
        if (tombstones.contain(series, time)) {
            return false;
        }
        int slot = outOfOrder.slot(series);
        if (slot >= 0) {
            outOfOrder.passInOrder(slot, time);
        }
        lastUndecoded[series] = NONE;
        table.reach(series, time, stale);
        sink.sample(series, time, stale, histogram, false);
        return true;
    }

    private void outOfOrderChunks() {
        if (!chunks.hasOutOfOrder()) {
            return;
        }
        for (int series = 0; series < table.seriesCount(); series++) {
            int last = structure.isDeleted(series) ? NONE : chunks.lastOutOfOrder(structure.lastRef(series));
            if (last >= 0) {
                table.keep(series);
                int chunk = last;
                do {
                    chunk = chunks.next(chunk);
                    chunks.load(chunk);
                    table.addChunk(series, chunks.dataLength());
                } while (chunk != last);
            }
        }
    }

    private void outOfOrderSamples() {
        for (int slot = 0; slot < outOfOrder.slotCount(); slot++) {
            int series = outOfOrder.series(slot);
            table.keep(series);
            outOfOrder.visit(slot, (time, stale, histogram) -> {
                if (!tombstones.contain(series, time)) {
                    if (time > table.lastTime(series)) {
                        lastUndecoded[series] = NONE;
                    }
                    table.addOutOfOrderSample(series, histogram);
                    table.reach(series, time, stale);
                    sink.sample(series, time, stale, histogram, true);
                }
            });
        }
    }

    /// Looks how the series end whose last chunk did not have to be decoded.
    private void staleness() {
        for (int series = 0; series < lastUndecoded.length; series++) {
            int chunk = lastUndecoded[series];
            if (chunk == NONE) {
                continue;
            }
            chunks.load(chunk);
            try {
                cursor.reset(chunks.encoding(), chunks.bytes(), chunks.dataOffset(), chunks.dataLength());
                boolean stale = false;
                while (cursor.next()) {
                    stale = cursor.isStale();
                }
                if (stale) {
                    table.markStale(series);
                }
            } catch (CorruptionException e) {
                damage.add(placed(chunk, e));
            }
        }
    }
}
