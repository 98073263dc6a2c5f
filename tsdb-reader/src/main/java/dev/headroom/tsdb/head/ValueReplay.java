package dev.headroom.tsdb.head;

import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.LabelsView;
import dev.headroom.tsdb.wal.RecordType;

/// Tells a sink the in-order samples of the log that the head takes; no sample is kept. Counts what no block holds.
final class ValueReplay extends SampleReplay {
    private final ValueSink sink;
    private long exemplars;
    private long metadata;

    ValueReplay(LogReplay replay, LogStructure structure, HeadChunks chunks, long minValidTime, ValueSink sink) {
        super(replay, structure, chunks, minValidTime);
        this.sink = sink;
    }

    long exemplars() {
        return exemplars;
    }

    long metadata() {
        return metadata;
    }

    @Override
    boolean wants(RecordType type) {
        return super.wants(type) || type == RecordType.EXEMPLARS || type == RecordType.METADATA;
    }

    @Override
    public void exemplar(long ref, long timestamp, long valueBits, LabelsView labels) {
        exemplars++;
    }

    @Override
    public void metadata(long ref, int type, LabelsView fields) {
        metadata++;
    }

    @Override
    void attached(int series, int lastChunk) {}

    @Override
    void append(int series, long timestamp, long startTimestamp, long valueBits) {
        sink.sample(series, timestamp, startTimestamp, valueBits);
    }

    @Override
    void append(int series, long timestamp, long startTimestamp, HistogramView histogram) {
        sink.histogram(series, timestamp, startTimestamp, histogram);
    }

    @Override
    void appendStaleHistogram(int series, long timestamp, long startTimestamp, boolean floating) {
        sink.staleHistogram(series, timestamp, startTimestamp, floating);
    }

    @Override
    void appendFromChunk(int series, SampleCursor sample) {
        throw new IllegalStateException("a snapshot, which tells nothing that the log does not");
    }
}
