package dev.headroom.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// What an encoder written from the format's description wrote, a cursor reads.
class ChunkRoundTripTest {
    private final SampleCursor cursor = new SampleCursor();

    @Property
    void xor(@ForAll("floatSamples") List<FloatChunks.Sample> samples) {
        List<FloatChunks.Sample> withoutStarts = samples.stream()
                .map(sample -> new FloatChunks.Sample(0, sample.timestamp(), sample.bits()))
                .toList();

        byte[] chunk = FloatChunks.xor(withoutStarts);
        assertThat(Chunks.floats(cursor, Encoding.XOR, chunk)).isEqualTo(withoutStarts);
        assertThat(Chunks.floatRuns(cursor, chunk)).isEqualTo(withoutStarts);
        long middle = withoutStarts.isEmpty()
                ? 0
                : withoutStarts.get(withoutStarts.size() / 2).timestamp();
        assertThat(Chunks.floatRuns(cursor, chunk, middle - 1, middle)).isEqualTo(withoutStarts);
    }

    @Property
    void xor2(@ForAll("floatSamples") List<FloatChunks.Sample> samples) {
        assertThat(Chunks.floats(cursor, Encoding.XOR2, FloatChunks.xor2(samples)))
                .isEqualTo(samples);
    }

    @Property
    void fromAnySampleTheLastIsTheSame(
            @ForAll("floatSamples") List<FloatChunks.Sample> samples, @ForAll boolean xor2, @ForAll long seed) {
        Assume.that(!samples.isEmpty());
        byte[] chunk = xor2 ? FloatChunks.xor2(samples) : FloatChunks.xor(samples);
        cursor.reset(xor2 ? Encoding.XOR2 : Encoding.XOR, chunk, 0, chunk.length);
        int walked = new Random(seed).nextInt(samples.size());
        for (int i = 0; i < walked; i++) {
            cursor.next();
        }

        assertThat(cursor.moveToLast()).isTrue();
        assertThat(cursor.timestamp()).isEqualTo(samples.getLast().timestamp());
        assertThat(Double.doubleToRawLongBits(cursor.value()))
                .isEqualTo(samples.getLast().bits());
        assertThat(cursor.moveToLast()).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    @Property
    void ofACutChunkEverySampleBeforeTheCutIsRead(
            @ForAll("floatSamples") List<FloatChunks.Sample> samples, @ForAll boolean xor2, @ForAll long seed) {
        byte[] chunk = xor2 ? FloatChunks.xor2(samples) : FloatChunks.xor(samples);
        int header = xor2 ? 3 : 2;
        int length = header + new Random(seed).nextInt(chunk.length - header + 1);
        cursor.reset(xor2 ? Encoding.XOR2 : Encoding.XOR, chunk, 0, length);
        int read = 0;
        try {
            while (cursor.next()) {
                assertThat(cursor.timestamp()).isEqualTo(samples.get(read).timestamp());
                assertThat(Double.doubleToRawLongBits(cursor.value()))
                        .isEqualTo(samples.get(read).bits());
                read++;
            }
            assertThat(read).isEqualTo(samples.size());
        } catch (CorruptionException e) {
            // What is cut off is less than the sample that could not be read.
            assertThat(length).isLessThan(chunk.length);
            assertThat(e.offset()).isBetween((long) header, (long) length);
            assertThat(read).isLessThan(samples.size());
            List<FloatChunks.Sample> whole = samples.subList(0, read + 1);
            assertThat((xor2 ? FloatChunks.xor2(whole) : FloatChunks.xor(whole)).length)
                    .isGreaterThan(length);
        }
    }

    @Property
    void histograms(@ForAll("histogramEncodings") Encoding encoding, @ForAll CounterReset header, @ForAll long seed) {
        List<HistogramChunks.Sample> samples = histogramSamples(encoding, header, new Random(seed));

        assertThat(Chunks.histograms(cursor, encoding, HistogramChunks.encode(encoding, header, samples)))
                .isEqualTo(samples);
        assertThat(cursor.counterReset()).isEqualTo(header);
    }

    @Property
    void bucketsAreSummedUpAsTheyAreCountedOneByOne(
            @ForAll("histogramEncodings") Encoding encoding, @ForAll CounterReset header, @ForAll long seed) {
        Random random = new Random(seed);
        List<HistogramChunks.Sample> samples = histogramSamples(encoding, header, random);
        byte[] chunk = HistogramChunks.encode(encoding, header, samples);
        int walked = random.nextInt(samples.size() + 1);

        assertThat(sumBuckets(encoding, chunk, chunk.length, walked))
                .isEqualTo(countBuckets(encoding, chunk, chunk.length, walked));

        int cut = 3 + random.nextInt(chunk.length - 2);
        assertThat(sumBuckets(encoding, chunk, cut, 0)).isEqualTo(countBuckets(encoding, chunk, cut, 0));
    }

    @Property
    void floatsAreCountedUpToATime(
            @ForAll("floatSamples") List<FloatChunks.Sample> samples, @ForAll boolean xor2, @ForAll long seed) {
        countsUpToATime(
                xor2 ? Encoding.XOR2 : Encoding.XOR,
                xor2 ? FloatChunks.xor2(samples) : FloatChunks.xor(samples),
                samples.stream().map(FloatChunks.Sample::timestamp).toList(),
                new Random(seed));
    }

    @Property
    void histogramsAreCountedUpToATime(
            @ForAll("histogramEncodings") Encoding encoding, @ForAll CounterReset header, @ForAll long seed) {
        Random random = new Random(seed);
        List<HistogramChunks.Sample> samples = histogramSamples(encoding, header, random);
        countsUpToATime(
                encoding,
                HistogramChunks.encode(encoding, header, samples),
                samples.stream().map(HistogramChunks.Sample::timestamp).toList(),
                random);
    }

    private void countsUpToATime(Encoding encoding, byte[] chunk, List<Long> times, Random random) {
        Assume.that(!times.isEmpty());
        int walked = random.nextInt(times.size() + 1);
        long until = times.get(random.nextInt(times.size())) - random.nextInt(2);
        int expected = 0;
        while (walked + expected < times.size() && times.get(walked + expected) <= until) {
            expected++;
        }

        cursor.reset(encoding, chunk, 0, chunk.length);
        for (int i = 0; i < walked; i++) {
            cursor.next();
        }
        assertThat(cursor.countUntil(until)).isEqualTo(expected);
        assertThat(cursor.next()).isFalse();
    }

    /// -1 for a chunk that is cut short.
    private long sumBuckets(Encoding encoding, byte[] chunk, int length, int walked) {
        try {
            cursor.reset(encoding, chunk, 0, length);
            for (int i = 0; i < walked; i++) {
                cursor.next();
            }
            return cursor.sumBuckets();
        } catch (CorruptionException e) {
            return -1;
        }
    }

    private long countBuckets(Encoding encoding, byte[] chunk, int length, int walked) {
        try {
            cursor.reset(encoding, chunk, 0, length);
            long buckets = 0;
            for (int i = 0; cursor.next(); i++) {
                buckets += i >= walked ? cursor.bucketCount() : 0;
            }
            return buckets;
        } catch (CorruptionException e) {
            return -1;
        }
    }

    @Provide
    Arbitrary<Encoding> histogramEncodings() {
        return Arbitraries.of(Encoding.values()).filter(Encoding::isHistogram);
    }

    @Provide
    Arbitrary<List<FloatChunks.Sample>> floatSamples() {
        // Mostly regular intervals and repeated values, as in a real series; anything else now and then.
        Arbitrary<Long> intervals = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just(15_000L)),
                Tuple.of(3, Arbitraries.longs().between(14_000, 16_000)),
                Tuple.of(1, Arbitraries.longs().between(0, 2_000_000)),
                Tuple.of(1, Arbitraries.longs()));
        Arbitrary<Long> values = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(0.0, 1.0, 2.0, -1.5).map(Double::doubleToRawLongBits)),
                Tuple.of(2, Arbitraries.integers().map(i -> Double.doubleToRawLongBits((double) i))),
                Tuple.of(1, Arbitraries.of(FloatChunks.STALE, 0x7ff8000000000001L, 0xfff0000000000000L)),
                Tuple.of(1, Arbitraries.longs()));
        Arbitrary<Long> starts = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(0L)),
                Tuple.of(5, Arbitraries.just(1_699_999_000_000L)),
                Tuple.of(1, Arbitraries.longs()));
        return Combinators.combine(starts, intervals, values)
                .as(FloatChunks.Sample::new)
                .list()
                .ofMaxSize(300)
                .map(ChunkRoundTripTest::addUpIntervals);
    }

    private static List<FloatChunks.Sample> addUpIntervals(List<FloatChunks.Sample> steps) {
        List<FloatChunks.Sample> samples = new ArrayList<>();
        long timestamp = 1_700_000_000_000L;
        for (FloatChunks.Sample step : steps) {
            timestamp += step.timestamp();
            samples.add(new FloatChunks.Sample(step.start(), timestamp, step.bits()));
        }
        return samples;
    }

    private static List<HistogramChunks.Sample> histogramSamples(
            Encoding encoding, CounterReset header, Random random) {
        boolean floating = encoding == Encoding.FLOAT_HISTOGRAM || encoding == Encoding.FLOAT_HISTOGRAM_ST;
        boolean custom = random.nextInt(4) == 0;
        double[] bounds = custom ? bounds(random) : new double[0];
        Spans positive = custom ? customSpans(bounds.length) : spans(random);
        Spans negative = custom ? Spans.EMPTY : spans(random);
        int schema = custom ? Histogram.CUSTOM_BUCKETS : random.nextInt(13) - 4;
        double threshold =
                custom ? 0 : List.of(0.0, 0x1p-128, 0x1p10, 0x1p-243, 0.001).get(random.nextInt(5));

        List<HistogramChunks.Sample> samples = new ArrayList<>();
        long timestamp = random.nextLong(-1_000_000, 2_000_000_000_000L);
        long start = 0;
        boolean stale = false;
        for (int i = random.nextInt(200); i > 0; i--) {
            timestamp += random.nextInt(3) == 0 ? random.nextLong(1, 10_000_000) : 15_000;
            if (encoding.hasStartTimestamps() && random.nextInt(60) == 0) {
                start = timestamp - random.nextLong(100_000);
            }
            stale |= random.nextInt(200) == 0;
            CounterReset hint = hint(header, samples.isEmpty());
            long[] upper = counts(random, floating, positive.buckets());
            long[] lower = counts(random, floating, negative.buckets());
            double sum = random.nextInt(3) == 0 ? random.nextGaussian() : random.nextInt(5);
            Histogram histogram;
            if (stale && !samples.isEmpty()) {
                histogram = Histogram.stale(floating, Double.longBitsToDouble(FloatChunks.STALE));
            } else if (floating) {
                double count = Double.longBitsToDouble(count(random, true));
                double zeros = random.nextInt(3);
                histogram = Histogram.ofFloats(
                        hint, schema, threshold, sum, positive, negative, bounds, count, zeros, upper, lower);
            } else {
                long count = count(random, false);
                long zeros = random.nextInt(3);
                histogram = Histogram.ofIntegers(
                        hint, schema, threshold, sum, positive, negative, bounds, count, zeros, upper, lower);
            }
            samples.add(new HistogramChunks.Sample(start, timestamp, histogram));
        }
        return samples;
    }

    private static CounterReset hint(CounterReset header, boolean first) {
        if (header == CounterReset.GAUGE) {
            return CounterReset.GAUGE;
        }
        return first ? CounterReset.UNKNOWN : CounterReset.NOT_RESET;
    }

    private static long[] counts(Random random, boolean floating, int length) {
        long[] counts = new long[length];
        for (int i = 0; i < length; i++) {
            counts[i] = count(random, floating);
        }
        return counts;
    }

    private static long count(Random random, boolean floating) {
        if (floating) {
            return Double.doubleToRawLongBits(random.nextInt(3) == 0 ? random.nextDouble() : random.nextInt(9));
        }
        return random.nextInt(10) == 0 ? random.nextLong() : random.nextInt(1000);
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

    private static Spans customSpans(int bounds) {
        return new Spans(new int[] {0}, new int[] {bounds + 1});
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
