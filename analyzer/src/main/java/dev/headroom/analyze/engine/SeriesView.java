package dev.headroom.analyze.engine;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;

/// One distinct series of everything that is analyzed, as collectors see it: its labels as symbol ids, the chunks
/// it has in the blocks, and what it adds up to, every sample counted once. Valid until the stream moves on.
///
/// Times are milliseconds, bytes are bytes on disk.
public final class SeriesView {
    private final MergedSeries<BlockSeries> merged;
    private final ChunkReader[] readers;
    private final Pieces pieces;
    private final SampleCounter counter;

    private int[] chunksBefore = new int[8];
    private long chunkBytes;

    /// @param merged the stream, whose current series is viewed
    /// @param readers one for each of its sources
    SeriesView(
            MergedSeries<BlockSeries> merged,
            ChunkReader[] readers,
            TimeRange range,
            long windowStart,
            DamageHandler damage) {
        this.merged = merged;
        this.readers = readers;
        pieces = new Pieces(range, damage);
        counter = new SampleCounter(pieces, windowStart);
    }

    /// Looks at the stream's current series.
    void load() {
        int blocks = merged.presentCount();
        if (chunksBefore.length <= blocks) {
            chunksBefore = new int[2 * blocks + 1];
        }
        pieces.clear();
        for (int i = 0; i < blocks; i++) {
            BlockSeries source = merged.present(i);
            chunksBefore[i] = pieces.count();
            pieces.add(
                    source.series(),
                    readers[merged.presentIndex(i)],
                    source.block().tombstones().of(source.series().reference()));
        }
        chunksBefore[blocks] = pieces.count();
        chunkBytes = 0;
        for (int i = 0; i < pieces.count(); i++) {
            chunkBytes += pieces.size(i);
        }
        counter.count();
    }

    /// Names and values in turn, as ids of the merged symbols.
    public int[] labels() {
        return merged.labels();
    }

    public int labelsLength() {
        return merged.labelsLength();
    }

    /// Number of blocks that hold the series.
    public int blockCount() {
        return merged.presentCount();
    }

    /// Position, in the list of analyzed blocks, of the n-th block that holds the series.
    public int block(int n) {
        return merged.presentIndex(n);
    }

    /// Number of chunks of the series in the n-th of its blocks, the range and tombstones aside.
    public int chunksInBlock(int n) {
        return merged.present(n).series().chunkCount();
    }

    /// The number of the first chunk of the n-th block of this series; that of the first one of the next block for
    /// n + 1.
    public int firstChunkOfBlock(int n) {
        return chunksBefore[n];
    }

    /// Time between the first and the last sample that the indexes know of, tombstones and range aside.
    public long span() {
        long first = Long.MAX_VALUE;
        long last = Long.MIN_VALUE;
        for (int i = 0; i < merged.presentCount(); i++) {
            SeriesCursor series = merged.present(i).series();
            if (series.chunkCount() > 0) {
                first = Math.min(first, series.minTime(0));
                last = Math.max(last, series.maxTime(series.chunkCount() - 1));
            }
        }
        return first > last ? 0 : last - first;
    }

    /// Number of chunks in the blocks that overlap the analyzed range. They are numbered block after block.
    public int chunkCount() {
        return pieces.count();
    }

    public Encoding encoding(int chunk) {
        return pieces.encoding(chunk);
    }

    /// Samples in the chunk, deleted ones too.
    public int chunkSamples(int chunk) {
        return pieces.sampleCount(chunk);
    }

    /// Bytes of the chunk's data, without length, encoding and checksum.
    public int chunkDataLength(int chunk) {
        return pieces.dataLength(chunk);
    }

    /// Bytes of the chunk in its segment.
    public int chunkSize(int chunk) {
        return pieces.size(chunk);
    }

    /// Buckets in all samples of a histogram chunk; decodes it. See `SampleCursor#sumBuckets`.
    ///
    /// @throws CorruptionException when the chunk is damaged
    public long chunkBuckets(int chunk) {
        try {
            return pieces.open(chunk).sumBuckets();
        } catch (CorruptionException e) {
            pieces.damaged(chunk, e);
            return 0;
        }
    }

    /// Samples in the range that are not deleted, each timestamp once.
    public long samples() {
        return counter.samples();
    }

    /// How many of them are histograms.
    public long histogramSamples() {
        return counter.histogramSamples();
    }

    /// Samples in the range that a tombstone hides.
    public long deletedSamples() {
        return counter.deletedSamples();
    }

    /// Chunk bytes that cleaning the tombstones would free: the share of deleted samples of each chunk.
    public long deletedBytes() {
        return counter.deletedBytes();
    }

    /// Bytes of the chunks that overlap the range.
    public long chunkBytes() {
        return chunkBytes;
    }

    /// Time of the first of the counted samples; meaningless when [#samples()] is 0.
    public long firstTime() {
        return counter.firstTime();
    }

    /// Time of the last of the counted samples; meaningless when [#samples()] is 0.
    public long lastTime() {
        return counter.lastTime();
    }
}
