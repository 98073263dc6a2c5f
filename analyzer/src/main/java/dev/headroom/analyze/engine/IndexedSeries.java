package dev.headroom.analyze.engine;

import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.SeriesSource;
import java.util.Arrays;

/// One distinct series of some blocks, as their indexes have it: its labels as symbol ids, how many chunks it has, and
/// the times of its first and its last sample. Valid until the stream moves on.
///
/// Its chunks are read only where these times cannot be told without: where a tombstone hides some of its samples, or
/// an edge of the range lies between them.
///
/// Times are milliseconds.
public final class IndexedSeries {
    private final Parts ranges;
    private ChunkReader[] readers;
    private final Pieces pieces;
    private final SampleCounter counter;
    private final long from;
    private final long to;
    private final Span span;

    private int[] labels;
    private int labelsLength;
    private int changedFrom;
    private int blockCount;
    private int[] blocks = new int[8];
    private int[] chunks = new int[8];
    private long indexedFrom;
    private long indexedTo;
    private long firstTime;
    private long lastTime;

    /// @param ranges of the blocks
    /// @param range the samples that count
    IndexedSeries(Parts ranges, TimeRange range, Span span) {
        this.ranges = ranges;
        this.span = span;
        from = range.from();
        to = range.to();
        pieces = new Pieces(range, DamageHandler.THROW);
        counter = new SampleCounter(pieces, Long.MAX_VALUE);
    }

    /// Looks at a stream's current series.
    void load(MergedSeries<SeriesSource> merged) {
        changedFrom = merged.changedFrom();
        blockCount = 0;
        indexedFrom = Long.MAX_VALUE;
        indexedTo = Long.MIN_VALUE;
        firstTime = Long.MAX_VALUE;
        lastTime = Long.MIN_VALUE;
        int count = merged.presentCount();
        for (int i = 0; i < count; i++) {
            SeriesSource source = merged.present(i);
            if (i == 0) {
                labels = source.labels();
                labelsLength = source.labelsLength();
            }
            add(merged.presentIndex(i), (BlockSeries) source);
        }
    }

    private void add(int block, BlockSeries ofBlock) {
        if (blockCount == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * blockCount);
            chunks = Arrays.copyOf(chunks, blocks.length);
        }
        blocks[blockCount] = block;
        chunks[blockCount++] = addTimes(block, ofBlock);
    }

    /// Takes in the times of the series in a block; returns how many of its chunks overlap the range.
    private int addTimes(int block, BlockSeries ofBlock) {
        SeriesCursor series = ofBlock.series();
        int count = series.chunkCount();
        if (count == 0) {
            return 0;
        }
        long first = series.minTime(0);
        long last = series.maxTime(count - 1);
        indexedFrom = Math.min(indexedFrom, first);
        indexedTo = Math.max(indexedTo, last);
        long[] deleted = ofBlock.block().tombstones().of(series.reference());
        if (deleted.length > 0 || first < from || last > to) {
            if (readers == null) {
                readers = ranges.readers();
            }
            pieces.clear();
            pieces.add(series, readers[block], deleted);
            counter.count();
            count = pieces.count();
            first = counter.firstTime();
            last = counter.lastTime();
        }
        firstTime = Math.min(firstTime, first);
        lastTime = Math.max(lastTime, last);
        return count;
    }

    /// Names and values in turn, as ids of the merged symbols.
    public int[] labels() {
        return labels;
    }

    public int labelsLength() {
        return labelsLength;
    }

    /// How many of the ints in [#labels()] are those of the series before; less, down to 0, where that is not known.
    public int changedFrom() {
        return changedFrom;
    }

    /// Number of blocks that hold the series.
    public int blockCount() {
        return blockCount;
    }

    /// Position, in the list of analyzed blocks, of the n-th block that holds the series.
    public int block(int n) {
        return blocks[n];
    }

    /// Chunks that the n-th block holding the series has of it, as far as they overlap the range.
    public int chunksOfBlock(int n) {
        return chunks[n];
    }

    /// Time between the first and the last sample that the indexes know of, tombstones and range aside.
    public long span() {
        return indexedFrom > indexedTo ? 0 : indexedTo - indexedFrom;
    }

    /// Whether any sample counts.
    public boolean hasSamples() {
        return firstTime <= lastTime;
    }

    /// Time of the first sample that counts; meaningless without [#hasSamples()].
    public long firstTime() {
        return firstTime;
    }

    /// Time of the last sample that counts; meaningless without [#hasSamples()].
    public long lastTime() {
        return lastTime;
    }

    /// Whether the series came during the range.
    public boolean isAdded() {
        return hasSamples() && span.isAdded(firstTime);
    }
}
