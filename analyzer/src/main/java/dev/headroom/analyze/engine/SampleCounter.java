package dev.headroom.analyze.engine;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.SampleCursor;
import java.util.Arrays;

/// Counts the samples of a series' chunks, each timestamp once.
///
/// Chunks that lie apart, inside the range, and untouched by tombstones are counted from their headers. Only where
/// chunks overlap each other, an edge of the range, or a tombstone, are their timestamps decoded; where they overlap
/// the edge of the ingest window, as far as that.
final class SampleCounter {
    private final Pieces pieces;
    private final long windowStart;

    private int[] order = new int[64];
    private final int[] alone = new int[1];
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
        if (pieces.areApart()) {
            for (int piece = 0; piece < count; piece++) {
                countAlone(piece);
            }
            return;
        }
        order = pieces.byTime(order);
        for (int from = 0; from < count; ) {
            long end = pieces.maxTime(order[from]);
            int to = from + 1;
            while (to < count && pieces.minTime(order[to]) <= end) {
                end = Math.max(end, pieces.maxTime(order[to]));
                to++;
            }
            if (to - from == 1) {
                countAlone(order[from]);
            } else {
                countByTimestamp(order, from, to);
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

    /// Counts a piece that overlaps no other.
    private void countAlone(int piece) {
        long first = pieces.minTime(piece);
        long last = pieces.maxTime(piece);
        boolean acrossWindow = first <= windowStart && windowStart < last;
        if (!pieces.isWhole(piece) || (acrossWindow && pieces.times(piece) != null)) {
            alone[0] = piece;
            countByTimestamp(alone, 0, 1);
            return;
        }
        int count = pieces.sampleCount(piece);
        if (count == 0) {
            return;
        }
        samples += count;
        if (pieces.isHistogram(piece)) {
            histogramSamples += count;
        }
        if (acrossWindow) {
            windowSamples += count - countBeforeWindow(piece);
        } else if (first > windowStart) {
            windowSamples += count;
        }
        firstTime = Math.min(firstTime, first);
        lastTime = Math.max(lastTime, last);
    }

    /// How many samples of a chunk are not in the ingest window.
    private int countBeforeWindow(int piece) {
        try {
            return pieces.open(piece).countUntil(windowStart);
        } catch (CorruptionException e) {
            pieces.damaged(piece, e);
            return 0;
        }
    }

    /// Counts a group of chunks that overlap one another: histograms first, then all, both without repetitions.
    /// Where a float and a histogram stand at the same time they are one sample, and a float.
    private void countByTimestamp(int[] group, int from, int to) {
        timeCount = 0;
        for (int i = from; i < to; i++) {
            if (!pieces.isHistogram(group[i])) {
                collect(group[i]);
            }
        }
        long floats = distinct(false);
        for (int i = from; i < to; i++) {
            if (pieces.isHistogram(group[i])) {
                collect(group[i]);
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
