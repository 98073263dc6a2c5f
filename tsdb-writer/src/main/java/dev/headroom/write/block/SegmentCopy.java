package dev.headroom.write.block;

import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.ChunkSegments;
import dev.headroom.write.internal.ChunkPlaces;
import java.io.IOException;

/// A copy of the segments of a block, chunk by chunk as they stand there one behind the other, each with its checksum
/// verified: every chunk keeps its reference.
public final class SegmentCopy {
    /// Bytes after which the memory that holds them is let go.
    private static final long UNLOAD = 32 << 20;

    private final ChunkSegments source;
    private final ChunkPlaces places = new ChunkPlaces();
    private long samples;
    private long histogramSamples;

    SegmentCopy(ChunkSegments source) {
        this.source = source;
    }

    void run(ChunkSegmentWriter target) throws IOException {
        ChunkReader chunk = ChunkReader.ofWholeChunks(source);
        long unloaded = 0;
        for (int segment = 0; segment < source.count(); segment++) {
            target.cut();
            long end = source.size(segment);
            for (long at = ChunkSegments.SEGMENT_HEADER_LENGTH; at < end; at += chunk.size()) {
                long reference = ((long) segment << 32) | at;
                chunk.readHeader(reference);
                chunk.verify();
                target.copy(chunk.segment(), at, chunk.size());
                places.add(reference);
                samples += chunk.sampleCount();
                histogramSamples += chunk.encoding().isHistogram() ? chunk.sampleCount() : 0;
                if (at - unloaded > UNLOAD) {
                    source.unload();
                    unloaded = at;
                }
            }
            unloaded = 0;
        }
    }

    /// Where the chunks are.
    public ChunkPlaces places() {
        return places;
    }

    public long samples() {
        return samples;
    }

    long histogramSamples() {
        return histogramSamples;
    }
}
