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
    private int entry;
    private final int[] pendingRecords;
    private final byte[] lastKinds;

    /// What is known of each series, so many longs for each of them. The first one is the time of its last sample, the
    /// others belong to who extends this class.
    final long[] states;

    private final int stateLength;
    private long unknownSamples;
    private long loggedSamples;
    private long checkpointSamples;

    SampleReplay(LogReplay replay, LogStructure structure, HeadChunks chunks, long minValidTime) {
        this(replay, structure, chunks, minValidTime, 1);
    }

    /// @param stateLength longs in [#states] for each series
    SampleReplay(LogReplay replay, LogStructure structure, HeadChunks chunks, long minValidTime, int stateLength) {
        this.replay = replay;
        this.structure = structure;
        this.chunks = chunks;
        this.minValidTime = minValidTime;
        pendingRecords = structure.recordCounts();
        lastKinds = new byte[pendingRecords.length];
        this.stateLength = stateLength;
        states = new long[Math.multiplyExact(pendingRecords.length, stateLength)];
        for (int i = 0; i < states.length; i += stateLength) {
            states[i] = NEVER;
        }
    }

    /// The log goes on with this series: its samples so far are the chunks of the ring that ends here, -1 for none.
    abstract void attached(int series, int lastChunk);

    abstract void append(int series, long timestamp, long startTimestamp, long valueBits);

    abstract void append(int series, long timestamp, long startTimestamp, HistogramView histogram);

    /// Appends the marker that a series of histograms ended.
    abstract void appendStaleHistogram(int series, long timestamp, long startTimestamp, boolean floating);

    /// Appends the current sample of the cursor.
    abstract void appendFromChunk(int series, SampleCursor sample);

    /// The log spends bytes on a series, whatever comes of it. Of floats, [#take] tells.
    void logged(int series, int bytes) {}

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
        return type == RecordType.SERIES || type.isOfSamples();
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
        if (chunk != null && chunk.minTime() > states[series * stateLength]) {
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
        countLogged(batch.count());
        unknownSamples += take(batch);
    }

    /// Appends those samples that are to be taken, and returns how many have no series.
    int take(SampleBatch batch) {
        long[] timestamps = batch.timestamps();
        int unknown = 0;
        for (int i = 0; i < batch.count(); i++) {
            int series = seriesOf(batch.refs()[i]);
            if (series < 0) {
                unknown++;
            } else if (takes(series, timestamps[i])) {
                append(series, timestamps[i], batch, i);
            }
        }
        return unknown;
    }

    /// The series that a reference means here in the log; negative when there is none.
    final int seriesOf(long ref) {
        return refs.get(ref);
    }

    /// Appends a sample that is to be taken.
    final void append(int series, long timestamp, SampleBatch batch, int sample) {
        long valueBits = batch.valueBits(sample);
        if (valueBits == STALE && lastKinds[series] != FLOAT) {
            boolean floating = lastKinds[series] == FLOAT_HISTOGRAM;
            appendStaleHistogram(series, timestamp, batch.startTimestamp(sample), floating);
        } else {
            lastKinds[series] = FLOAT;
            append(series, timestamp, batch.startTimestamp(sample), valueBits);
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

    /// Whether a sample is to be taken, which is then the last one of its series.
    final boolean takes(int series, long timestamp) {
        int state = series * stateLength;
        if (timestamp < minValidTime || timestamp <= states[state]) {
            return false;
        }
        states[state] = timestamp;
        return true;
    }

    private void attach(int series, long ref) {
        int last = chunks.lastInOrder(ref);
        states[series * stateLength] = Long.MIN_VALUE;
        lastKinds[series] = FLOAT;
        if (last >= 0) {
            chunks.load(last);
            states[series * stateLength] = chunks.maxTime();
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
