package dev.headroom.analyze.engine;

import dev.headroom.tsdb.head.HeadTable;
import dev.headroom.tsdb.head.SampleSink;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// What the head adds to each of its series, by rank: counts of the samples in the range that stand in no block,
/// and the times of those that may: the out-of-order ones, and all of a series that a block beyond the head's start
/// holds ([SharedSeries]).
///
/// Memory is taken by series, and by sample that may stand in a block.
public final class HeadFacts implements SampleSink {
    /// Facts of no series at all, for who wants none.
    public static final HeadFacts NONE = new HeadFacts(0, TimeRange.ALL, Long.MAX_VALUE, new BitSet());

    private static final long[] NO_TIMES = {};

    private final TimeRange range;
    private final long windowStart;
    private final BitSet shared;
    private final int[] samples;
    private final int[] histogramSamples;
    private final int[] windowSamples;
    private final long[] firstTimes;
    private final long[] lastTimes;
    private final boolean[] stale;
    private final Map<Integer, LateTimes> late = new HashMap<>();
    private HeadTable table;

    /// Times of samples that may stand in blocks, floats and histograms apart.
    static final class LateTimes {
        private long[] times = new long[8];
        private int count;

        private void add(long time) {
            if (count == times.length) {
                times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = time;
        }

        private long[] sorted() {
            long[] sorted = Arrays.copyOf(times, count);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    /// @param range the samples that count
    /// @param windowStart those later than this are counted apart as well
    /// @param shared the series of which even in-order samples may stand in blocks
    public HeadFacts(int seriesCount, TimeRange range, long windowStart, BitSet shared) {
        this.range = range;
        this.windowStart = windowStart;
        this.shared = shared;
        samples = new int[seriesCount];
        histogramSamples = new int[seriesCount];
        windowSamples = new int[seriesCount];
        firstTimes = new long[seriesCount];
        lastTimes = new long[seriesCount];
        stale = new boolean[seriesCount];
        Arrays.fill(firstTimes, Long.MAX_VALUE);
        Arrays.fill(lastTimes, Long.MIN_VALUE);
    }

    /// Takes what the reader counted, once all samples have been told.
    public void complete(HeadTable counted) {
        table = counted;
    }

    @Override
    public boolean chunk(int series, long minTime, long maxTime, int count, boolean histogram) {
        boolean acrossWindow = minTime <= windowStart && windowStart < maxTime;
        // How a chunk ends is known of the whole head only, not of a part of its time.
        boolean mayEndRange = range.to() != Long.MAX_VALUE && maxTime > range.to() - Span.LOOKBACK;
        if (!range.contains(minTime, maxTime) || acrossWindow || mayEndRange || shared.get(series)) {
            return false;
        }
        samples[series] += count;
        histogramSamples[series] += histogram ? count : 0;
        windowSamples[series] += minTime > windowStart ? count : 0;
        reach(series, minTime, false);
        reach(series, maxTime, false);
        return true;
    }

    @Override
    public void sample(int series, long time, boolean isStale, boolean histogram, boolean outOfOrder) {
        if (!range.contains(time)) {
            return;
        }
        reach(series, time, isStale);
        if (outOfOrder || shared.get(series)) {
            late.computeIfAbsent(histogram ? ~series : series, key -> new LateTimes())
                    .add(time);
            return;
        }
        samples[series]++;
        histogramSamples[series] += histogram ? 1 : 0;
        windowSamples[series] += time > windowStart ? 1 : 0;
    }

    /// Samples in the range that stand in no block.
    int samples(int series) {
        return samples[series];
    }

    int histogramSamples(int series) {
        return histogramSamples[series];
    }

    int windowSamples(int series) {
        return windowSamples[series];
    }

    /// Times of the samples in the range that may stand in blocks, ascending, each once.
    ///
    /// @param histograms those of histograms, or those of floats
    long[] lateTimes(int series, boolean histograms) {
        LateTimes times = late.get(histograms ? ~series : series);
        return times == null ? NO_TIMES : times.sorted();
    }

    /// First and last sample in the range, out-of-order ones too.
    long firstTime(int series) {
        return firstTimes[series];
    }

    long lastTime(int series) {
        return lastTimes[series];
    }

    /// Whether the last sample in the range is a staleness marker.
    boolean endsStale(int series) {
        return stale[series] || (table.endsStale(series) && table.lastTime(series) == lastTimes[series]);
    }

    /// Whether Prometheus would hold the series in its head.
    boolean isKept(int series) {
        return table.isKept(series);
    }

    /// Average distance of the samples that stand in no block; 0 when there are fewer than two.
    long interval(int series) {
        return samples[series] < 2 ? 0 : (lastTimes[series] - firstTimes[series]) / (samples[series] - 1);
    }

    private void reach(int series, long time, boolean isStale) {
        if (time < firstTimes[series]) {
            firstTimes[series] = time;
        }
        if (time >= lastTimes[series]) {
            lastTimes[series] = time;
            stale[series] = isStale;
        }
    }
}
