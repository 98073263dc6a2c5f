package dev.headroom.cli.dump;

import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.math.BigDecimal;
import java.math.RoundingMode;

/// The text of `promtool tsdb dump-openmetrics`: `up{job="node"} 1 1700000000.000`, and `# EOF` at the end.
///
/// Native histograms have no such text: as with promtool, the first one ends its series.
public final class OpenMetricsSampleText implements SampleText {
    /// Up to here a number of seconds, as a float, is off by less than half a millisecond.
    private static final long EXACT_MILLISECONDS = 1L << 52;

    private final ByteSink series = ByteSink.inMemory();
    private final GoFloat floats = new GoFloat();
    private boolean ended;

    @Override
    public void startSeries(MergedSymbols symbols, int[] labels, int length) {
        ended = false;
        series.clear();
        LabelsText.appendOpenMetrics(series, symbols, labels, length);
        series.append(' ');
    }

    @Override
    public void append(ByteSink out, long timestamp, double value) {
        if (ended) {
            return;
        }
        out.append(series);
        floats.append(out, value);
        out.append(' ');
        appendSeconds(out, timestamp);
        out.append('\n');
    }

    @Override
    public void append(ByteSink out, long timestamp, Histogram histogram) {
        ended = true;
    }

    /// promtool divides the milliseconds as a float, which shows in timestamps far away from now.
    private static void appendSeconds(ByteSink out, long timestamp) {
        if (timestamp < -EXACT_MILLISECONDS || timestamp > EXACT_MILLISECONDS) {
            BigDecimal seconds = new BigDecimal((double) timestamp / 1000).setScale(3, RoundingMode.HALF_EVEN);
            out.appendAscii(seconds.toPlainString());
            return;
        }
        if (timestamp < 0) {
            out.append('-');
        }
        long milliseconds = Math.abs(timestamp);
        out.appendUnsigned(milliseconds / 1000);
        out.append('.');
        int fraction = (int) (milliseconds % 1000);
        out.append('0' + fraction / 100);
        out.append('0' + fraction / 10 % 10);
        out.append('0' + fraction % 10);
    }

    @Override
    public void end(ByteSink out) {
        out.appendAscii("# EOF\n");
    }
}
