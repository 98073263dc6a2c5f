package dev.headroom.cli.dump;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.merge.SymbolSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleTextTest {
    private static final Histogram EMPTY = Histogram.stale(false, 1.5);

    private final ByteSink out = ByteSink.inMemory();

    @Test
    void plainTextQuotesNamesThatNeedIt() {
        SampleText text = new PlainSampleText();
        start(text, "L", "x", "__name__", "m.xé", "a b", "q\"uo\\te\n", "b2", "", "2b", "y");
        text.append(out, 1_700_000_000_000L, 2);
        text.append(out, -5, Double.NaN);
        start(text);
        text.append(out, 0, EMPTY);
        text.end(out);

        assertThat(written()).isEqualTo("""
                        {L="x", __name__="m.xé", "a b"="q\\"uo\\\\te\\n", b2="", "2b"="y"} 2 1700000000000
                        {L="x", __name__="m.xé", "a b"="q\\"uo\\\\te\\n", b2="", "2b"="y"} NaN -5
                        {} {count:0, sum:1.5} 0
                        """);
    }

    @Test
    void openMetricsPutsTheNameInFrontAndLeavesNamesAsTheyAre() {
        SampleText text = new OpenMetricsSampleText();
        start(text, "L", "x", "__name__", "m.xé", "a b", "q\"uo\\te\n");
        text.append(out, 1_700_000_000_123L, 1e6);
        start(text, "job", "without a name");
        text.append(out, 1_700_000_000_020L, 2);
        start(text, "__name__", "up");
        text.append(out, 7, Double.POSITIVE_INFINITY);
        text.end(out);

        assertThat(written()).isEqualTo("""
                        m.xé{L="x",a b="q\\"uo\\\\te\\n"} 1e+06 1700000000.123
                        {job="without a name"} 2 1700000000.020
                        up{} +Inf 0.007
                        # EOF
                        """);
    }

    @Test
    void aHistogramEndsItsSeriesInOpenMetrics() {
        SampleText text = new OpenMetricsSampleText();
        start(text, "__name__", "a");
        text.append(out, 1000, 1);
        text.append(out, 2000, EMPTY);
        text.append(out, 3000, 3);
        start(text, "__name__", "b");
        text.append(out, 4000, 4);

        assertThat(written()).isEqualTo("a{} 1 1.000\nb{} 4 4.000\n");
    }

    /// promtool's seconds are floats, so far away from now milliseconds are lost.
    @ParameterizedTest
    @CsvSource({
        "0, 0.000",
        "-1, -0.001",
        "-1999, -1.999",
        "4503599627370497, 4503599627370.497",
        "8888888888888888888, 8888888888888889.000",
        "9223372036854775807, 9223372036854776.000",
        "-9223372036854775808, -9223372036854776.000"
    })
    void openMetricsTimestampsAreSeconds(long timestamp, String seconds) {
        SampleText text = new OpenMetricsSampleText();
        start(text, "__name__", "a");
        text.append(out, timestamp, 1);

        assertThat(written()).isEqualTo("a{} 1 " + seconds + "\n");
    }

    @Test
    void histogramsHaveTheirBucketsInAscendingOrderWithoutTheEmptyOnes() {
        assertThat(text(Histogram.ofIntegers(
                        CounterReset.GAUGE,
                        1,
                        0.001,
                        18.4,
                        new Spans(new int[] {0, 1}, new int[] {2, 2}),
                        new Spans(new int[] {0}, new int[] {2}),
                        new double[0],
                        1_000_000,
                        2,
                        new long[] {3, 0, 1_000_000, 5},
                        new long[] {6, 1})))
                .isEqualTo("{count:1000000, sum:18.4, [-1.414213562373095,-1):1, [-1,-0.7071067811865475):6,"
                        + " [-0.001,0.001]:2, (0.7071067811865475,1]:3, (2,2.82842712474619]:1000000,"
                        + " (2.82842712474619,4]:5}");
    }

    @Test
    void floatHistogramsHaveFloatCounts() {
        assertThat(text(Histogram.ofFloats(
                        CounterReset.UNKNOWN,
                        0,
                        0,
                        -1e6,
                        new Spans(new int[] {-1}, new int[] {3}),
                        Spans.EMPTY,
                        new double[0],
                        1e6,
                        0.25,
                        new long[] {
                            Double.doubleToRawLongBits(1.5),
                            Double.doubleToRawLongBits(-0.0),
                            Double.doubleToRawLongBits(2e7)
                        },
                        new long[0])))
                .isEqualTo("{count:1e+06, sum:-1e+06, [-0,0]:0.25, (0.25,0.5]:1.5, (1,2]:2e+07}");
    }

    @Test
    void customBucketsReachToInfinity() {
        assertThat(text(Histogram.ofIntegers(
                        CounterReset.UNKNOWN,
                        Histogram.CUSTOM_BUCKETS,
                        0,
                        573,
                        new Spans(new int[] {0}, new int[] {4}),
                        Spans.EMPTY,
                        new double[] {0.005, 0.1, 2.5},
                        387,
                        0,
                        new long[] {109, 107, 82, 89},
                        new long[0])))
                .isEqualTo("{count:387, sum:573, [-Inf,0.005]:109, (0.005,0.1]:107, (0.1,2.5]:82, (2.5,+Inf]:89}");
    }

    @Test
    void integerCountsAreUnsigned() {
        assertThat(text(Histogram.ofIntegers(
                        CounterReset.UNKNOWN,
                        0,
                        0,
                        Double.longBitsToDouble(0x7ff0000000000002L),
                        new Spans(new int[] {0}, new int[] {1}),
                        Spans.EMPTY,
                        new double[0],
                        -1,
                        0,
                        new long[] {Long.MIN_VALUE},
                        new long[0])))
                .isEqualTo("{count:18446744073709551615, sum:NaN, (0.5,1]:9223372036854775808}");
    }

    private String text(Histogram histogram) {
        new HistogramText().append(out, histogram);
        return written();
    }

    private String written() {
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private static void start(SampleText text, String... namesAndValues) {
        Strings strings = new Strings(namesAndValues);
        MergedSymbols symbols = MergedSymbols.of(List.of(strings));
        int[] labels = new int[namesAndValues.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = symbols.find(namesAndValues[i]);
        }
        text.startSeries(symbols, labels, labels.length);
    }

    /// Symbols without an index.
    private static final class Strings implements SymbolSource {
        private final byte[][] symbols;
        private int current = -1;

        Strings(String... strings) {
            symbols = new TreeSet<>(List.of(strings))
                    .stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        }

        @Override
        public int count() {
            return symbols.length;
        }

        @Override
        public boolean next() {
            return ++current < symbols.length;
        }

        @Override
        public byte[] bytes() {
            return symbols[current];
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public int length() {
            return symbols[current].length;
        }

        @Override
        public void seek(int ordinal) {
            current = ordinal;
        }
    }
}
