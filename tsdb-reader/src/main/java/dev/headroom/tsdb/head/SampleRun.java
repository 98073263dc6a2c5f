package dev.headroom.tsdb.head;

import dev.headroom.tsdb.histogram.Histogram;

/// Samples of one series in the order of time.
abstract class SampleRun {
    /// Moves to the next sample; false after the last.
    abstract boolean next();

    abstract long timestamp();

    abstract long startTimestamp();

    abstract boolean isHistogram();

    /// A float's bits, or those of a histogram's sum.
    abstract long valueBits();

    abstract Histogram histogram();
}
