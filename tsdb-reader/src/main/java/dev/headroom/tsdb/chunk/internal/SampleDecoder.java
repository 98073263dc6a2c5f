package dev.headroom.tsdb.chunk.internal;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;

/// Decodes the samples of one chunk at a time, in order. Reusable without allocation.
public abstract sealed class SampleDecoder permits FloatDecoder, HistogramDecoder {
    /// The value that says that a series has ended: a NaN with this very pattern.
    public static final long STALE_NAN = 0x7ff0000000000002L;

    final BitReader in = new BitReader();

    long timestamp;
    long startTimestamp;

    /// Turns to another chunk.
    ///
    /// @return the number of its samples
    public final int reset(byte[] data, int offset, int length) {
        if (length < headerBytes()) {
            throw new CorruptionException(
                    null, length, "a chunk header of " + headerBytes() + " bytes", length + " bytes");
        }
        in.reset(data, offset, length);
        timestamp = 0;
        startTimestamp = 0;
        return readHeader();
    }

    abstract int headerBytes();

    /// Reads the header and returns the number of samples.
    abstract int readHeader();

    /// Reads sample `index`, which is the one after the sample read last.
    public abstract void next(int index);

    /// Passes over the samples from one to before another.
    public void skip(int from, int to) {
        for (int index = from; index < to; index++) {
            next(index);
        }
    }

    /// Counts the samples from one on, up to the first that is later than a time, or to before another. No sample can
    /// be asked for afterwards.
    public int countUntil(long time, int from, int to) {
        for (int index = from; index < to; index++) {
            next(index);
            if (timestamp > time) {
                return index - from;
            }
        }
        return to - from;
    }

    public final long timestamp() {
        return timestamp;
    }

    public final long startTimestamp() {
        return startTimestamp;
    }

    /// Raw bits of the float sample, or of the histogram's sum.
    public abstract long valueBits();

    /// Number of buckets of a histogram sample; 0 for floats.
    public abstract int bucketCount();

    /// Reads the samples from one to behind another, and adds up their buckets. No sample can be asked for
    /// afterwards.
    public abstract long sumBuckets(int from, int samples);

    /// The current histogram sample.
    public abstract Histogram histogram();

    /// What a histogram chunk's header says of the time before its first sample.
    public abstract CounterReset counterReset();
}
