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

    // Behind the last time of a series: the run of samples that it ends, the distance between them in the upper half
    // and how many in the lower one; and the bytes that the log spends on it.
    private static final int STATE = 3;
    private static final int RUN = 1;
    private static final int BYTES = 2;

    private final HeadTable table;
    private final SampleSink sink;
    private final OutOfOrderTimes outOfOrder;
    private final Intervals tombstones;
    private final List<CorruptionException> damage;
    // The chunk that the sink is being told of.
    private int told;
    private final SampleSink.ChunkTimes times = time -> chunks.samplesUpTo(told, time);
    // Samples of the log that each series took, deleted ones included.
    private final int[] appended;
    // By series: the time at which its run began.
    private final long[] runStarts;
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
        super(replay, structure, chunks, minValidTime, STATE);
        this.sink = sink;
        this.outOfOrder = outOfOrder;
        this.damage = damage;
        tombstones = structure.tombstones();
        int seriesCount = structure.index().seriesCount();
        table = new HeadTable(seriesCount);
        appended = new int[seriesCount];
        runStarts = new long[seriesCount];
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
        completeLogged();
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
            if (wholeChunks
                    && samples > 0
                    && chunks.minTime() >= minValidTime
                    && tell(series, chunk, samples, histogram)) {
                table.addChunkSamples(series, samples, histogram);
                table.reach(series, chunks.minTime(), false);
                table.reach(series, chunks.maxTime(), false);
                lastUndecoded[series] = chunk;
            } else {
                decode(series, chunk);
            }
        } while (chunk != lastChunk);
    }

    /// Series are scraped in regular intervals, so nearly every sample only makes a run longer by one. A series may
    /// have many samples in a row.
    @Override
    int take(SampleBatch batch) {
        long[] refs = batch.refs();
        long[] timestamps = batch.timestamps();
        int count = batch.count();
        int unknown = 0;
        long[] s = states;
        long ref = 0;
        int series = NONE;
        int first = 0;
        for (int i = 0; i < count; i++) {
            if (refs[i] != ref || i == 0) {
                spend(series, batch, first, i);
                ref = refs[i];
                series = seriesOf(ref);
                first = i;
            }
            if (series < 0) {
                unknown++;
                continue;
            }
            int state = series * STATE;
            long time = timestamps[i];
            if (time <= s[state]) {
                continue;
            }
            long distance = time - s[state];
            long run = s[state + RUN];
            if (distance == run >>> 32 && !batch.isStale(i)) {
                s[state] = time;
                s[state + RUN] = run + 1;
            } else if (takes(series, time)) {
                if (run == 1 && distance <= Integer.MAX_VALUE && !batch.isStale(i)) {
                    s[state + RUN] = distance << 32 | 2;
                } else {
                    append(series, time, batch, i);
                }
            }
        }
        spend(series, batch, first, count);
        return unknown;
    }

    /// Notes what the log spends on samples of a series.
    private void spend(int series, SampleBatch batch, int from, int to) {
        if (series >= 0) {
            states[series * STATE + BYTES] += batch.length(from, to);
        }
    }

    @Override
    void append(int series, long timestamp, long startTimestamp, long valueBits) {
        if (valueBits == STALE || outOfOrder.slot(series) >= 0 || tombstones.of(series).length > 0) {
            logged(series, timestamp, valueBits == STALE, false);
        } else {
            endRun(series);
            runStarts[series] = timestamp;
            states[series * STATE + RUN] = 1;
        }
    }

    /// Tells of the samples that a series has had since its run began.
    private void endRun(int series) {
        int state = series * STATE;
        long run = states[state + RUN];
        if (run == 0) {
            return;
        }
        states[state + RUN] = 0;
        long first = runStarts[series];
        long distance = run >>> 32;
        int count = (int) run;
        table.keep(series);
        appended[series] += count;
        lastUndecoded[series] = NONE;
        table.reach(series, first, false);
        table.reach(series, first + (count - 1) * distance, false);
        table.addLogSamples(series, count, false);
        sink.run(series, first, distance, count);
    }

    private void completeLogged() {
        for (int series = 0; series < table.seriesCount(); series++) {
            endRun(series);
            table.setLogBytes(series, states[series * STATE + BYTES]);
        }
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
        states[series * STATE + BYTES] += bytes;
    }

    private void logged(int series, long time, boolean stale, boolean histogram) {
        endRun(series);
        table.keep(series);
        appended[series]++;
        if (tell(series, time, stale, histogram)) {
            table.addLogSamples(series, 1, histogram);
        }
    }

    /// Tells the sink of a whole chunk; false when it wants, or has to be told of, each of its samples.
    private boolean tell(int series, int chunk, int samples, boolean histogram) {
        try {
            told = chunk;
            return sink.chunk(series, chunks.minTime(), chunks.maxTime(), samples, histogram, times);
        } catch (CorruptionException e) {
            // Where it cannot be decoded to the end, what comes before counts.
            return false;
        }
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
                if (cursor.moveToLast() && cursor.isStale()) {
                    table.markStale(series);
                }
            } catch (CorruptionException e) {
                damage.add(placed(chunk, e));
            }
        }
    }
}
