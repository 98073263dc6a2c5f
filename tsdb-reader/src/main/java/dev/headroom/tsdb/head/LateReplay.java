package dev.headroom.tsdb.head;

import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.RecordVisitor;

/// Tells a sink the samples of the out-of-order log that no head chunk holds, in two passes: the first finds for
/// each series how many of its samples went into chunks ([OutOfOrderLog] has the rule), the second tells the
/// others.
final class LateReplay implements RecordVisitor {
    private final LogStructure structure;
    private final long lastChunkRef;
    private final ValueSink sink;

    // By series: samples passed in this pass, and how many of them stand in chunks.
    private int[] passed;
    private final int[] inChunks;
    private boolean telling;
    private long unknownSamples;

    LateReplay(LogStructure structure, long lastChunkRef, ValueSink sink) {
        this.structure = structure;
        this.lastChunkRef = lastChunkRef;
        this.sink = sink;
        passed = new int[structure.index().seriesCount()];
        inChunks = new int[passed.length];
    }

    /// Begins the second pass.
    void tell() {
        telling = true;
        passed = new int[passed.length];
        unknownSamples = 0;
    }

    /// Samples whose reference no series has.
    long unknownSamples() {
        return unknownSamples;
    }

    @Override
    public void sample(long ref, long timestamp, long startTimestamp, long valueBits) {
        int series = next(ref);
        if (series >= 0) {
            sink.sample(series, timestamp, startTimestamp, valueBits);
        }
    }

    @Override
    public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
        int series = next(ref);
        if (series >= 0) {
            sink.histogram(series, timestamp, startTimestamp, histogram);
        }
    }

    @Override
    public void mmapMarker(long ref, long chunkRef) {
        int series = structure.seriesOf(ref);
        if (!telling && series >= 0 && Long.compareUnsigned(chunkRef, lastChunkRef) <= 0) {
            inChunks[series] = passed[series];
        }
    }

    /// The series whose sample is to be told, or -1.
    private int next(long ref) {
        int series = structure.seriesOf(ref);
        if (series < 0) {
            unknownSamples++;
            return -1;
        }
        return ++passed[series] > inChunks[series] && telling ? series : -1;
    }
}
