package dev.headroom.analyze.engine;

import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.io.IOException;

/// Is told every sample of every series, series by series in the order of their labels, samples in the order of
/// time.
public interface SampleVisitor {
    /// The samples that follow are those of this series.
    ///
    /// @param labels names and values in turn, as ids of `symbols`
    /// @param length how many ints of `labels` count
    void series(MergedSymbols symbols, int[] labels, int length) throws IOException;

    /// @param start when the counter began to count; 0 when that is not known
    void sample(long timestamp, long start, double value) throws IOException;

    /// Several floats at once, of which it is not known when they began to count.
    ///
    /// @param timestamps ascending
    /// @param bits the raw bits of the values
    /// @param count how many there are, from the first place on
    default void samples(long[] timestamps, long[] bits, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            sample(timestamps[i], 0, Double.longBitsToDouble(bits[i]));
        }
    }

    /// @param start when the histogram began to count; 0 when that is not known
    void sample(long timestamp, long start, Histogram histogram) throws IOException;
}
