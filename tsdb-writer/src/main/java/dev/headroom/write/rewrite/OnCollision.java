package dev.headroom.write.rewrite;

/// What becomes of series that get the same labels.
///
/// Except for [#FAIL], the new series has the samples of all of them in the order of time; the policies differ
/// in what they make of several samples at one timestamp. Samples at other timestamps are never touched, so
/// none of the policies makes one meaningful counter of two: even [#SUM] is a sum only where the series were
/// scraped at the same time, and falls when one of them resets or ends.
public enum OnCollision {
    /// Nothing is written.
    FAIL,
    /// Samples at one timestamp must be equal, as those of a series that was stored twice; otherwise nothing is
    /// written.
    MERGE,
    /// The sample of the series that comes first in the order of the old labels.
    KEEP_FIRST,
    /// The sample of the series that comes last in the order of the old labels.
    KEEP_LAST,
    /// Their sum; histograms must have the same buckets.
    SUM,
    /// The largest; of histograms, the one with the most observations.
    MAX
}
