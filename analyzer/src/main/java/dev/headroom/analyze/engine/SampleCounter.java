package dev.headroom.analyze.engine;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.SampleCursor;
import java.util.Arrays;

/// Counts the samples of a series' chunks, each timestamp once.
///
/// Chunks that lie apart, inside the range, and untouched by tombstones are counted from their headers. Only where
/// chunks overlap each other, an edge of the range or of the ingest window, or a tombstone, are their timestamps
/// decoded.
final class SampleCounter {
    private final Pieces pieces;
    private final long windowStart;

    private int[] order = new int[64];
    private long[] times = new long[256];
    private int timeCount;

    private long samples;
    private long histogramSamples;
    private long windowSamples;
    private long deletedSamples;
    private long deletedBytes;
    private long firstTime;
    private long lastTime;

    /// @param windowStart samples after this time are counted apart as well
    SampleCounter(Pieces pieces, long windowStart) {
        this.pieces = pieces;
        this.windowStart = windowStart;
    }

    void count() {
        samples = 0;
        histogramSamples = 0;
        windowSamples = 0;
        deletedSamples = 0;
        deletedBytes = 0;
        firstTime = Long.MAX_VALUE;
        lastTime = Long.MIN_VALUE;
        int count = pieces.count();
        order = pieces.byTime(order);
        for (int from = 0; from < count; ) {
            long end = pieces.maxTime(order[from]);
            int to = from + 1;
            while (to < count && pieces.minTime(order[to]) <= end) {
                end = Math.max(end, pieces.maxTime(order[to]));
                to++;
            }
            if (to - from == 1 && isCountedByHeader(order[from])) {
                countByHeader(order[from]);
            } else {
                countByTimestamp(from, to);
            }
            from = to;
        }
    }

    long samples() {
        return samples;
    }

    long histogramSamples() {
        return histogramSamples;
    }

    long windowSamples() {
        return windowSamples;
    }

    long deletedSamples() {
        return deletedSamples;
    }

    long deletedBytes() {
        return deletedBytes;
    }

    long firstTime() {
        return firstTime;
    }

    long lastTime() {
        return lastTime;
    }

    private boolean isCountedByHeader(int piece) {
        boolean acrossWindow = pieces.minTime(piece) <= windowStart && windowStart < pieces.maxTime(piece);
        return pieces.isWhole(piece) && !acrossWindow;
    }

    private void countByHeader(int piece) {
        int count = pieces.sampleCount(piece);
        if (count == 0) {
            return;
        }
        samples += count;
        if (pieces.isHistogram(piece)) {
            histogramSamples += count;
        }
        if (pieces.minTime(piece) > windowStart) {
            windowSamples += count;
        }
        firstTime = Math.min(firstTime, pieces.minTime(piece));
        lastTime = Math.max(lastTime, pieces.maxTime(piece));
    }

    /// Counts a group of chunks that overlap one another: histograms first, then all, both without repetitions.
    /// Where a float and a histogram stand at the same time they are one sample, and a float.
    private void countByTimestamp(int from, int to) {
        timeCount = 0;
        for (int i = from; i < to; i++) {
            if (!pieces.isHistogram(order[i])) {
                collect(order[i]);
            }
        }
        long floats = distinct(false);
        for (int i = from; i < to; i++) {
            if (pieces.isHistogram(order[i])) {
                collect(order[i]);
            }
        }
        long all = distinct(true);
        samples += all;
        histogramSamples += all - floats;
    }

    private void collect(int piece) {
        long[] known = pieces.times(piece);
        if (known != null) {
            times = timeCount + known.length > times.length
                    ? Arrays.copyOf(times, Math.max(2 * times.length, timeCount + known.length))
                    : times;
            System.arraycopy(known, 0, times, timeCount, known.length);
            timeCount += known.length;
            return;
        }
        try {
            collect(piece, pieces.open(piece));
        } catch (CorruptionException e) {
            pieces.damaged(piece, e);
        }
    }

    private void collect(int piece, SampleCursor cursor) {
        int total = 0;
        int hidden = 0;
        boolean tombstones = pieces.deleted(piece).length > 0;
        while (cursor.next()) {
            long time = cursor.timestamp();
            total++;
            if (pieces.counts(piece, time)) {
                if (timeCount == times.length) {
                    times = Arrays.copyOf(times, 2 * timeCount);
                }
                times[timeCount++] = time;
            } else if (tombstones && pieces.hides(piece, time)) {
                hidden++;
            }
        }
        if (hidden > 0) {
            deletedSamples += hidden;
            deletedBytes += Math.round((double) pieces.size(piece) * hidden / total);
        }
    }

    /// Number of different times collected so far.
    ///
    /// @param conclude whether to take first, last and window samples from them
    private long distinct(boolean conclude) {
        if (timeCount == 0) {
            return 0;
        }
        Arrays.sort(times, 0, timeCount);
        int distinct = 1;
        int inWindow = times[0] > windowStart ? 1 : 0;
        for (int i = 1; i < timeCount; i++) {
            if (times[i] != times[i - 1]) {
                times[distinct++] = times[i];
                inWindow += times[i] > windowStart ? 1 : 0;
            }
        }
        timeCount = distinct;
        if (conclude) {
            windowSamples += inWindow;
            firstTime = Math.min(firstTime, times[0]);
            lastTime = Math.max(lastTime, times[distinct - 1]);
        }
        return distinct;
    }
}
