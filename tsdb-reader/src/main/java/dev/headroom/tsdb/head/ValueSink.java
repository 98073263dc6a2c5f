package dev.headroom.tsdb.head;

import dev.headroom.tsdb.wal.HistogramView;

/// Told samples of the head with their values, as the log mixes the series. Series are named by their number in
/// [HeadIndex]; a start timestamp of 0 means that there is none.
public interface ValueSink {
    void sample(int series, long timestamp, long startTimestamp, long valueBits);

    /// @param histogram valid until the method returns
    void histogram(int series, long timestamp, long startTimestamp, HistogramView histogram);

    /// The marker that a series of histograms has ended.
    void staleHistogram(int series, long timestamp, long startTimestamp, boolean floating);
}
