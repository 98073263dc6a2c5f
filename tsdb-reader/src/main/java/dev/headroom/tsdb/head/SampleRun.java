package dev.headroom.tsdb.head;

import dev.headroom.tsdb.histogram.Histogram;

/// Samples of one series in the order of time.
public abstract class SampleRun {
    /// Moves to the next sample; false after the last.
    public abstract boolean next();

    public abstract long timestamp();

    public abstract long startTimestamp();

    public abstract boolean isHistogram();

    /// A float's bits, or those of a histogram's sum.
    public abstract long valueBits();

    public abstract Histogram histogram();
}
