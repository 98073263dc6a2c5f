package dev.headroom.tsdb.chunk;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import java.util.List;

/// Encodes histogram samples of one bucket layout, from the format's description and without the decoders' code.
final class HistogramChunks {
    record Sample(long start, long timestamp, Histogram histogram) {}

    private static final long STALE = 0x7ff0000000000002L;

    private HistogramChunks() {}

    static byte[] encode(Encoding encoding, CounterReset header, List<Sample> samples) {
        List<Long> timestamps = samples.stream().map(Sample::timestamp).toList();
        StartWriter starts = new StartWriter(samples.stream().map(Sample::start).toList());
        int reset = List.of(CounterReset.UNKNOWN, CounterReset.NOT_RESET, CounterReset.RESET, CounterReset.GAUGE)
                .indexOf(header);
        BitWriter out = new BitWriter();
        if (encoding.hasStartTimestamps()) {
            out.bits(reset, 2).bits(samples.size(), 14).bits(starts.header(), 8);
        } else {
            out.bits(samples.size(), 16).bits(reset, 2).bits(0, 6);
        }
        boolean floats = encoding == Encoding.FLOAT_HISTOGRAM || encoding == Encoding.FLOAT_HISTOGRAM_ST;
        SampleWriter writer = floats ? new FloatWriter() : new IntegerWriter();
        for (int i = 0; i < samples.size(); i++) {
            Histogram histogram = samples.get(i).histogram;
            if (i == 0) {
                layout(out, histogram);
            }
            writer.write(out, timestamps.get(i), histogram);
            if (encoding.hasStartTimestamps()) {
                starts.write(out, i, timestamps);
            }
        }
        return out.toBytes();
    }

    private static void layout(BitWriter out, Histogram histogram) {
        zeroThreshold(out, histogram.zeroThreshold());
        out.varbitInt(histogram.schema());
        spans(out, histogram.positiveSpans());
        spans(out, histogram.negativeSpans());
        if (histogram.schema() == -53) {
            out.varbitUint(histogram.customValues().length);
            for (double bound : histogram.customValues()) {
                customBound(out, bound);
            }
        }
    }

    private static void zeroThreshold(BitWriter out, double threshold) {
        int exponent = Math.getExponent(threshold);
        if (threshold == 0) {
            out.bits(0, 8);
        } else if (threshold == Math.scalb(1.0, exponent) && exponent >= -243 && exponent <= 10) {
            out.bits(exponent + 244, 8);
        } else {
            out.bits(255, 8).bits(Double.doubleToRawLongBits(threshold), 64);
        }
    }

    private static void spans(BitWriter out, Spans spans) {
        out.varbitUint(spans.size());
        for (int i = 0; i < spans.size(); i++) {
            out.varbitUint(spans.length(i)).varbitInt(spans.offset(i));
        }
    }

    private static void customBound(BitWriter out, double bound) {
        double thousandths = bound * 1000;
        if (thousandths >= 0 && thousandths <= 33554430 && Math.rint(thousandths) / 1000 == bound) {
            out.varbitUint((long) Math.rint(thousandths) + 1);
        } else {
            out.code("0").bits(Double.doubleToRawLongBits(bound), 64);
        }
    }

    private static boolean stale(Histogram histogram) {
        return Double.doubleToRawLongBits(histogram.sum()) == STALE;
    }

    private interface SampleWriter {
        void write(BitWriter out, long timestamp, Histogram histogram);
    }

    /// All fields in a row; each is stored as the change of its change.
    private static final class IntegerWriter implements SampleWriter {
        private final XorWriter sum = new XorWriter();
        private long[] last;
        private long[] lastDelta;

        @Override
        public void write(BitWriter out, long timestamp, Histogram histogram) {
            if (last == null) {
                last = fields(timestamp, histogram);
                lastDelta = new long[last.length];
                out.varbitInt(last[0]).varbitUint(last[1]).varbitUint(last[2]);
                sum.first(out, Double.doubleToRawLongBits(histogram.sum()));
                for (int i = 3; i < last.length; i++) {
                    out.varbitInt(last[i]);
                }
                return;
            }
            boolean stale = stale(histogram);
            long[] now = fields(timestamp, histogram);
            for (int i = 0; i < now.length; i++) {
                if (i == 3) {
                    sum.next(out, Double.doubleToRawLongBits(histogram.sum()));
                }
                long delta = now[i] - last[i];
                out.varbitInt(stale && i > 0 ? 0 : delta - lastDelta[i]);
                lastDelta[i] = delta;
                last[i] = now[i];
            }
            if (now.length == 3) {
                sum.next(out, Double.doubleToRawLongBits(histogram.sum()));
            }
        }

        private static long[] fields(long timestamp, Histogram histogram) {
            int positives = histogram.positiveSpans().buckets();
            int negatives = histogram.negativeSpans().buckets();
            long[] fields = new long[3 + positives + negatives];
            fields[0] = timestamp;
            fields[1] = histogram.integerCount();
            fields[2] = histogram.integerZeroCount();
            for (int i = 0; i < positives; i++) {
                fields[3 + i] = histogram.integerPositive(i) - (i == 0 ? 0 : histogram.integerPositive(i - 1));
            }
            for (int i = 0; i < negatives; i++) {
                fields[3 + positives + i] =
                        histogram.integerNegative(i) - (i == 0 ? 0 : histogram.integerNegative(i - 1));
            }
            return fields;
        }
    }

    /// All floats in a row; each has an XOR window of its own.
    private static final class FloatWriter implements SampleWriter {
        private XorWriter[] fields;
        private long lastTimestamp;
        private long interval;

        @Override
        public void write(BitWriter out, long timestamp, Histogram histogram) {
            int positives = histogram.positiveSpans().buckets();
            double[] floats =
                    new double[3 + positives + histogram.negativeSpans().buckets()];
            floats[0] = histogram.count();
            floats[1] = histogram.zeroCount();
            floats[2] = histogram.sum();
            for (int i = 3; i < floats.length; i++) {
                floats[i] = i < 3 + positives ? histogram.positive(i - 3) : histogram.negative(i - 3 - positives);
            }
            boolean first = fields == null;
            if (first) {
                fields = new XorWriter[floats.length];
                out.varbitInt(timestamp);
            } else {
                out.varbitInt(timestamp - lastTimestamp - interval);
                interval = timestamp - lastTimestamp;
            }
            lastTimestamp = timestamp;
            for (int i = 0; i < floats.length; i++) {
                if (first) {
                    fields[i] = new XorWriter();
                    fields[i].first(out, Double.doubleToRawLongBits(floats[i]));
                } else {
                    fields[i].next(out, Double.doubleToRawLongBits(floats[i]));
                }
            }
        }
    }
}
