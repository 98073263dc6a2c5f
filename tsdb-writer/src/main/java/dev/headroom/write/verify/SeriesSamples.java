package dev.headroom.write.verify;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.index.SeriesCursor;

/// The samples of one series from first to last, without those that are deleted. Chunks are opened when their time
/// comes, so that many series can be walked side by side.
final class SeriesSamples {
    private final ChunkReader reader;
    private final long[] chunks;
    private final long[] deleted;
    private final SampleCursor cursor = new SampleCursor();
    private byte[] buffer = {0};
    private int nextChunk;
    private boolean open;
    private int interval;
    private long deletedCount;

    /// @param reader may serve any number of series of the block, on one thread
    /// @param series stands at the series
    /// @param deleted closed intervals, first and last millisecond in turn, ascending, not overlapping
    SeriesSamples(ChunkReader reader, SeriesCursor series, long[] deleted) {
        this.reader = reader;
        chunks = new long[series.chunkCount()];
        for (int i = 0; i < chunks.length; i++) {
            chunks[i] = series.chunkReference(i);
        }
        this.deleted = deleted;
    }

    /// Steps to the next sample; false after the last.
    ///
    /// @throws CorruptionException when a chunk cannot be read
    boolean next() {
        while (true) {
            if (!open) {
                if (nextChunk == chunks.length) {
                    return false;
                }
                reader.readHeader(chunks[nextChunk++]);
                buffer = reader.readSamples(cursor, buffer);
                open = true;
            }
            if (!step()) {
                open = false;
            } else if (isDeleted(cursor.timestamp())) {
                deletedCount++;
            } else {
                return true;
            }
        }
    }

    private boolean step() {
        try {
            return cursor.next();
        } catch (CorruptionException e) {
            throw reader.inSegment(e);
        }
    }

    private boolean isDeleted(long time) {
        while (interval < deleted.length && deleted[interval + 1] < time) {
            interval += 2;
        }
        return interval < deleted.length && deleted[interval] <= time;
    }

    /// The sample that [#next] stepped to.
    SampleCursor sample() {
        return cursor;
    }

    /// How many deleted samples have been passed.
    long deletedCount() {
        return deletedCount;
    }
}
