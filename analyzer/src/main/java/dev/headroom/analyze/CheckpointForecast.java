package dev.headroom.analyze;

import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.LabelsView;
import dev.headroom.tsdb.wal.LogRecord;
import dev.headroom.tsdb.wal.RecordDecoder;
import dev.headroom.tsdb.wal.RecordType;
import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.SampleBatch;
import dev.headroom.tsdb.wal.WalSeries;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/// Counts what a checkpoint would drop of the records that it covers. (Source: Prometheus,
/// `tsdb/wlog/checkpoint.go`.)
///
/// ```
/// series         those that are not kept, see CheckpointRule.keeps
/// samples        those before the cutoff, histograms too
/// exemplars      those before the cutoff
/// tombstones     those that end before the cutoff, or whose series is not kept
/// metadata       all but the last of each series that is kept
/// unknown types  all
/// ```
///
/// A record of which nothing stays is not written again. Whether a series is kept shows when all of the log has
/// been read, so what depends on it waits till then.
final class CheckpointForecast implements RecordVisitor {
    private final RecordDecoder decoder;
    private final WalSeries series;
    private final CheckpointRule rule;
    private final long cutoff;

    private final long[] elements = new long[RecordType.values().length];
    private final long[] bytes = new long[elements.length];
    private final long[] dropped = new long[elements.length];
    private final long[] droppedBytes = new long[elements.length];
    // What a server before 3.7 would drop of those that wait for the end of the log.
    private final long[] droppedBefore37 = new long[elements.length];
    private final long[] droppedBytesBefore37 = new long[elements.length];

    private final Waiting seriesRecords = new Waiting();
    private final Waiting tombstones = new Waiting();
    private final Waiting metadata = new Waiting();

    private long oldest = Long.MAX_VALUE;
    private long newest = Long.MIN_VALUE;
    private long newestCovered = Long.MIN_VALUE;

    private boolean covered;
    private int type;
    private int recordElements;
    private int recordDropped;
    private int recordDroppedBytes;

    /// Elements whose fate is that of their series.
    private static final class Waiting {
        private int[] slots = new int[64];
        private int[] lengths = new int[64];
        private int count;

        void add(int slot, int length) {
            if (count == slots.length) {
                slots = Arrays.copyOf(slots, 2 * count);
                lengths = Arrays.copyOf(lengths, 2 * count);
            }
            slots[count] = slot;
            lengths[count++] = length;
        }
    }

    /// @param decoder the one that tells of the records
    /// @param series is told of each element before
    /// @param cutoff what the checkpoint keeps begins here
    CheckpointForecast(RecordDecoder decoder, WalSeries series, CheckpointRule rule, long cutoff) {
        this.decoder = decoder;
        this.series = series;
        this.rule = rule;
        this.cutoff = cutoff;
    }

    /// A record comes next.
    ///
    /// @param isCovered whether the checkpoint would stand for it
    void begin(LogRecord record, boolean isCovered) {
        covered = isCovered;
        type = RecordType.of(record.record(), record.offset(), record.length()).code();
        recordElements = 0;
        recordDropped = 0;
        recordDroppedBytes = 0;
    }

    /// The record has been told.
    void end(LogRecord record) {
        if (!covered) {
            return;
        }
        elements[type] += recordElements;
        bytes[type] += record.length();
        dropped[type] += recordDropped;
        droppedBytes[type] += recordDropped == recordElements ? record.length() : recordDroppedBytes;
    }

    /// Decides what had to wait for the end of the log.
    void complete() {
        System.arraycopy(dropped, 0, droppedBefore37, 0, dropped.length);
        System.arraycopy(droppedBytes, 0, droppedBytesBefore37, 0, dropped.length);
        decide(this::isKept, dropped, droppedBytes);
        decide(this::isKeptBefore37, droppedBefore37, droppedBytesBefore37);
    }

    private void decide(IntPredicate kept, long[] goes, long[] goesBytes) {
        decide(seriesRecords, RecordType.SERIES.code(), kept, goes, goesBytes);
        decide(tombstones, RecordType.TOMBSTONES.code(), kept, goes, goesBytes);
        BitSet later = new BitSet();
        int code = RecordType.METADATA.code();
        for (int i = metadata.count - 1; i >= 0; i--) {
            int slot = metadata.slots[i];
            if (!kept.test(slot) || later.get(slot)) {
                goes[code]++;
                goesBytes[code] += metadata.lengths[i];
            } else {
                later.set(slot);
            }
        }
    }

    private static void decide(Waiting waiting, int code, IntPredicate kept, long[] goes, long[] goesBytes) {
        for (int i = 0; i < waiting.count; i++) {
            if (!kept.test(waiting.slots[i])) {
                goes[code]++;
                goesBytes[code] += waiting.lengths[i];
            }
        }
    }

    /// Whether the log has samples that are in no block yet.
    boolean hasSamples() {
        return oldest != Long.MAX_VALUE;
    }

    /// Time of the oldest sample that is in no block yet.
    long oldest() {
        return oldest;
    }

    /// What the cutoff is to be, now that all samples have been seen.
    long rightCutoff() {
        return rule.cutoff(oldest, newest);
    }

    /// Elements of this type that are covered.
    long elements(RecordType of) {
        return elements[of.code()];
    }

    /// Bytes of records of this type that are covered, decompressed.
    long bytes(RecordType of) {
        return bytes[of.code()];
    }

    /// Elements that would go.
    long dropped(RecordType of) {
        return dropped[of.code()];
    }

    /// Bytes that would go, decompressed.
    long droppedBytes(RecordType of) {
        return droppedBytes[of.code()];
    }

    /// Elements that would go of a server before 3.7.
    long droppedBefore37(RecordType of) {
        return droppedBefore37[of.code()];
    }

    /// Bytes that would go of a server before 3.7, decompressed.
    long droppedBytesBefore37(RecordType of) {
        return droppedBytesBefore37[of.code()];
    }

    @Override
    public void series(long ref, LabelsView labels) {
        wait(seriesRecords, ref);
    }

    @Override
    public void samples(SampleBatch batch) {
        long min = batch.minTime();
        long max = batch.maxTime();
        if (lieOnBothSides(min, max, rule.minValidTime()) || lieOnBothSides(min, max, cutoff)) {
            for (int i = 0; i < batch.count(); i++) {
                samplesAt(batch.timestamps()[i], batch.timestamps()[i], 1, batch.length(i));
            }
        } else {
            samplesAt(min, max, batch.count(), batch.length(0, batch.count()));
        }
    }

    private static boolean lieOnBothSides(long min, long max, long boundary) {
        return min < boundary && max >= boundary;
    }

    @Override
    public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
        samplesAt(timestamp, timestamp, 1, decoder.elementLength());
    }

    @Override
    public void exemplar(long ref, long timestamp, long valueBits, LabelsView labels) {
        timed(timestamp, 1, decoder.elementLength());
    }

    @Override
    public void tombstone(long ref, long minTime, long maxTime) {
        if (maxTime < cutoff) {
            timed(maxTime, 1, decoder.elementLength());
        } else {
            wait(tombstones, ref);
        }
    }

    @Override
    public void metadata(long ref, int metricType, LabelsView fields) {
        wait(metadata, ref);
    }

    /// Samples on one side of the oldest time that is in no block, and of the cutoff.
    private void samplesAt(long min, long max, int count, int length) {
        if (min >= rule.minValidTime()) {
            oldest = Math.min(oldest, min);
            newest = Math.max(newest, max);
        }
        newestCovered = covered ? Math.max(newestCovered, max) : newestCovered;
        timed(min, count, length);
    }

    private void wait(Waiting waiting, long ref) {
        recordElements++;
        if (covered) {
            waiting.add(series.slot(ref), decoder.elementLength());
        }
    }

    private void timed(long timestamp, int count, int length) {
        recordElements += count;
        if (timestamp < cutoff) {
            recordDropped += count;
            recordDroppedBytes += length;
        }
    }

    private boolean isKept(int slot) {
        return slot >= 0 && rule.keeps(series.newest(slot), series.hasLateSamples(slot), cutoff);
    }

    private boolean isKeptBefore37(int slot) {
        return slot >= 0 && rule.keptBefore37(series.newest(slot), series.hasLateSamples(slot), cutoff, newestCovered);
    }
}
