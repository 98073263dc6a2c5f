package dev.headroom.tsdb.chunk.internal;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;

/// What the decoders of float samples have in common: no histograms.
abstract sealed class FloatDecoder extends SampleDecoder permits XorDecoder, Xor2Decoder {
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
