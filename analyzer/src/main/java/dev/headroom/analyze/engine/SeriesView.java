package dev.headroom.analyze.engine;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.SeriesSource;

/// One distinct series of everything that is analyzed, as collectors see it: its labels as symbol ids, the chunks
/// it has in the blocks, and what it adds up to, every sample counted once. Valid until the stream moves on.
///
/// Times are milliseconds, bytes are bytes on disk.
public final class SeriesView {
    private final MergedSeries<SeriesSource> merged;
    private final ChunkReader[] readers;
    private final Pieces pieces;
    private final SampleCounter counter;
    private final Span span;
    private final HeadFacts head;
    private final Spacing spacing = new Spacing(1);
    private long lastLength;
    private int lastCount;
    private int lastRegular;

    private int blockCount;
    private int rank;
    private int[] chunksBefore = new int[8];
    private long chunkBytes;

    /// @param merged the stream, whose current series is viewed
    /// @param readers one for each block among its sources, which come first
    /// @param head what the samples of the head add up to; `null` when there is no head among the sources
    SeriesView(
            MergedSeries<SeriesSource> merged,
            ChunkReader[] readers,
            HeadFacts head,
            TimeRange range,
            Span span,
            DamageHandler damage) {
        this.merged = merged;
        this.readers = readers;
        this.head = head;
        this.span = span;
        pieces = new Pieces(range, damage);
        counter = new SampleCounter(pieces, span.windowStart());
    }

    /// Looks at the stream's current series.
    void load() {
        int present = merged.presentCount();
        if (chunksBefore.length <= present) {
            chunksBefore = new int[2 * present + 1];
        }
        pieces.clear();
        blockCount = 0;
        rank = -1;
        for (int i = 0; i < present; i++) {
            switch (merged.present(i)) {
                case BlockSeries source -> {
                    chunksBefore[blockCount++] = pieces.count();
                    pieces.add(
                            source.series(),
                            readers[merged.presentIndex(i)],
                            source.block().tombstones().of(source.series().reference()));
                }
                case HeadIndex.Series source -> rank = source.rank();
                default -> throw new IllegalStateException("a source that is neither block nor head");
            }
        }
        chunksBefore[blockCount] = pieces.count();
        chunkBytes = 0;
        for (int i = 0; i < pieces.count(); i++) {
            chunkBytes += pieces.size(i);
        }
        if (rank >= 0) {
            pieces.add(head.lateTimes(rank, false), false);
            pieces.add(head.lateTimes(rank, true), true);
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
        return blockCount;
    }

    /// Position, in the list of analyzed blocks, of the n-th block that holds the series.
    public int block(int n) {
        return merged.presentIndex(n);
    }

    /// Number of chunks of the series in the n-th of its blocks, the range and tombstones aside.
    public int chunksInBlock(int n) {
        return indexed(n).chunkCount();
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
        for (int i = 0; i < blockCount; i++) {
            SeriesCursor series = indexed(i);
            if (series.chunkCount() > 0) {
                first = Math.min(first, series.minTime(0));
                last = Math.max(last, series.maxTime(series.chunkCount() - 1));
            }
        }
        return first > last ? 0 : last - first;
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
        return counter.samples() + (rank < 0 ? 0 : head.samples(rank));
    }

    /// How many of them are histograms.
    public long histogramSamples() {
        return counter.histogramSamples() + (rank < 0 ? 0 : head.histogramSamples(rank));
    }

    /// How many of the samples lie in the ingest window.
    public long windowSamples() {
        return counter.windowSamples() + (rank < 0 ? 0 : head.windowSamples(rank));
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
        return rank < 0 ? counter.firstTime() : Math.min(counter.firstTime(), head.firstTime(rank));
    }

    /// Time of the last of the counted samples; meaningless when [#samples()] is 0.
    public long lastTime() {
        return rank < 0 ? counter.lastTime() : Math.max(counter.lastTime(), head.lastTime(rank));
    }

    /// Whether Prometheus would hold the series in its head.
    public boolean inHead() {
        return rank >= 0 && head.isKept(rank);
    }

    /// Whether the series came during the range.
    public boolean isAdded() {
        return samples() > 0 && span.isAdded(firstTime());
    }

    /// Whether the last of the counted samples is recent enough for the series to be there at the end of the range.
    public boolean isRecent() {
        return samples() > 0 && span.isRecent(lastTime());
    }

    /// Whether the last of the counted samples is so old that the series is gone at the end of the range.
    public boolean isGone() {
        return samples() > 0 && span.isGone(lastTime());
    }

    /// The interval of most of the samples in the head, or else in the newest chunk that has two, milliseconds; 0
    /// when that cannot be told.
    public int interval() {
        if (rank >= 0 && head.interval(rank) > 0) {
            return head.interval(rank);
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
            SampleCursor samples = pieces.open(chunk);
            samples.next();
            long last = samples.timestamp();
            while (samples.next()) {
                spacing.add(0, samples.timestamp() - last);
                last = samples.timestamp();
            }
        } catch (CorruptionException e) {
            pieces.damaged(chunk, e);
        }
        return spacing.interval(0);
    }

    /// Tells over which stretches of time the counted samples lie: neighbours within a stretch are no farther apart
    /// than wanted. A chunk whose ends and number of samples fit a usual interval is taken to have no gap.
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
        if (rank >= 0) {
            head.stretches(rank, stretches);
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
            SampleCursor samples = pieces.open(chunk);
            boolean any = false;
            long from = 0;
            long last = 0;
            while (samples.next()) {
                long time = samples.timestamp();
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

    private SeriesCursor indexed(int n) {
        return ((BlockSeries) merged.present(n)).series();
    }

    /// Whether the last of the counted samples is a staleness marker. In blocks only the samples tell.
    public boolean endsStale() {
        if (rank >= 0 && head.lastTime(rank) >= counter.lastTime()) {
            return head.endsStale(rank);
        }
        long last = counter.lastTime();
        for (int i = 0; i < chunkCount(); i++) {
            if (pieces.minTime(i) <= last && last <= pieces.maxTime(i)) {
                try {
                    SampleCursor samples = pieces.open(i);
                    while (samples.next()) {
                        if (samples.timestamp() == last && pieces.counts(i, last)) {
                            return samples.isStale();
                        }
                    }
                } catch (CorruptionException e) {
                    pieces.damaged(i, e);
                }
            }
        }
        return false;
    }
}
