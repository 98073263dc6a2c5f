package dev.headroom.tsdb.head;

import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.RecordVisitor;
import java.util.Arrays;
import java.util.function.IntPredicate;

/// The out-of-order samples that stand in the log only: those that no head chunk holds yet.
///
/// A marker in the log says that all samples of a series so far went into chunks up to a reference. It counts when
/// that chunk is there; chunks that were lost with their file leave their samples to the log.
final class OutOfOrderLog implements RecordVisitor {
    private static final byte STALE_FLAG = 1;
    private static final byte HISTOGRAM_FLAG = 2;
    private static final byte FLOAT_HISTOGRAM_FLAG = 4;

    private final LogStructure structure;
    private final long lastChunkRef;
    private final IntPredicate wanted;
    private final boolean values;

    // The samples of a series form a ring; the last one is known by series, as its place plus one.
    private final int[] last;
    private int[] next = new int[64];
    private long[] times = new long[64];
    private byte[] flags = new byte[64];
    // Only with values: start times; the value's bits, or where the histogram's encoding lies, and its length.
    private long[] startTimes = {};
    private long[] payloads = {};
    private int[] lengths = {};
    private byte[] histograms = {};
    private int histogramBytes;
    private int count;
    private long unknownSamples;

    /// @param wanted which series, by number
    /// @param values whether values are kept, or times only
    OutOfOrderLog(LogStructure structure, long lastChunkRef, IntPredicate wanted, boolean values) {
        this.structure = structure;
        this.lastChunkRef = lastChunkRef;
        this.wanted = wanted;
        this.values = values;
        last = new int[structure.index().seriesCount()];
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// The last sample of a series, or -1: the start of its ring, see [#next].
    int last(int series) {
        return last[series] - 1;
    }

    /// The sample of the same series that was logged next; after the last comes the first.
    int next(int sample) {
        return next[sample];
    }

    long timestamp(int sample) {
        return times[sample];
    }

    long startTimestamp(int sample) {
        return startTimes[sample];
    }

    boolean isStale(int sample) {
        return (flags[sample] & STALE_FLAG) != 0;
    }

    boolean isHistogram(int sample) {
        return (flags[sample] & (HISTOGRAM_FLAG | FLOAT_HISTOGRAM_FLAG)) != 0;
    }

    boolean isFloatHistogram(int sample) {
        return (flags[sample] & FLOAT_HISTOGRAM_FLAG) != 0;
    }

    /// A float sample's bits, or where in [#histograms()] a histogram begins.
    long payload(int sample) {
        return payloads[sample];
    }

    /// Bytes of a histogram's encoding.
    int length(int sample) {
        return lengths[sample];
    }

    byte[] histograms() {
        return histograms;
    }

    /// Samples whose reference no series has.
    long unknownSamples() {
        return unknownSamples;
    }

    @Override
    public void sample(long ref, long timestamp, long startTimestamp, long valueBits) {
        int series = seriesOf(ref);
        if (series >= 0) {
            add(series, timestamp, valueBits == STALE ? STALE_FLAG : 0);
            if (values) {
                startTimes[count - 1] = startTimestamp;
                payloads[count - 1] = valueBits;
            }
        }
    }

    @Override
    public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
        int series = seriesOf(ref);
        if (series < 0) {
            return;
        }
        int kind = histogram.isFloat() ? FLOAT_HISTOGRAM_FLAG : HISTOGRAM_FLAG;
        add(series, timestamp, kind | (histogram.isStale() ? STALE_FLAG : 0));
        if (values) {
            startTimes[count - 1] = startTimestamp;
            payloads[count - 1] = histogramBytes;
            lengths[count - 1] = histogram.length();
            if (histograms.length - histogramBytes < histogram.length()) {
                int wanted = Math.addExact(histogramBytes, histogram.length());
                histograms = Arrays.copyOf(histograms, Math.max(wanted, histograms.length + histograms.length / 2));
            }
            System.arraycopy(histogram.bytes(), histogram.offset(), histograms, histogramBytes, histogram.length());
            histogramBytes += histogram.length();
        }
    }

    @Override
    public void mmapMarker(long ref, long chunkRef) {
        if (Long.compareUnsigned(chunkRef, lastChunkRef) > 0) {
            return;
        }
        int series = structure.seriesOf(ref);
        if (series >= 0) {
            last[series] = 0;
        }
    }

    private int seriesOf(long ref) {
        int series = structure.seriesOf(ref);
        if (series < 0) {
            unknownSamples++;
            return -1;
        }
        return wanted.test(series) ? series : -1;
    }

    private void add(int series, long timestamp, int kind) {
        if (count == times.length) {
            next = Arrays.copyOf(next, 2 * count);
            times = Arrays.copyOf(times, 2 * count);
            flags = Arrays.copyOf(flags, 2 * count);
        }
        if (values && startTimes.length < times.length) {
            startTimes = Arrays.copyOf(startTimes, times.length);
            payloads = Arrays.copyOf(payloads, times.length);
            lengths = Arrays.copyOf(lengths, times.length);
        }
        times[count] = timestamp;
        flags[count] = (byte) kind;
        int previous = last[series] - 1;
        next[count] = previous < 0 ? count : next[previous];
        if (previous >= 0) {
            next[previous] = count;
        }
        last[series] = ++count;
    }
}
