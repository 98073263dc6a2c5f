package dev.headroom.analyze.engine;

import dev.headroom.tsdb.head.HeadTable;
import dev.headroom.tsdb.head.SampleSink;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What the head adds to each of its series, by number: counts of the samples in the range that stand in no block,
/// and the times of those that may: the out-of-order ones, and the in-order ones that [SharedSeries] tells.
///
/// Memory is taken by series, by sample that may stand in a block, and by time without samples that is longer than
/// a query looks back.
public final class HeadFacts implements SampleSink {
    /// Facts of no series at all, for who wants none.
    public static final HeadFacts NONE = new HeadFacts(0, TimeRange.ALL, Long.MAX_VALUE, SharedSeries.NONE);

    private static final long[] NO_TIMES = {};

    private final TimeRange range;
    private final long windowStart;
    private final SharedSeries shared;
    private final int[] samples;
    private final int[] histogramSamples;
    private final int[] windowSamples;
    private final long[] firstTimes;
    private final long[] lastTimes;
    private final boolean[] stale;
    private final Gaps gaps;
    private final Spacing spacing;
    private final Map<Integer, Late> late = new HashMap<>();
    private HeadTable table;

    /// Samples of a series that may stand in blocks.
    private static final class Late {
        private final Times floats = new Times();
        private final Times histograms = new Times();

        // The first and the last sample that is not out of order.
        private long first;
        private long last;
        private boolean outOfOrder;

        private void add(long time, boolean histogram) {
            (histogram ? histograms : floats).add(time);
        }
    }

    /// Times of samples.
    private static final class Times {
        private long[] times = NO_TIMES;
        private int count;

        private void add(long time) {
            if (count == times.length) {
                times = Arrays.copyOf(times, Math.max(8, 2 * count));
            }
            times[count++] = time;
        }

        private long[] sorted() {
            if (count == 0) {
                return NO_TIMES;
            }
            long[] sorted = Arrays.copyOf(times, count);
            Arrays.sort(sorted);
            return sorted;
        }
    }

    /// @param range the samples that count
    /// @param windowStart those later than this are counted apart as well
    /// @param shared the in-order samples that may stand in blocks
    public HeadFacts(int seriesCount, TimeRange range, long windowStart, SharedSeries shared) {
        this.range = range;
        this.windowStart = windowStart;
        this.shared = shared;
        samples = new int[seriesCount];
        histogramSamples = new int[seriesCount];
        windowSamples = new int[seriesCount];
        firstTimes = new long[seriesCount];
        lastTimes = new long[seriesCount];
        stale = new boolean[seriesCount];
        gaps = new Gaps(seriesCount);
        spacing = new Spacing(seriesCount);
        Arrays.fill(firstTimes, Long.MAX_VALUE);
        Arrays.fill(lastTimes, Long.MIN_VALUE);
    }

    /// Takes what the reader counted, once all samples have been told.
    public void complete(HeadTable counted) {
        table = counted;
    }

    @Override
    public boolean chunk(int series, long minTime, long maxTime, int count, boolean histogram, ChunkTimes times) {
        // How a chunk ends is known of the whole head only, not of a part of its time.
        boolean mayEndRange = range.to() != Long.MAX_VALUE && maxTime > range.to() - Span.LOOKBACK;
        int interval = Spacing.regular(minTime, maxTime, count);
        boolean mayHaveGaps = interval == 0 && maxTime - minTime > Span.LOOKBACK;
        if (!range.contains(minTime, maxTime)
                || mayEndRange
                || mayHaveGaps
                || shared.mayHold(series, minTime, maxTime)) {
            return false;
        }
        if (minTime > windowStart) {
            windowSamples[series] += count;
        } else if (maxTime > windowStart) {
            windowSamples[series] += count - times.samplesUpTo(windowStart);
        }
        samples[series] += count;
        histogramSamples[series] += histogram ? count : 0;
        next(series, minTime);
        reach(series, minTime, false);
        if (interval > 0) {
            spacing.addRounded(series, interval, count - 1);
        }
        reach(series, maxTime, false);
        return true;
    }

    @Override
    public void run(int series, long first, long distance, int count) {
        long last = first + distance * (count - 1);
        if (distance > Span.LOOKBACK || !range.contains(first, last) || shared.mayHold(series, first, last)) {
            SampleSink.super.run(series, first, distance, count);
            return;
        }
        next(series, first);
        reach(series, first, false);
        if (count > 1) {
            spacing.add(series, distance, count - 1);
            reach(series, last, false);
        }
        samples[series] += count;
        if (first > windowStart) {
            windowSamples[series] += count;
        } else if (last > windowStart) {
            windowSamples[series] += (int) ((last - windowStart - 1) / distance + 1);
        }
    }

    @Override
    public void sample(int series, long time, boolean isStale, boolean histogram, boolean outOfOrder) {
        if (!range.contains(time)) {
            return;
        }
        if (outOfOrder) {
            Late samplesOf = late(series);
            if (!samplesOf.outOfOrder) {
                samplesOf.outOfOrder = true;
                samplesOf.first = firstTimes[series];
                samplesOf.last = lastTimes[series];
            }
            samplesOf.add(time, histogram);
        } else {
            next(series, time);
            if (shared.mayHold(series, time)) {
                late(series).add(time, histogram);
            } else {
                samples[series]++;
                histogramSamples[series] += histogram ? 1 : 0;
                windowSamples[series] += time > windowStart ? 1 : 0;
            }
        }
        reach(series, time, isStale);
    }

    private Late late(int series) {
        return late.computeIfAbsent(series, key -> new Late());
    }

    /// The series goes on with an in-order sample.
    private void next(int series, long time) {
        long last = lastTimes[series];
        if (last != Long.MIN_VALUE && time > last) {
            spacing.add(series, time - last);
            gaps.between(series, last, time);
        }
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
        Late times = late.get(series);
        return times == null ? NO_TIMES : (histograms ? times.histograms : times.floats).sorted();
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

    /// The interval of the in-order samples; 0 when there are fewer than two.
    int interval(int series) {
        return spacing.interval(series);
    }

    /// Tells of the in-order samples.
    void stretches(int series, Stretches stretches) {
        Late times = late.get(series);
        boolean outOfOrder = times != null && times.outOfOrder;
        long first = outOfOrder ? times.first : firstTimes[series];
        long last = outOfOrder ? times.last : lastTimes[series];
        if (first <= last) {
            gaps.stretches(series, first, last, stretches);
        }
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
