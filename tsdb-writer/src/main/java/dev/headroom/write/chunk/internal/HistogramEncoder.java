package dev.headroom.write.chunk.internal;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;

/// What the four histogram encodings share: header, layout, start timestamps, staleness. The layout in bytes
/// stands at the reader's `HistogramDecoder`.
///
/// Prometheus's appender rewrites a chunk when a histogram brings buckets that the chunk's layout lacks. Here
/// such a histogram is not accepted, and stands in a chunk of its own: histograms come out of chunks, where
/// that has been done already, and the samples read from both are the same.
public abstract sealed class HistogramEncoder extends SampleEncoder
        permits IntegerHistogramEncoder, FloatHistogramEncoder {
    private final HistogramLayout layout = new HistogramLayout();
    final XorField sum = new XorField();

    /// `null` for the encodings without start timestamps.
    private final StartTimestamps starts;

    private CounterReset counterReset;
    private Histogram last;
    long interval;

    HistogramEncoder(boolean withStartTimestamps) {
        starts = withStartTimestamps ? new StartTimestamps() : null;
    }

    @Override
    final int headerBytes() {
        return 3;
    }

    @Override
    final void start(CounterReset beforeFirst) {
        counterReset = beforeFirst;
        last = null;
        interval = 0;
        if (starts != null) {
            starts.reset();
        }
    }

    @Override
    public final int maxSamples() {
        return starts == null ? 0xffff : 0x3fff;
    }

    @Override
    public final boolean acceptsFloats() {
        return false;
    }

    @Override
    public final boolean accepts(Histogram histogram) {
        if (samples == maxSamples() || histogram.isFloat() != isFloating()) {
            return false;
        }
        if (last == null || isStale(histogram)) {
            return true;
        }
        if (isStale(last) || !layout.isOf(histogram)) {
            return false;
        }
        boolean gauge = histogram.counterReset() == CounterReset.GAUGE;
        if (gauge != (counterReset == CounterReset.GAUGE)) {
            return false;
        }
        // A reader takes a counter's chunk for one without resets inside.
        return gauge || (histogram.counterReset() != CounterReset.RESET && !isReset(last, histogram));
    }

    abstract boolean isFloating();

    /// Whether one of the counts is less than it was.
    abstract boolean isReset(Histogram before, Histogram after);

    @Override
    public final void add(long start, long newTimestamp, long valueBits) {
        throw new IllegalArgumentException("a float for a chunk of histograms");
    }

    @Override
    public final void add(long start, long newTimestamp, Histogram histogram) {
        if (samples == 0) {
            layout.write(out, histogram);
            out.writeVarbitInt(newTimestamp);
            addFirst(histogram);
        } else {
            long newInterval = newTimestamp - timestamp;
            out.writeVarbitInt(newInterval - interval);
            interval = newInterval;
            addNext(histogram);
        }
        if (starts != null) {
            starts.write(out, samples, timestamp, newTimestamp, start);
        }
        timestamp = newTimestamp;
        last = histogram;
        samples++;
    }

    abstract void addFirst(Histogram histogram);

    abstract void addNext(Histogram histogram);

    static boolean isStale(Histogram histogram) {
        return Double.doubleToRawLongBits(histogram.sum()) == STALE_NAN;
    }

    @Override
    final void writeHeader() {
        int reset = switch (counterReset) {
            case UNKNOWN -> 0;
            case NOT_RESET -> 1;
            case RESET -> 2;
            case GAUGE -> 3;
        };
        if (starts == null) {
            out.setByte(0, samples >>> 8);
            out.setByte(1, samples);
            out.setByte(2, reset << 6);
        } else {
            out.setByte(0, (reset << 6) | (samples >>> 8));
            out.setByte(1, samples);
            out.setByte(2, starts.header());
        }
    }
}
