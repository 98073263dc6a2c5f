package dev.headroom.write.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// What an appender writes, a cursor reads.
class SampleAppenderTest {
    private static final long STALE = 0x7ff0000000000002L;

    private final SampleAppender appender = new SampleAppender();
    private final SampleCursor cursor = new SampleCursor();

    record FloatSample(long start, long timestamp, long bits) {}

    record HistogramSample(long start, long timestamp, Histogram histogram) {}

    @Property
    void floatsComeBack(@ForAll("floatSamples") List<FloatSample> samples, @ForAll boolean second) {
        Encoding encoding = second ? Encoding.XOR2 : Encoding.XOR;
        appender.reset(encoding, CounterReset.UNKNOWN);
        List<FloatSample> expected = new ArrayList<>();
        for (FloatSample sample : samples) {
            appender.append(sample.start, sample.timestamp, Double.longBitsToDouble(sample.bits));
            expected.add(second ? sample : new FloatSample(0, sample.timestamp, sample.bits));
        }
        int length = appender.finish();
        cursor.reset(encoding, appender.data(), 0, length);

        List<FloatSample> read = new ArrayList<>();
        while (cursor.next()) {
            read.add(new FloatSample(
                    cursor.startTimestamp(), cursor.timestamp(), Double.doubleToRawLongBits(cursor.value())));
        }
        assertThat(read).isEqualTo(expected);
        if (!samples.isEmpty()) {
            assertThat(appender.minTime()).isEqualTo(samples.getFirst().timestamp);
            assertThat(appender.maxTime()).isEqualTo(samples.getLast().timestamp);
        }
    }

    @Property
    void histogramsComeBack(
            @ForAll("histogramEncodings") Encoding encoding, @ForAll CounterReset header, @ForAll long seed) {
        List<HistogramSample> samples = histograms(encoding, header, new Random(seed));
        appender.reset(encoding, header);
        for (HistogramSample sample : samples) {
            assertThat(appender.accepts(sample.histogram)).isTrue();
            appender.append(sample.start, sample.timestamp, sample.histogram);
        }
        int length = appender.finish();
        cursor.reset(encoding, appender.data(), 0, length);

        assertThat(cursor.counterReset()).isEqualTo(header);
        List<HistogramSample> read = new ArrayList<>();
        while (cursor.next()) {
            read.add(new HistogramSample(cursor.startTimestamp(), cursor.timestamp(), cursor.histogram()));
        }
        assertThat(read).isEqualTo(samples);
    }

    @Example
    void anotherLayoutIsNotAccepted() {
        appender.reset(Encoding.HISTOGRAM, CounterReset.UNKNOWN);
        appender.append(0, 1, integers(CounterReset.UNKNOWN, 3, 5, 5));

        assertThat(appender.accepts(integers(CounterReset.NOT_RESET, 3, 5, 5))).isTrue();
        assertThat(appender.accepts(integers(CounterReset.NOT_RESET, 2, 5, 5))).isFalse();
        assertThat(appender.accepts(integers(CounterReset.NOT_RESET, 3, 5, 5, 1)))
                .isFalse();
        assertThat(appender.acceptsFloats()).isFalse();
    }

    @Example
    void aCounterResetIsNotAccepted() {
        appender.reset(Encoding.HISTOGRAM, CounterReset.UNKNOWN);
        appender.append(0, 1, integers(CounterReset.UNKNOWN, 3, 5, 5));

        assertThat(appender.accepts(integers(CounterReset.UNKNOWN, 3, 6, 5))).isTrue();
        assertThat(appender.accepts(integers(CounterReset.UNKNOWN, 3, 6, 4))).isFalse();
        assertThat(appender.accepts(integers(CounterReset.RESET, 3, 6, 5))).isFalse();
        assertThat(appender.accepts(integers(CounterReset.GAUGE, 3, 6, 5))).isFalse();
    }

    @Example
    void gaugesGoUpAndDown() {
        appender.reset(Encoding.HISTOGRAM, CounterReset.GAUGE);
        appender.append(0, 1, integers(CounterReset.GAUGE, 3, 5, 5));

        assertThat(appender.accepts(integers(CounterReset.GAUGE, 3, 1, 9))).isTrue();
        assertThat(appender.accepts(integers(CounterReset.NOT_RESET, 3, 5, 5))).isFalse();
    }

    @Example
    void onlyStalenessFollowsStaleness() {
        Histogram stale = Histogram.stale(false, Double.longBitsToDouble(STALE));
        appender.reset(Encoding.HISTOGRAM, CounterReset.UNKNOWN);
        appender.append(0, 1, integers(CounterReset.UNKNOWN, 3, 5, 5));
        appender.append(0, 2, stale);

        assertThat(appender.accepts(stale)).isTrue();
        assertThat(appender.accepts(integers(CounterReset.UNKNOWN, 3, 5, 5))).isFalse();
    }

    @Example
    void aChunkEndsWhereItsHeaderCountsNoFurther() {
        appender.reset(Encoding.XOR, CounterReset.UNKNOWN);
        for (int i = 0; i < 0xffff; i++) {
            assertThat(appender.acceptsFloats()).isTrue();
            appender.append(0, i, (double) i);
        }
        assertThat(appender.acceptsFloats()).isFalse();
        int length = appender.finish();
        cursor.reset(Encoding.XOR, appender.data(), 0, length);
        assertThat(cursor.sampleCount()).isEqualTo(0xffff);
    }

    private static Histogram integers(CounterReset hint, int schema, long... counts) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        Spans spans = new Spans(new int[] {-2}, new int[] {counts.length});
        return Histogram.ofIntegers(
                hint,
                schema,
                0x1p-128,
                (double) total,
                spans,
                Spans.EMPTY,
                new double[0],
                total,
                0,
                counts,
                new long[0]);
    }

    @Provide
    Arbitrary<Encoding> histogramEncodings() {
        return Arbitraries.of(Encoding.values()).filter(Encoding::isHistogram);
    }

    @Provide
    Arbitrary<List<FloatSample>> floatSamples() {
        Arbitrary<Long> intervals = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(15_000L)),
                Tuple.of(3, Arbitraries.longs().between(14_000, 16_000)),
                Tuple.of(1, Arbitraries.longs().between(0, 2_000_000)),
                Tuple.of(1, Arbitraries.longs()));
        Arbitrary<Long> values = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(0.0, 1.0, 2.0, -1.5).map(Double::doubleToRawLongBits)),
                Tuple.of(2, Arbitraries.integers().map(i -> Double.doubleToRawLongBits((double) i))),
                Tuple.of(1, Arbitraries.of(STALE, 0x7ff8000000000001L, 0xfff0000000000000L)),
                Tuple.of(1, Arbitraries.longs()));
        Arbitrary<Long> starts = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(0L)),
                Tuple.of(5, Arbitraries.just(1_699_999_000_000L)),
                Tuple.of(1, Arbitraries.longs()));
        return Combinators.combine(starts, intervals, values)
                .as(FloatSample::new)
                .list()
                .ofMaxSize(300)
                .map(SampleAppenderTest::addUpIntervals);
    }

    private static List<FloatSample> addUpIntervals(List<FloatSample> steps) {
        List<FloatSample> samples = new ArrayList<>();
        long timestamp = 1_700_000_000_000L;
        for (FloatSample step : steps) {
            timestamp += step.timestamp();
            samples.add(new FloatSample(step.start(), timestamp, step.bits()));
        }
        return samples;
    }

    /// Counters that only rise (gauges do as they like), in one layout, stale from some time on.
    private static List<HistogramSample> histograms(Encoding encoding, CounterReset header, Random random) {
        boolean floating = encoding == Encoding.FLOAT_HISTOGRAM || encoding == Encoding.FLOAT_HISTOGRAM_ST;
        boolean gauge = header == CounterReset.GAUGE;
        boolean custom = random.nextInt(4) == 0;
        double[] bounds = custom ? bounds(random) : new double[0];
        Spans positive = custom ? new Spans(new int[] {0}, new int[] {bounds.length + 1}) : spans(random);
        Spans negative = custom ? Spans.EMPTY : spans(random);
        int schema = custom ? Histogram.CUSTOM_BUCKETS : random.nextInt(13) - 4;
        double threshold =
                custom ? 0 : List.of(0.0, 0x1p-128, 0x1p10, 0x1p-243, 0.001).get(random.nextInt(5));
        long[] upper = new long[positive.buckets()];
        long[] lower = new long[negative.buckets()];
        List<HistogramSample> samples = new ArrayList<>();
        long timestamp = random.nextLong(-1_000_000, 2_000_000_000_000L);
        long start = 0;
        long zeros = 0;
        boolean stale = false;
        for (int i = random.nextInt(200); i > 0; i--) {
            timestamp += random.nextInt(3) == 0 ? random.nextLong(1, 10_000_000) : 15_000;
            if (encoding.hasStartTimestamps() && random.nextInt(60) == 0) {
                start = timestamp - random.nextLong(100_000);
            }
            stale |= !samples.isEmpty() && random.nextInt(200) == 0;
            CounterReset hint =
                    gauge ? CounterReset.GAUGE : samples.isEmpty() ? CounterReset.UNKNOWN : CounterReset.NOT_RESET;
            zeros += random.nextInt(3);
            step(upper, random, gauge);
            step(lower, random, gauge);
            double sum = random.nextInt(3) == 0 ? random.nextGaussian() : random.nextInt(5);
            Histogram histogram;
            if (stale) {
                histogram = Histogram.stale(floating, Double.longBitsToDouble(STALE));
            } else if (floating) {
                histogram = Histogram.ofFloats(
                        hint,
                        schema,
                        threshold,
                        sum,
                        positive,
                        negative,
                        bounds,
                        (double) samples.size(),
                        (double) zeros,
                        floats(upper),
                        floats(lower));
            } else {
                histogram = Histogram.ofIntegers(
                        hint,
                        schema,
                        threshold,
                        sum,
                        positive,
                        negative,
                        bounds,
                        total(zeros, upper, lower),
                        zeros,
                        upper.clone(),
                        lower.clone());
            }
            samples.add(new HistogramSample(start, timestamp, histogram));
        }
        return samples;
    }

    private static long total(long zeros, long[] upper, long[] lower) {
        long total = zeros;
        for (long count : upper) {
            total += count;
        }
        for (long count : lower) {
            total += count;
        }
        return total;
    }

    private static void step(long[] counts, Random random, boolean gauge) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = gauge
                    ? random.nextInt(1000)
                    : counts[i] + (random.nextInt(20) == 0 ? random.nextLong(1L << 40) : random.nextInt(100));
        }
    }

    private static long[] floats(long[] counts) {
        long[] bits = new long[counts.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Double.doubleToRawLongBits(counts[i] / 3.0);
        }
        return bits;
    }

    private static double[] bounds(Random random) {
        double[] bounds = new double[random.nextInt(12)];
        double bound = random.nextInt(3) - 1;
        for (int i = 0; i < bounds.length; i++) {
            bound += random.nextBoolean() ? random.nextDouble() : 0.005 * (1 + random.nextInt(1_000_000));
            bounds[i] = bound;
        }
        return bounds;
    }

    private static Spans spans(Random random) {
        int[] offsets = new int[random.nextInt(4)];
        int[] lengths = new int[offsets.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = i == 0 ? random.nextInt(-5000, 5000) : random.nextInt(20);
            lengths[i] = random.nextInt(6);
        }
        return new Spans(offsets, lengths);
    }
}
