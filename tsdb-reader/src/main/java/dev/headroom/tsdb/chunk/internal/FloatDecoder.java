package dev.headroom.tsdb.chunk.internal;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;

/// What the decoders of float samples have in common: no histograms.
public abstract sealed class FloatDecoder extends SampleDecoder permits XorDecoder, Xor2Decoder {
    /// Reads the samples from one to behind another, or to behind the first that is later than `until`.
    ///
    /// @param times takes the timestamps, from its first place on
    /// @param bits takes the raw bits of the values
    /// @return the number of samples that were read
    public int readRun(int from, int samples, long until, long[] times, long[] bits) {
        int count = 0;
        for (int index = from; index < samples; index++) {
            next(index);
            times[count] = timestamp;
            bits[count++] = valueBits();
            if (timestamp > until) {
                break;
            }
        }
        return count;
    }

    @Override
    public final int bucketCount() {
        return 0;
    }

    @Override
    public final long sumBuckets(int from, int samples) {
        return 0;
    }

    @Override
    public final Histogram histogram() {
        throw new IllegalStateException("a float sample is no histogram");
    }

    @Override
    public final CounterReset counterReset() {
        return CounterReset.UNKNOWN;
    }
}
