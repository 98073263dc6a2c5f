package dev.headroom.tsdb.head;

import java.util.Arrays;

/// What is known of each series of the head once its samples have been counted; by number in [HeadIndex].
///
/// Deleted samples do not count, and each sample counts once.
public final class HeadTable {
    private final int seriesCount;
    private final boolean[] kept;
    private final long[] firstTimes;
    private final long[] lastTimes;
    private final boolean[] stale;
    private final int[] chunkSamples;
    private final int[] logSamples;
    private final int[] outOfOrderSamples;
    private final int[] histogramSamples;
    private final int[] chunks;
    private final long[] chunkBytes;
    private final long[] logBytes;
    private final int[] buckets;
    private int keptCount;

    HeadTable(int seriesCount) {
        this.seriesCount = seriesCount;
        kept = new boolean[seriesCount];
        firstTimes = new long[seriesCount];
        lastTimes = new long[seriesCount];
        Arrays.fill(firstTimes, Long.MAX_VALUE);
        Arrays.fill(lastTimes, Long.MIN_VALUE);
        stale = new boolean[seriesCount];
        chunkSamples = new int[seriesCount];
        logSamples = new int[seriesCount];
        outOfOrderSamples = new int[seriesCount];
        histogramSamples = new int[seriesCount];
        chunks = new int[seriesCount];
        chunkBytes = new long[seriesCount];
        logBytes = new long[seriesCount];
        buckets = new int[seriesCount];
    }

    /// Number of series that the log names.
    public int seriesCount() {
        return seriesCount;
    }

    /// Number of series that the head holds once Prometheus has started.
    public int keptCount() {
        return keptCount;
    }

    /// Whether the head holds this series: it has a chunk or a sample, deleted or not.
    public boolean isKept(int series) {
        return kept[series];
    }

    /// Time of the series' oldest sample; [Long#MAX_VALUE] without any.
    public long firstTime(int series) {
        return firstTimes[series];
    }

    /// Time of the series' newest sample; [Long#MIN_VALUE] without any.
    public long lastTime(int series) {
        return lastTimes[series];
    }

    /// Whether the newest sample is a staleness marker.
    public boolean endsStale(int series) {
        return stale[series];
    }

    /// Samples of all kinds.
    public long samples(int series) {
        return (long) chunkSamples[series] + logSamples[series] + outOfOrderSamples[series];
    }

    /// In-order samples in head chunks.
    public int chunkSamples(int series) {
        return chunkSamples[series];
    }

    /// In-order samples that stand in the log (or snapshot) only.
    public int logSamples(int series) {
        return logSamples[series];
    }

    /// Out-of-order samples, those left out that an in-order sample has the time of.
    public int outOfOrderSamples(int series) {
        return outOfOrderSamples[series];
    }

    /// How many of the samples are native histograms.
    public int histogramSamples(int series) {
        return histogramSamples[series];
    }

    /// Chunks in `chunks_head`, those with out-of-order samples too.
    public int chunks(int series) {
        return chunks[series];
    }

    /// Bytes of these chunks' data.
    public long chunkBytes(int series) {
        return chunkBytes[series];
    }

    /// Bytes of the log's records, decompressed, that name the series or hold samples of it, whatever came of them.
    public long logBytes(int series) {
        return logBytes[series];
    }

    /// Buckets of the last histogram in the log; 0 when none is there.
    public int buckets(int series) {
        return buckets[series];
    }

    void keep(int series) {
        if (!kept[series]) {
            kept[series] = true;
            keptCount++;
        }
    }

    void addChunk(int series, int bytes) {
        chunks[series]++;
        chunkBytes[series] += bytes;
    }

    void setLogBytes(int series, long bytes) {
        logBytes[series] = bytes;
    }

    void setBuckets(int series, int count) {
        buckets[series] = count;
    }

    void addChunkSamples(int series, int samples, boolean histogram) {
        chunkSamples[series] += samples;
        histogramSamples[series] += histogram ? samples : 0;
    }

    void addLogSamples(int series, int samples, boolean histogram) {
        logSamples[series] += samples;
        histogramSamples[series] += histogram ? samples : 0;
    }

    void addOutOfOrderSample(int series, boolean histogram) {
        outOfOrderSamples[series]++;
        histogramSamples[series] += histogram ? 1 : 0;
    }

    /// The series has a sample at this time.
    void reach(int series, long time, boolean isStale) {
        if (time < firstTimes[series]) {
            firstTimes[series] = time;
        }
        if (time >= lastTimes[series]) {
            lastTimes[series] = time;
            stale[series] = isStale;
        }
    }

    void markStale(int series) {
        stale[series] = true;
    }
}
