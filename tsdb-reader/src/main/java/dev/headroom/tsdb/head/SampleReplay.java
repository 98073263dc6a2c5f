package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.internal.LongIntMap;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.LabelsView;
import dev.headroom.tsdb.wal.RecordType;
import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.SampleBatch;
import java.io.IOException;
import java.util.Arrays;

/// Decides which in-order samples of the log the head takes, as Prometheus does when it replays the log:
///
/// - none older than the blocks reach (`minValidTime`),
/// - none of a reference that has no series,
/// - none that is not newer than the last one of its series, be that one in a head chunk or in the log,
/// - none from before the last series record of its series, and none of a series that was deleted.
///
/// A staleness marker of a series whose last sample is a histogram is a histogram, though it is logged as a float.
abstract class SampleReplay implements RecordVisitor, ChunkSnapshot.Visitor {
    private static final byte FLOAT = 0;
    private static final byte HISTOGRAM = 1;
    private static final byte FLOAT_HISTOGRAM = 2;

    /// The time before which nothing is taken, for a series that is to take nothing at all.
    private static final long NEVER = Long.MAX_VALUE;

    final LogStructure structure;
    final HeadChunks chunks;
    final long minValidTime;
    final SampleCursor cursor = new SampleCursor();
    final LogReplay replay;

    private final LongIntMap refs = new LongIntMap();
    // Of the samples at hand.
    private int[] found = {};
    private int entry;
    private final int[] pendingRecords;
    private final long[] lastTimes;
    private final byte[] lastKinds;
    private long unknownSamples;
    private long loggedSamples;
    private long checkpointSamples;

    SampleReplay(LogReplay replay, LogStructure structure, HeadChunks chunks, long minValidTime) {
        this.replay = replay;
        this.structure = structure;
        this.chunks = chunks;
        this.minValidTime = minValidTime;
        pendingRecords = structure.recordCounts();
        lastTimes = new long[pendingRecords.length];
        Arrays.fill(lastTimes, NEVER);
        lastKinds = new byte[pendingRecords.length];
    }

    /// The log goes on with this series: its samples so far are the chunks of the ring that ends here, -1 for none.
    abstract void attached(int series, int lastChunk);

    abstract void append(int series, long timestamp, long startTimestamp, long valueBits);

    abstract void append(int series, long timestamp, long startTimestamp, HistogramView histogram);

    /// Appends the marker that a series of histograms ended.
    abstract void appendStaleHistogram(int series, long timestamp, long startTimestamp, boolean floating);

    /// Appends the current sample of the cursor.
    abstract void appendFromChunk(int series, SampleCursor sample);

    /// The log spends bytes on this series, whatever comes of it.
    void logged(int series, int bytes) {}

    /// The same of samples.
    ///
    /// @param series of each, negative when it is not known
    void logged(SampleBatch batch, int[] series) {}

    /// Samples that stand in the log, taken or not.
    long loggedSamples() {
        return loggedSamples;
    }

    /// How many of them stand in the checkpoint.
    long checkpointSamples() {
        return checkpointSamples;
    }

    /// Samples whose reference no series had.
    long unknownSamples() {
        return unknownSamples;
    }

    void run(HeadFiles files) throws IOException {
        if (files.snapshot().isPresent()) {
            files.snapshot().get().read(this);
        }
        replay.replay(this::wants, this);
    }

    /// Whether records of this type are read.
    boolean wants(RecordType type) {
        return switch (type) {
            case UNKNOWN, TOMBSTONES, EXEMPLARS, MMAP_MARKERS, METADATA -> false;
            default -> true;
        };
    }

    @Override
    public final void series(long ref, LabelsView labels) {
        int series = structure.series(entry++);
        refs.put(ref, series);
        logged(series, replay.elementLength());
        if (--pendingRecords[series] == 0 && !structure.isDeleted(series)) {
            attach(series, ref);
        }
    }

    @Override
    public final void series(long ref, LabelsView labels, ChunkSnapshot.OpenChunk chunk) {
        int series = structure.series(entry++);
        refs.put(ref, series);
        if (pendingRecords[series] > 0 || structure.isDeleted(series)) {
            return;
        }
        attach(series, ref);
        // A head chunk that reaches into the open one was written after the snapshot and holds its samples.
        if (chunk != null && chunk.minTime() > lastTimes[series]) {
            lastKinds[series] = kindOf(chunk.encoding());
            cursor.reset(chunk.encoding(), chunk.bytes(), chunk.offset(), chunk.length());
            while (cursor.next()) {
                if (takes(series, cursor.timestamp())) {
                    appendFromChunk(series, cursor);
                }
            }
        }
    }

    @Override
    public final void samples(SampleBatch batch) {
        int count = batch.count();
        countLogged(count);
        if (found.length < count) {
            found = new int[count];
        }
        int[] numbers = found;
        refs.getAll(batch.refs(), count, numbers);
        logged(batch, numbers);
        long[] timestamps = batch.timestamps();
        long[] last = lastTimes;
        long oldest = minValidTime;
        for (int i = 0; i < count; i++) {
            int series = numbers[i];
            if (series < 0) {
                unknownSamples++;
                continue;
            }
            long timestamp = timestamps[i];
            if (timestamp <= last[series] || timestamp < oldest) {
                continue;
            }
            last[series] = timestamp;
            sample(series, timestamp, batch.startTimestamp(i), batch.valueBits(i));
        }
    }

    private void sample(int series, long timestamp, long startTimestamp, long valueBits) {
        if (valueBits == STALE && lastKinds[series] != FLOAT) {
            appendStaleHistogram(series, timestamp, startTimestamp, lastKinds[series] == FLOAT_HISTOGRAM);
        } else {
            lastKinds[series] = FLOAT;
            append(series, timestamp, startTimestamp, valueBits);
        }
    }

    @Override
    public final void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
        countLogged(1);
        int series = refs.get(ref);
        if (series < 0) {
            unknownSamples++;
            return;
        }
        logged(series, replay.elementLength());
        if (takes(series, timestamp)) {
            lastKinds[series] = histogram.isFloat() ? FLOAT_HISTOGRAM : HISTOGRAM;
            append(series, timestamp, startTimestamp, histogram);
        }
    }

    @Override
    public final void tombstone(long ref, long minTime, long maxTime) {
        // The pass over the structure has taken down what was deleted.
    }

    /// The error, placed, for a chunk that cannot be decoded.
    final CorruptionException placed(int chunk, CorruptionException cause) {
        return chunks.placed(chunk, cause);
    }

    private void countLogged(int samples) {
        loggedSamples += samples;
        if (replay.isInCheckpoint()) {
            checkpointSamples += samples;
        }
    }

    private boolean takes(int series, long timestamp) {
        if (timestamp < minValidTime || timestamp <= lastTimes[series]) {
            return false;
        }
        lastTimes[series] = timestamp;
        return true;
    }

    private void attach(int series, long ref) {
        int last = chunks.lastInOrder(ref);
        lastTimes[series] = Long.MIN_VALUE;
        lastKinds[series] = FLOAT;
        if (last >= 0) {
            chunks.load(last);
            lastTimes[series] = chunks.maxTime();
            lastKinds[series] = kindOf(chunks.encoding());
        }
        attached(series, last);
    }

    private static byte kindOf(Encoding encoding) {
        return switch (encoding) {
            case NONE, XOR, XOR2 -> FLOAT;
            case HISTOGRAM, HISTOGRAM_ST -> HISTOGRAM;
            case FLOAT_HISTOGRAM, FLOAT_HISTOGRAM_ST -> FLOAT_HISTOGRAM;
        };
    }
}
