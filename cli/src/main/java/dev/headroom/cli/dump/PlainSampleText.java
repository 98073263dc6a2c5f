package dev.headroom.cli.dump;

import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.merge.MergedSymbols;

/// The text of `promtool tsdb dump`: `{__name__="up", job="node"} 1 1700000000000`.
public final class PlainSampleText implements SampleText {
    private final ByteSink series = ByteSink.inMemory();
    private final GoFloat floats = new GoFloat();
    private final HistogramText histograms = new HistogramText();

    @Override
    public void startSeries(MergedSymbols symbols, int[] labels, int length) {
        series.clear();
        LabelsText.append(series, symbols, labels, length);
        series.append(' ');
    }

    @Override
    public void append(ByteSink out, long timestamp, double value) {
        out.append(series);
        floats.append(out, value);
        endLine(out, timestamp);
    }

    @Override
    public void append(ByteSink out, long timestamp, Histogram histogram) {
        out.append(series);
        histograms.append(out, histogram);
        endLine(out, timestamp);
    }

    private static void endLine(ByteSink out, long timestamp) {
        out.append(' ');
        out.appendDecimal(timestamp);
        out.append('\n');
    }

    @Override
    public void end(ByteSink out) {}
}
