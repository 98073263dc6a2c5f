package dev.headroom.tsdb.head;

import dev.headroom.tsdb.Beside;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.tombstone.Intervals;
import dev.headroom.tsdb.wal.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/// Reads the head of a data directory as Prometheus would rebuild it if it started now.
///
/// What counts, in the order in which Prometheus takes it up (`Head.Init` in `tsdb/head.go`):
///
/// 1. a snapshot, when the server has the feature `memory-snapshot-on-shutdown` on; without it a snapshot that lies
///    there is not looked at. The log tells all that a snapshot tells, so this reader leaves it aside too unless it
///    is asked to take it;
/// 2. the chunks of `chunks_head`, which belong to the series that has their reference;
/// 3. the last checkpoint of the log and the segments after it;
/// 4. the log of out-of-order samples;
/// 5. then series without any chunk or sample are dropped.
///
/// In-order samples older than the end of the newest block of in-order samples are dropped too: they stand in that
/// block. Out-of-order samples have no such limit, so they may stand in blocks as well; and chunks of out-of-order
/// samples may outlive the block that was made of them. Who counts over blocks and head compares those by time
/// ([#samples]).
///
/// The files are listed once and read in passes: the first for labels and deletions, the second for samples, of
/// which none is kept. Memory is taken by series, by chunk, and a little by out-of-order sample.
///
/// A file that vanishes while it is read throws [java.nio.file.NoSuchFileException]: Prometheus has truncated its
/// log since, and the caller starts again with a new reader. Belongs to one thread.
public final class HeadReader implements AutoCloseable {
    private final long minValidTime;
    private final HeadFiles files;
    private final HeadChunks chunks;
    private final LogStructure structure;
    private final LongConsumer watcher;
    private final List<CorruptionException> damage = new ArrayList<>();
    private boolean logRead;
    private boolean torn;
    private long unknownSamples;
    private long loggedSamples;
    private long checkpointSamples;
    private long exemplars;
    private long metadata;
    private HeadTable table;
    private int[] appended;

    private HeadReader(
            long minValidTime, HeadFiles files, HeadChunks chunks, LogStructure structure, LongConsumer watcher) {
        this.minValidTime = minValidTime;
        this.files = files;
        this.chunks = chunks;
        this.structure = structure;
        this.watcher = watcher;
    }

    /// Opens the head of a data directory, without the snapshot.
    ///
    /// @param minValidTime what [#minValidTime(Iterable)] says of the directory's blocks
    public static HeadReader open(Path dataDirectory, long minValidTime) throws IOException {
        return open(dataDirectory, minValidTime, bytes -> {});
    }

    /// Opens the head of a data directory, without the snapshot.
    ///
    /// @param watcher told how many bytes of the log were read since it was told last, here and in [#count]
    public static HeadReader open(Path dataDirectory, long minValidTime, LongConsumer watcher) throws IOException {
        return open(dataDirectory, minValidTime, Long.MIN_VALUE, watcher);
    }

    /// Opens the head of a data directory, without the snapshot.
    ///
    /// @param countedTime a time for which [#count] will be asked how many samples of a chunk are no later; another
    /// one is answered as well, but takes longer
    public static HeadReader open(Path dataDirectory, long minValidTime, long countedTime, LongConsumer watcher)
            throws IOException {
        return open(dataDirectory, minValidTime, countedTime, false, watcher);
    }

    /// Opens the head of a data directory.
    ///
    /// @param useSnapshot whether to read a snapshot as a server with `memory-snapshot-on-shutdown` does
    public static HeadReader open(Path dataDirectory, long minValidTime, boolean useSnapshot) throws IOException {
        return open(dataDirectory, minValidTime, Long.MIN_VALUE, useSnapshot, bytes -> {});
    }

    private static HeadReader open(
            Path dataDirectory, long minValidTime, long countedTime, boolean useSnapshot, LongConsumer watcher)
            throws IOException {
        HeadFiles files = HeadFiles.list(dataDirectory, useSnapshot);
        return files.snapshot().isPresent()
                ? openWithSnapshot(files, minValidTime, watcher)
                : openWithoutSnapshot(files, minValidTime, countedTime, watcher);
    }

    /// Checks the chunks beside the pass over the log for labels, which leaves a core half idle.
    private static HeadReader openWithoutSnapshot(
            HeadFiles files, long minValidTime, long countedTime, LongConsumer watcher) throws IOException {
        Beside<HeadChunks> opening =
                Beside.start("headroom-chunks", () -> HeadChunks.open(files.chunks(), minValidTime, countedTime));
        LogStructure structure;
        try {
            structure = LogStructure.read(files, new LogReplay(files, watcher), minValidTime);
        } catch (IOException | RuntimeException e) {
            try {
                opening.result().close();
            } catch (IOException | RuntimeException other) {
                e.addSuppressed(other);
            }
            throw e;
        }
        HeadChunks chunks = opening.result();
        HeadReader reader = new HeadReader(minValidTime, files, chunks, structure, watcher);
        reader.damage.addAll(files.damage());
        reader.damage.addAll(chunks.damage());
        return reader;
    }

    private static HeadReader openWithSnapshot(HeadFiles listed, long minValidTime, LongConsumer watcher)
            throws IOException {
        HeadFiles files = listed;
        HeadChunks chunks = HeadChunks.open(files.chunks(), minValidTime, Long.MIN_VALUE);
        try {
            List<CorruptionException> damage = new ArrayList<>(files.damage());
            damage.addAll(chunks.damage());
            if (!damage.isEmpty()) {
                // The snapshot counts on the chunks that are lost; the log does not.
                files = files.withoutSnapshot();
            }
            LogStructure structure;
            try {
                structure = LogStructure.read(files, new LogReplay(files, watcher), minValidTime);
            } catch (CorruptionException e) {
                damage.add(e);
                files = files.withoutSnapshot();
                structure = LogStructure.read(files, new LogReplay(files, watcher), minValidTime);
            }
            HeadReader reader = new HeadReader(minValidTime, files, chunks, structure, watcher);
            reader.damage.addAll(damage);
            return reader;
        } catch (IOException | RuntimeException e) {
            chunks.close();
            throw e;
        }
    }

    /// The time before which the head takes no in-order sample: the end of the newest block that was not made of
    /// out-of-order, stale or selected series alone; [Long#MIN_VALUE] without such a block.
    public static long minValidTime(Iterable<BlockMeta> blocks) {
        long end = Long.MIN_VALUE;
        for (BlockMeta block : blocks) {
            List<String> hints = block.compaction().hints();
            if (!hints.contains("from-out-of-order")
                    && !hints.contains("from-stale-series")
                    && !hints.contains("from-selected-series")) {
                end = Math.max(end, block.maxTime());
            }
        }
        return end;
    }

    /// What promtool takes for [#minValidTime(Iterable)] when it dumps a directory: the end of the block that
    /// begins last, even of one that was made of out-of-order samples. In-order samples before it are missing
    /// from its dump, though a server has them.
    public static long promtoolMinValidTime(Iterable<BlockMeta> blocks) {
        BlockMeta last = null;
        for (BlockMeta block : blocks) {
            if (last == null || block.minTime() >= last.minTime()) {
                last = block;
            }
        }
        return last == null ? Long.MIN_VALUE : last.maxTime();
    }

    /// The labels of the series.
    public HeadIndex index() {
        return structure.index();
    }

    /// Counts all samples and tells the sink of them.
    public HeadTable count(SampleSink sink) throws IOException {
        LogReplay log = new LogReplay(files, watcher);
        List<CorruptionException> found = new ArrayList<>();
        OutOfOrderLog late = new OutOfOrderLog(structure, chunks.lastRef(), series -> true, false);
        log.replayOutOfOrder(late);
        OutOfOrderTimes times = OutOfOrderTimes.gather(structure, chunks, late, found);
        HeadCounter counter = new HeadCounter(log, structure, chunks, minValidTime, times, sink, found);
        counter.count(files);
        unknownSamples = counter.unknownSamples() + late.unknownSamples();
        loggedSamples = counter.loggedSamples();
        checkpointSamples = counter.checkpointSamples();
        torn = log.isTorn();
        learnDamage(log);
        if (table == null) {
            damage.addAll(found);
        }
        table = counter.table();
        appended = counter.appended();
        return table;
    }

    /// Tells a sink the samples of the log with their values: first the in-order ones that the head takes, each
    /// series in the order of time, then those that came late. Deleted samples are told too ([#tombstones]), and
    /// none of [#chunks]. For a head that was opened without the snapshot.
    ///
    /// @param inOrder told the in-order samples
    /// @param late told the out-of-order samples that stand in no head chunk, in the order in which they came
    public void replay(ValueSink inOrder, ValueSink late) throws IOException {
        LogReplay log = new LogReplay(files, watcher);
        ValueReplay values = new ValueReplay(log, structure, chunks, minValidTime, inOrder);
        values.run(files);
        LateReplay lateValues = new LateReplay(structure, chunks.lastRef(), late);
        new LogReplay(files).replayOutOfOrder(lateValues);
        lateValues.tell();
        log.replayOutOfOrder(lateValues);
        unknownSamples = values.unknownSamples() + lateValues.unknownSamples();
        loggedSamples = values.loggedSamples();
        checkpointSamples = values.checkpointSamples();
        exemplars = values.exemplars();
        metadata = values.metadata();
        torn = log.isTorn();
        learnDamage(log);
    }

    private void learnDamage(LogReplay log) {
        if (!logRead) {
            damage.addAll(log.damage());
            logRead = true;
        }
    }

    /// The chunks that the head has written.
    public HeadChunks chunks() {
        return chunks;
    }

    /// The reference under which the chunks of a series stand in [#chunks()]; none of a series that was deleted as
    /// a whole count.
    public long chunkRef(int series) {
        return structure.lastRef(series);
    }

    /// The series that a reference means in the end, or -1.
    public int seriesOf(long ref) {
        return structure.seriesOf(ref);
    }

    /// Whether a tombstone has deleted the series as a whole.
    public boolean isDeleted(int series) {
        return structure.isDeleted(series);
    }

    /// What was deleted of the series, by number.
    public Intervals tombstones() {
        return structure.tombstones();
    }

    /// The time before which no in-order sample counts.
    public long minValidTime() {
        return minValidTime;
    }

    /// Exemplars in the log; after [#replay].
    public long exemplars() {
        return exemplars;
    }

    /// What the log says of metrics: types, units, texts; after [#replay].
    public long metadata() {
        return metadata;
    }

    /// What the last [#count] found; `null` before.
    public HeadTable table() {
        return table;
    }

    /// Goes through the series in the order of their labels with all their samples.
    ///
    /// @param wanted which series, by number
    /// @param budget bytes that samples may take while they wait; a log that holds more is read repeatedly
    public HeadSamples samples(IntPredicate wanted, long budget) throws IOException {
        if (table == null) {
            count(SampleSink.NONE);
        }
        // What is wrong with chunks is known since they were counted.
        return new HeadSamples(
                files, structure, chunks, minValidTime, table, appended, wanted, budget, new ArrayList<>());
    }

    /// What is wrong with the files, and where; complete after [#count].
    public List<CorruptionException> damage() {
        return List.copyOf(damage);
    }

    /// Whether a log ends within a record, as it does when Prometheus is writing or was killed; after [#count].
    public boolean isTorn() {
        return torn;
    }

    /// In-order samples that stand in the checkpoint and the log, whatever became of them; after [#count].
    public long loggedSamples() {
        return loggedSamples;
    }

    /// How many of [#loggedSamples] stand in the log's segments, not in the checkpoint; after [#count].
    public long segmentSamples() {
        return loggedSamples - checkpointSamples;
    }

    /// Bytes of the log's segments after the checkpoint.
    public long segmentBytes() {
        return files.wal().stream()
                .flatMap(wal -> wal.live().stream())
                .mapToLong(Segment::size)
                .sum();
    }

    /// Samples in the logs of which no series is known; after [#count].
    public long unknownSamples() {
        return unknownSamples;
    }

    /// Series records of labels that had a reference already.
    public long duplicateSeriesRecords() {
        return structure.duplicates();
    }

    @Override
    public void close() {
        chunks.close();
    }
}
