package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.LongIntMap;
import dev.headroom.tsdb.tombstone.Intervals;
import dev.headroom.tsdb.wal.LabelsView;
import dev.headroom.tsdb.wal.RecordType;
import dev.headroom.tsdb.wal.RecordVisitor;
import java.io.IOException;
import java.util.Arrays;

/// What the log says of series, apart from their samples: the first of the passes over it.
///
/// A series comes with a record that gives its labels a reference. When the labels are known already, the reference
/// is one more name of the same series; Prometheus then forgets what it has replayed of it ("would already be
/// compacted") and takes the head chunks of the new reference for its own. A tombstone over all of time deletes a
/// series; after it the same labels make a new one.
///
/// This pass notes to which series each series record leads, in order, so that later passes need no labels.
final class LogStructure implements RecordVisitor, ChunkSnapshot.Visitor {
    private final long minValidTime;
    // Until all series are known.
    private SeriesPool pool = new SeriesPool();
    private final LongIntMap refs = new LongIntMap();
    private final Intervals tombstones = new Intervals();
    private HeadIndex index;

    // The number of the series that each series record names, those of a snapshot before those of the log.
    private int[] entries = new int[64];
    private int entryCount;
    private int snapshotEntries;

    // By series: how often the log names it, under which reference at last, whether it was deleted.
    private int[] records = new int[64];
    private long[] lastRefs = new long[64];
    private boolean[] deleted = new boolean[64];
    private long duplicates;

    private LogStructure(long minValidTime) {
        this.minValidTime = minValidTime;
    }

    /// Reads the structure of a head.
    ///
    /// @throws CorruptionException when the snapshot is damaged
    static LogStructure read(HeadFiles files, LogReplay replay, long minValidTime) throws IOException {
        LogStructure structure = new LogStructure(minValidTime);
        if (files.snapshot().isPresent()) {
            files.snapshot().get().read(structure);
            structure.snapshotEntries = structure.entryCount;
        }
        replay.replay(type -> type == RecordType.SERIES || type == RecordType.TOMBSTONES, structure);
        structure.index = structure.pool.sorted();
        structure.pool = null;
        structure.tombstones.sort();
        return structure;
    }

    HeadIndex index() {
        return index;
    }

    /// The series of the n-th series record.
    int series(int entry) {
        return entries[entry];
    }

    int snapshotEntries() {
        return snapshotEntries;
    }

    /// How often the log names each series, those of a snapshot not counted; a copy.
    int[] recordCounts() {
        return Arrays.copyOf(records, index.seriesCount());
    }

    /// The reference that a series has at last, whose head chunks are its own.
    long lastRef(int series) {
        return lastRefs[series];
    }

    boolean isDeleted(int series) {
        return deleted[series];
    }

    /// The series that a reference means at the end of the log, or -1.
    int seriesOf(long ref) {
        int series = refs.get(ref);
        return series >= 0 && deleted[series] ? -1 : series;
    }

    /// What was deleted of the series, by number.
    Intervals tombstones() {
        return tombstones;
    }

    /// Series records of labels that had a reference already.
    long duplicates() {
        return duplicates;
    }

    /// Whether a tombstone is the mark of a series that was deleted as a whole.
    static boolean deletesSeries(long minTime, long maxTime) {
        return minTime == Long.MIN_VALUE && maxTime == Long.MAX_VALUE;
    }

    @Override
    public void series(long ref, LabelsView labels) {
        int known = pool.count();
        int series = enter(ref, labels);
        if (series < known) {
            duplicates++;
        }
        records[series]++;
    }

    @Override
    public void series(long ref, LabelsView labels, ChunkSnapshot.OpenChunk chunk) {
        enter(ref, labels);
    }

    @Override
    public void tombstone(long ref, long minTime, long maxTime) {
        int series = seriesOf(ref);
        if (series < 0) {
            return;
        }
        if (deletesSeries(minTime, maxTime)) {
            deleted[series] = true;
            pool.unlink(series);
        } else if (maxTime >= minValidTime) {
            tombstones.add(series, minTime, maxTime);
        }
    }

    private int enter(long ref, LabelsView labels) {
        int series = pool.number(labels);
        if (series == records.length) {
            records = Arrays.copyOf(records, 2 * series);
            lastRefs = Arrays.copyOf(lastRefs, 2 * series);
            deleted = Arrays.copyOf(deleted, 2 * series);
        }
        if (entryCount == entries.length) {
            entries = Arrays.copyOf(entries, 2 * entryCount);
        }
        entries[entryCount++] = series;
        lastRefs[series] = ref;
        refs.put(ref, series);
        return series;
    }
}
