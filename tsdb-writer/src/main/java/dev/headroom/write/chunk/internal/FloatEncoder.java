package dev.headroom.write.chunk.internal;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;

/// What the encoders of float samples have in common: no histograms.
abstract sealed class FloatEncoder extends SampleEncoder permits XorEncoder, Xor2Encoder {
    final XorField value = new XorField();
    long interval;

    @Override
    final void start(CounterReset counterReset) {
        interval = 0;
        startTimestamps();
    }

    abstract void startTimestamps();

    @Override
    public final int maxSamples() {
        return 0xffff;
    }

    @Override
    public final boolean acceptsFloats() {
        return samples < maxSamples();
    }

    @Override
    public final boolean accepts(Histogram histogram) {
        return false;
    }

    @Override
    public final void add(long start, long newTimestamp, Histogram histogram) {
        throw new IllegalArgumentException("a histogram for a chunk of floats");
    }

    final void writeSampleCount() {
        out.setByte(0, samples >>> 8);
        out.setByte(1, samples);
    }
}
