package dev.headroom.tsdb.histogram;

/// What is known about a counter reset right before a histogram (or before the first histogram of a chunk).
public enum CounterReset {
    /// Nothing: a reader has to compare with the sample before.
    UNKNOWN,
    /// The counts started again from zero.
    RESET,
    /// The counts went on.
    NOT_RESET,
    /// The histogram is a gauge: its counts go up and down and never reset.
    GAUGE
}
