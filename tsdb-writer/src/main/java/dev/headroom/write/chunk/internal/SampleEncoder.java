package dev.headroom.write.chunk.internal;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;

/// Encodes the samples of one chunk at a time, in order. Reusable.
public abstract sealed class SampleEncoder permits FloatEncoder, HistogramEncoder {
    /// The value that says that a series has ended: a NaN with this very pattern.
    public static final long STALE_NAN = 0x7ff0000000000002L;

    final BitWriter out = new BitWriter();

    long timestamp;
    int samples;

    /// Begins another chunk.
    ///
    /// @param counterReset what a histogram chunk's header is to say of the time before its first sample
    public final void reset(CounterReset counterReset) {
        out.reset();
        timestamp = 0;
        samples = 0;
        for (int i = 0; i < headerBytes(); i++) {
            out.writeBits(0, 8);
        }
        start(counterReset);
    }

    abstract int headerBytes();

    abstract void start(CounterReset counterReset);

    /// The most samples that the header can count.
    public abstract int maxSamples();

    /// Whether a float sample may be added.
    public abstract boolean acceptsFloats();

    /// Whether this histogram can stand in this chunk behind those that do.
    public abstract boolean accepts(Histogram histogram);

    public abstract void add(long start, long newTimestamp, long valueBits);

    /// Adds some float samples that have no start timestamps.
    public void addAll(long[] timestamps, long[] valueBits, int from, int to) {
        for (int i = from; i < to; i++) {
            add(0, timestamps[i], valueBits[i]);
        }
    }

    public abstract void add(long start, long newTimestamp, Histogram histogram);

    public final int samples() {
        return samples;
    }

    /// Bytes of the chunk so far.
    public final int size() {
        return out.size();
    }

    /// Ends the chunk; returns how many bytes of [#data] it has.
    public final int finish() {
        int length = out.finish();
        writeHeader();
        return length;
    }

    abstract void writeHeader();

    public final byte[] data() {
        return out.data();
    }
}
