package dev.headroom.replay.remote;

import dev.headroom.analyze.Dump;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SampleVisitor;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.selector.Selector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// What a directory holds, in the words of [Received]: the way of `headroom dump`, which goes series by
/// series.
final class Written implements SampleVisitor {
    private final Map<String, List<String>> series = new TreeMap<>();
    private List<String> values;

    static Map<String, List<String>> of(Path directory, TimeRange range, Selector... selectors) throws IOException {
        Written written = new Written();
        Dump.run(
                new Dump.Request(directory, Arrays.asList(selectors), range, Dump.Head.AS_SERVER),
                written,
                damage -> {
                    throw damage;
                },
                new Progress());
        return written.series;
    }

    @Override
    public void series(MergedSymbols symbols, int[] labels, int length) {
        StringJoiner text = new StringJoiner(",");
        for (int i = 0; i < length; i += 2) {
            text.add(symbols.text(labels[i]) + "=" + symbols.text(labels[i + 1]));
        }
        values = new ArrayList<>();
        series.put(text.toString(), values);
    }

    @Override
    public void sample(long timestamp, long start, double value) {
        values.add(timestamp + " " + Long.toHexString(Double.doubleToRawLongBits(value)));
    }

    @Override
    public void sample(long timestamp, long start, Histogram histogram) {
        values.add(text(timestamp, histogram));
    }

    static String text(long timestamp, Histogram h) {
        List<String> bounds =
                Arrays.stream(h.customValues()).mapToObj(Double::toString).toList();
        return timestamp + " " + (h.isFloat() ? "float" : "int") + " "
                + (h.isFloat() ? Double.toString(h.count()) : Long.toUnsignedString(h.integerCount()) + ".0") + " "
                + Long.toHexString(Double.doubleToRawLongBits(h.sum())) + " " + h.schema() + " "
                + Long.toHexString(Double.doubleToRawLongBits(h.zeroThreshold())) + " "
                + (h.isFloat() ? Double.toString(h.zeroCount()) : Long.toUnsignedString(h.integerZeroCount()) + ".0")
                + " " + (h.counterReset() == CounterReset.GAUGE ? "gauge" : "counter")
                + " -" + buckets(h, h.negativeSpans(), false) + " +" + buckets(h, h.positiveSpans(), true) + " "
                + String.join(",", bounds);
    }

    private static String buckets(Histogram h, Spans spans, boolean positive) {
        List<String> buckets = new ArrayList<>();
        int index = 0;
        int next = 0;
        for (int span = 0; span < spans.size(); span++) {
            index += spans.offset(span);
            for (int i = 0; i < spans.length(span); i++) {
                double count = positive ? h.positive(next) : h.negative(next);
                long exact = h.isFloat() ? 0 : positive ? h.integerPositive(next) : h.integerNegative(next);
                buckets.add(index++ + ":" + (h.isFloat() ? Double.toString(count) : exact + ".0"));
                next++;
            }
        }
        return buckets.toString();
    }
}
