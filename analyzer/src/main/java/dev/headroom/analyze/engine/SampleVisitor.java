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

    void sample(long timestamp, double value) throws IOException;

    void sample(long timestamp, Histogram histogram) throws IOException;
}
