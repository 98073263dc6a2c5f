package dev.headroom.tsdb.chunk.internal;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;

/// What the four histogram encodings share: header, layout, start timestamps, staleness.
///
/// ```
/// histogram, floathistogram      <samples:16> <counter reset:2> <unused:6> <layout> { <sample> }
/// histogramST, floathistogramST  <counter reset:2> <samples:14> <start header:8> <layout> { <sample> <start> }
///
/// counter reset   00 unknown, 01 none before this chunk, 10 one before this chunk, 11 gauge
/// ```
/// The layout stands before the first sample only, see [HistogramLayout]; `start` is described at
/// [StartTimestamps]. A sample whose sum is the staleness marker ends after its sum (the first sample of a chunk:
/// has no buckets either, because its layout is empty). Source: Prometheus, `tsdb/docs/format/chunks.md` and
/// `tsdb/chunkenc/histogram*.go`.
public abstract sealed class HistogramDecoder extends SampleDecoder
        permits IntegerHistogramDecoder, FloatHistogramDecoder {
    final HistogramLayout layout = new HistogramLayout();
    final XorField sum = new XorField();

    /// `null` for the encodings without start timestamps.
    private final StartTimestamps starts;

    /// Whether nobody will ask for more than times, sums and the number of buckets.
    boolean passesBuckets;

    private CounterReset counterReset = CounterReset.UNKNOWN;
    private int current;

    HistogramDecoder(boolean withStartTimestamps) {
        this.starts = withStartTimestamps ? new StartTimestamps() : null;
    }

    @Override
    final int headerBytes() {
        return 3;
    }

    @Override
    final int readHeader() {
        int samples;
        int reset;
        if (starts == null) {
            samples = (int) in.readBits(16);
            reset = (int) in.readBits(8) >>> 6;
        } else {
            reset = (int) in.readBits(2);
            samples = (int) in.readBits(14);
            starts.reset((int) in.readBits(8));
        }
        counterReset = switch (reset) {
            case 0 -> CounterReset.UNKNOWN;
            case 1 -> CounterReset.NOT_RESET;
            case 2 -> CounterReset.RESET;
            default -> CounterReset.GAUGE;
        };
        return samples;
    }

    @Override
    public final void next(int index) {
        long previous = timestamp;
        current = index;
        if (index == 0) {
            layout.read(in, minBucketBits());
            readFirst();
        } else {
            readNext();
        }
        if (starts != null) {
            startTimestamp = starts.read(in, index, previous, timestamp);
        }
    }

    /// The fewest bits that a bucket of the first sample takes.
    abstract int minBucketBits();

    abstract void readFirst();

    abstract void readNext();

    /// Moves over samples that are no staleness markers, as far as that can be done quickly.
    ///
    /// @return how many of the wanted samples it has passed
    abstract int passOver(int wanted);

    final boolean isStale() {
        return sum.bits == STALE_NAN;
    }

    @Override
    public final long valueBits() {
        return sum.bits;
    }

    @Override
    public final int bucketCount() {
        if (isStale()) {
            return 0;
        }
        if (layout.schema > HistogramLayout.MAX_SCHEMA) {
            Histogram reduced = histogram();
            return reduced.positiveSpans().buckets() + reduced.negativeSpans().buckets();
        }
        return layout.positive.buckets + layout.negative.buckets;
    }

    @Override
    public final long sumBuckets(int from, int samples) {
        long buckets = 0;
        try {
            for (int index = from; index < samples; index++) {
                next(index);
                // Buckets that have to be merged have to be read.
                passesBuckets = layout.schema <= HistogramLayout.MAX_SCHEMA;
                buckets += bucketCount();
                if (passesBuckets && starts == null) {
                    int passed = passOver(samples - 1 - index);
                    buckets += (long) passed * (layout.positive.buckets + layout.negative.buckets);
                    index += passed;
                }
            }
        } finally {
            passesBuckets = false;
        }
        return buckets;
    }

    @Override
    public final int countUntil(long time, int from, int to) {
        passesBuckets = true;
        try {
            return super.countUntil(time, from, to);
        } finally {
            passesBuckets = false;
        }
    }

    @Override
    public final CounterReset counterReset() {
        return counterReset;
    }

    @Override
    public final Histogram histogram() {
        if (isStale()) {
            return staleHistogram();
        }
        Histogram histogram = toHistogram(hint());
        return layout.schema > HistogramLayout.MAX_SCHEMA ? histogram.reducedTo(HistogramLayout.MAX_SCHEMA) : histogram;
    }

    /// Within a chunk of counters nothing resets. Of its first sample nothing is known, whatever the header says:
    /// the chunk before may be gone, or have come later.
    private CounterReset hint() {
        if (counterReset == CounterReset.GAUGE) {
            return CounterReset.GAUGE;
        }
        return current > 0 ? CounterReset.NOT_RESET : CounterReset.UNKNOWN;
    }

    abstract Histogram staleHistogram();

    abstract Histogram toHistogram(CounterReset hint);
}
