package dev.headroom.analyze.engine;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.SeriesSource;
import java.util.Arrays;

/// One distinct series of everything that is analyzed, as collectors see it: its labels as symbol ids, the
/// chunks it has in the blocks, and what it adds up to, every sample counted once. Valid until the stream moves
/// on.
///
/// Times are milliseconds, bytes are bytes on disk.
public final class SeriesView {
    private final ChunkReader[] readers;
    private final Pieces pieces;
    private final SampleCounter counter;
    private final Span span;
    private final HeadFacts head;
    private final Spacing spacing = new Spacing(1);
    private long lastLength;
    private int lastCount;
    private int lastRegular;

    private int[] labels;
    private int labelsLength;
    private int changedFrom;
    private int blockCount;
    private int[] blocks = new int[8];
    // By block, and behind the last one: what the blocks before it have.
    private int[] chunksBefore = new int[8];
    private long[] samplesBefore = new long[8];
    private long[] bytesBefore = new long[8];
    private long indexedFrom;
    private long indexedTo;
    private int headCount;
    private int[] headSeries = new int[1];

    private long samples;
    private long histogramSamples;
    private long windowSamples;
    private long firstTime;
    private long lastTime;

    /// @param readers one for each block
    /// @param head what the samples of the head add up to; `null` when there is no head among the sources
    SeriesView(ChunkReader[] readers, HeadFacts head, TimeRange range, Span span, DamageHandler damage) {
        this.readers = readers;
        this.head = head;
        this.span = span;
        pieces = new Pieces(range, damage);
        counter = new SampleCounter(pieces, span.windowStart());
    }

    /// Looks at a stream's current series.
    void load(MergedSeries<SeriesSource> merged) {
        SeriesSource any = merged.present(0);
        load(merged, any.labels(), any.labelsLength());
        changedFrom = merged.changedFrom();
    }

    /// Looks at a stream's current series under other labels.
    void load(MergedSeries<SeriesSource> merged, int[] newLabels, int length) {
        begin(newLabels, length);
        for (int i = 0; i < merged.presentCount(); i++) {
            SeriesSource source = merged.present(i);
            if (source instanceof BlockSeries ofBlock) {
                add(merged.presentIndex(i), ofBlock.block(), ofBlock.series());
            } else {
                add(((HeadIndex.Series) source).number());
            }
        }
        finish();
    }

    /// Begins a series that is put together of others, those of blocks in the order of the blocks.
    void begin(int[] newLabels, int length) {
        labels = newLabels;
        labelsLength = length;
        changedFrom = 0;
        pieces.clear();
        blockCount = 0;
        indexedFrom = Long.MAX_VALUE;
        indexedTo = Long.MIN_VALUE;
        headCount = 0;
    }

    /// Adds a series of a block.
    ///
    /// @param number the block's, not smaller than that of the one before
    void add(int number, Block block, SeriesCursor series) {
        if (blockCount == 0 || blocks[blockCount - 1] != number) {
            if (blockCount + 1 == blocks.length) {
                blocks = Arrays.copyOf(blocks, 2 * blocks.length);
                chunksBefore = Arrays.copyOf(chunksBefore, blocks.length);
                samplesBefore = Arrays.copyOf(samplesBefore, blocks.length);
                bytesBefore = Arrays.copyOf(bytesBefore, blocks.length);
            }
            blocks[blockCount] = number;
            noteBefore(blockCount++);
        }
        pieces.add(series, readers[number], block.tombstones().of(series.reference()));
        if (series.chunkCount() > 0) {
            indexedFrom = Math.min(indexedFrom, series.minTime(0));
            indexedTo = Math.max(indexedTo, series.maxTime(series.chunkCount() - 1));
        }
    }

    /// Adds a series of the head.
    void add(int series) {
        if (headCount == headSeries.length) {
            headSeries = Arrays.copyOf(headSeries, 2 * headCount);
        }
        headSeries[headCount++] = series;
    }

    /// Counts what has been added.
    void finish() {
        noteBefore(blockCount);
        for (int i = 0; i < headCount; i++) {
            pieces.add(head.lateTimes(headSeries[i], false), false);
            pieces.add(head.lateTimes(headSeries[i], true), true);
        }
        counter.count();
        samples = counter.samples();
        histogramSamples = counter.histogramSamples();
        windowSamples = counter.windowSamples();
        firstTime = counter.firstTime();
        lastTime = counter.lastTime();
        for (int i = 0; i < headCount; i++) {
            samples += head.samples(headSeries[i]);
            histogramSamples += head.histogramSamples(headSeries[i]);
            windowSamples += head.windowSamples(headSeries[i]);
            firstTime = Math.min(firstTime, head.firstTime(headSeries[i]));
            lastTime = Math.max(lastTime, head.lastTime(headSeries[i]));
        }
    }

    private void noteBefore(int n) {
        chunksBefore[n] = pieces.count();
        samplesBefore[n] = pieces.storedSamples();
        bytesBefore[n] = pieces.storedBytes();
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

    /// Chunks that the n-th block holding the series has of it.
    public int chunksOfBlock(int n) {
        return chunksBefore[n + 1] - chunksBefore[n];
    }

    /// Samples in those chunks, deleted ones too.
    public long samplesOfBlock(int n) {
        return samplesBefore[n + 1] - samplesBefore[n];
    }

    /// Bytes of those chunks.
    public long bytesOfBlock(int n) {
        return bytesBefore[n + 1] - bytesBefore[n];
    }

    /// Time between the first and the last sample that the indexes know of, tombstones and range aside.
    public long span() {
        return indexedFrom > indexedTo ? 0 : indexedTo - indexedFrom;
    }

    /// Number of chunks in the blocks that overlap the analyzed range. They are numbered block after block.
    public int chunkCount() {
        return chunksBefore[blockCount];
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
        return samples;
    }

    /// How many of them are histograms.
    public long histogramSamples() {
        return histogramSamples;
    }

    /// How many of the samples lie in the ingest window.
    public long windowSamples() {
        return windowSamples;
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
        return bytesBefore[blockCount];
    }

    /// Samples in the chunks that overlap the range, repeated and deleted ones too.
    public long storedSamples() {
        return samplesBefore[blockCount];
    }

    /// Time of the first of the counted samples; meaningless when [#samples()] is 0.
    public long firstTime() {
        return firstTime;
    }

    /// Time of the last of the counted samples; meaningless when [#samples()] is 0.
    public long lastTime() {
        return lastTime;
    }

    /// Whether Prometheus would hold the series in its head.
    public boolean inHead() {
        for (int i = 0; i < headCount; i++) {
            if (head.isKept(headSeries[i])) {
                return true;
            }
        }
        return false;
    }

    /// Whether the series came during the range.
    public boolean isAdded() {
        return samples > 0 && span.isAdded(firstTime);
    }

    /// Whether the last of the counted samples is recent enough for the series to be there at the end of the
    /// range.
    public boolean isRecent() {
        return samples > 0 && span.isRecent(lastTime);
    }

    /// Whether the last of the counted samples is so old that the series is gone at the end of the range.
    public boolean isGone() {
        return samples > 0 && span.isGone(lastTime);
    }

    /// The interval of most of the samples in the head, or else in the newest chunk that has two, milliseconds;
    /// 0 when that cannot be told.
    public int interval() {
        for (int i = 0; i < headCount; i++) {
            if (head.interval(headSeries[i]) > 0) {
                return head.interval(headSeries[i]);
            }
        }
        int newest = -1;
        for (int i = 0; i < chunkCount(); i++) {
            if (pieces.sampleCount(i) > 1 && (newest < 0 || pieces.maxTime(i) > pieces.maxTime(newest))) {
                newest = i;
            }
        }
        if (newest < 0) {
            return 0;
        }
        int regular = regular(newest);
        return regular > 0 ? regular : decodedInterval(newest);
    }

    private int decodedInterval(int chunk) {
        spacing.clear(0);
        try {
            SampleCursor cursor = pieces.open(chunk);
            cursor.next();
            long last = cursor.timestamp();
            while (cursor.next()) {
                spacing.add(0, cursor.timestamp() - last);
                last = cursor.timestamp();
            }
        } catch (CorruptionException e) {
            pieces.damaged(chunk, e);
        }
        return spacing.interval(0);
    }

    /// Tells over which stretches of time the counted samples lie: neighbours within a stretch are no farther
    /// apart than wanted. A chunk whose ends and number of samples fit a usual interval is taken to have no
    /// gap.
    ///
    /// @param longestGap no less than [Span#LOOKBACK], which is how exactly it is known of the head
    public void stretches(long longestGap, Stretches stretches) {
        for (int i = 0; i < pieces.count(); i++) {
            if (pieces.times(i) != null) {
                stretches(pieces.times(i), longestGap, stretches);
            } else if (pieces.isWhole(i) && hasNoGap(i, longestGap)) {
                stretches.stretch(pieces.minTime(i), pieces.maxTime(i));
            } else {
                decodedStretches(i, longestGap, stretches);
            }
        }
        for (int i = 0; i < headCount; i++) {
            head.stretches(headSeries[i], stretches);
        }
    }

    private boolean hasNoGap(int chunk, long longestGap) {
        long first = pieces.minTime(chunk);
        long last = pieces.maxTime(chunk);
        int interval = last - first <= longestGap ? 1 : regular(chunk);
        return interval > 0 && interval <= longestGap;
    }

    /// The interval that a chunk's ends and number of samples fit; 0 when that takes looking at the samples.
    private int regular(int chunk) {
        long length = pieces.maxTime(chunk) - pieces.minTime(chunk);
        int count = pieces.sampleCount(chunk);
        // Most chunks are as long as the one before.
        if (length != lastLength || count != lastCount) {
            lastLength = length;
            lastCount = count;
            lastRegular = Spacing.regular(0, length, count);
        }
        return lastRegular;
    }

    private static void stretches(long[] times, long longestGap, Stretches stretches) {
        long from = times[0];
        for (int i = 1; i < times.length; i++) {
            if (times[i] - times[i - 1] > longestGap) {
                stretches.stretch(from, times[i - 1]);
                from = times[i];
            }
        }
        stretches.stretch(from, times[times.length - 1]);
    }

    private void decodedStretches(int chunk, long longestGap, Stretches stretches) {
        try {
            SampleCursor cursor = pieces.open(chunk);
            boolean any = false;
            long from = 0;
            long last = 0;
            while (cursor.next()) {
                long time = cursor.timestamp();
                if (!pieces.counts(chunk, time)) {
                    continue;
                }
                if (!any) {
                    from = time;
                } else if (time - last > longestGap) {
                    stretches.stretch(from, last);
                    from = time;
                }
                any = true;
                last = time;
            }
            if (any) {
                stretches.stretch(from, last);
            }
        } catch (CorruptionException e) {
            pieces.damaged(chunk, e);
        }
    }

    /// Whether the last of the counted samples is a staleness marker. In blocks only the samples tell.
    public boolean endsStale() {
        long last = lastTime;
        boolean inHead = false;
        boolean allStale = true;
        for (int i = 0; i < headCount; i++) {
            if (head.lastTime(headSeries[i]) == last) {
                inHead = true;
                allStale &= head.endsStale(headSeries[i]);
            }
        }
        if (inHead) {
            return allStale;
        }
        for (int i = 0; i < chunkCount(); i++) {
            if (pieces.minTime(i) <= last && last <= pieces.maxTime(i)) {
                try {
                    SampleCursor cursor = pieces.open(i);
                    boolean more = last == pieces.maxTime(i) ? cursor.moveToLast() : cursor.next();
                    while (more) {
                        if (cursor.timestamp() == last && pieces.counts(i, last)) {
                            return cursor.isStale();
                        }
                        more = cursor.next();
                    }
                } catch (CorruptionException e) {
                    pieces.damaged(i, e);
                }
            }
        }
        return false;
    }
}
