package dev.headroom.cli.dump;

import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.merge.MergedSymbols;

/// A text that series and their samples are written in, one line per sample. Belongs to one thread.
public sealed interface SampleText permits PlainSampleText, OpenMetricsSampleText {
    /// Turns to the next series.
    ///
    /// @param labels names and values in turn, as ids of `symbols`
    /// @param length how many ints of `labels` count
    void startSeries(MergedSymbols symbols, int[] labels, int length);

    /// Appends the line of a float sample.
    void append(ByteSink out, long timestamp, double value);

    /// Appends the line of a histogram sample.
    void append(ByteSink out, long timestamp, Histogram histogram);

    /// Appends what stands after the last sample of all.
    void end(ByteSink out);
}
