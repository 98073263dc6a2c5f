package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.Histogram;
import java.util.Arrays;
import java.util.List;

/// The samples of one head chunk; what cannot be decoded ends it.
final class ChunkRun extends SampleRun {
    private final SampleCursor cursor = new SampleCursor();
    private final HeadChunks chunks;
    private final int chunk;
    private final long minTime;
    private final List<CorruptionException> damage;

    /// @param chunk the chunk that `chunks` has loaded
    /// @param minTime samples before are left out
    /// @param damage takes what is wrong with the chunk
    ChunkRun(HeadChunks chunks, int chunk, long minTime, List<CorruptionException> damage) {
        this.chunks = chunks;
        this.chunk = chunk;
        this.minTime = minTime;
        this.damage = damage;
        Encoding encoding = chunks.encoding();
        byte[] data =
                Arrays.copyOfRange(chunks.bytes(), chunks.dataOffset(), chunks.dataOffset() + chunks.dataLength());
        try {
            cursor.reset(encoding, data, 0, data.length);
        } catch (CorruptionException e) {
            damaged(e);
        }
    }

    @Override
    public boolean next() {
        try {
            while (cursor.next()) {
                if (cursor.timestamp() >= minTime) {
                    return true;
                }
            }
        } catch (CorruptionException e) {
            damaged(e);
        }
        return false;
    }

    @Override
    public long timestamp() {
        return cursor.timestamp();
    }

    @Override
    public long startTimestamp() {
        return cursor.startTimestamp();
    }

    @Override
    public boolean isHistogram() {
        return cursor.isHistogram();
    }

    @Override
    public long valueBits() {
        return Double.doubleToRawLongBits(cursor.value());
    }

    @Override
    public Histogram histogram() {
        return cursor.histogram();
    }

    private void damaged(CorruptionException e) {
        chunks.load(chunk);
        damage.add(chunks.placed(chunk, e));
    }
}
