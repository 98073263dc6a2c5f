package dev.headroom.tsdb.chunk;

import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Chunks to test with, and what a cursor reads from them.
final class Chunks {
    private Chunks() {}

    static List<FloatChunks.Sample> floats(SampleCursor cursor, Encoding encoding, byte[] chunk) {
        cursor.reset(encoding, chunk, 0, chunk.length);
        List<FloatChunks.Sample> samples = new ArrayList<>();
        while (cursor.next()) {
            samples.add(new FloatChunks.Sample(
                    cursor.startTimestamp(), cursor.timestamp(), Double.doubleToRawLongBits(cursor.value())));
        }
        return samples;
    }

    /// What [SampleCursor#readFloats] copies, in runs that end behind the given times, and behind the last sample.
    static List<FloatChunks.Sample> floatRuns(SampleCursor cursor, byte[] chunk, long... untils) {
        cursor.reset(Encoding.XOR, chunk, 0, chunk.length);
        List<FloatChunks.Sample> samples = new ArrayList<>();
        long[] times = new long[cursor.sampleCount()];
        long[] bits = new long[cursor.sampleCount()];
        for (int i = 0; i <= untils.length; i++) {
            int count = cursor.readFloats(i < untils.length ? untils[i] : Long.MAX_VALUE, times, bits);
            for (int k = 0; k < count; k++) {
                samples.add(new FloatChunks.Sample(0, times[k], bits[k]));
            }
        }
        return samples;
    }

    static List<HistogramChunks.Sample> histograms(SampleCursor cursor, Encoding encoding, byte[] chunk) {
        cursor.reset(encoding, chunk, 0, chunk.length);
        List<HistogramChunks.Sample> samples = new ArrayList<>();
        while (cursor.next()) {
            samples.add(new HistogramChunks.Sample(cursor.startTimestamp(), cursor.timestamp(), cursor.histogram()));
        }
        return samples;
    }

    /// A chunk like those of a real series: jittering scrapes, a counter that grows, a start that moves once.
    static byte[] sample(Encoding encoding, int samples) {
        Random random = new Random(encoding.code());
        List<FloatChunks.Sample> floats = new ArrayList<>();
        List<HistogramChunks.Sample> histograms = new ArrayList<>();
        boolean floating = encoding == Encoding.FLOAT_HISTOGRAM || encoding == Encoding.FLOAT_HISTOGRAM_ST;
        long timestamp = 1_700_000_000_000L;
        long[] counts = new long[5];
        for (int i = 0; i < samples; i++) {
            timestamp += 15_000 + random.nextInt(7) - 3;
            long start = encoding.hasStartTimestamps() ? 1_699_999_000_000L + (i > 20 ? 5_000 : 0) : 0;
            long total = 0;
            for (int bucket = 0; bucket < counts.length; bucket++) {
                counts[bucket] += random.nextInt(20);
                total += counts[bucket];
            }
            floats.add(new FloatChunks.Sample(start, timestamp, Double.doubleToRawLongBits(total * 0.5)));
            histograms.add(new HistogramChunks.Sample(start, timestamp, histogram(floating, i, counts, total)));
        }
        return switch (encoding) {
            case NONE -> throw new IllegalArgumentException("no samples");
            case XOR -> FloatChunks.xor(floats);
            case XOR2 -> FloatChunks.xor2(floats);
            default -> HistogramChunks.encode(encoding, CounterReset.NOT_RESET, histograms);
        };
    }

    private static Histogram histogram(boolean floating, int index, long[] counts, long total) {
        CounterReset hint = index == 0 ? CounterReset.UNKNOWN : CounterReset.NOT_RESET;
        Spans positive = new Spans(new int[] {-2, 3}, new int[] {2, 1});
        Spans negative = new Spans(new int[] {0}, new int[] {2});
        long[] upper = {counts[0], counts[1], counts[2]};
        long[] lower = {counts[3], counts[4]};
        if (!floating) {
            return Histogram.ofIntegers(
                    hint, 3, 0x1p-128, total * 1.5, positive, negative, new double[0], total, 0, upper, lower);
        }
        return Histogram.ofFloats(
                hint,
                3,
                0.001,
                total * 1.5,
                positive,
                negative,
                new double[0],
                (double) total,
                0,
                floatBits(upper),
                floatBits(lower));
    }

    static long[] floatBits(long[] counts) {
        long[] bits = new long[counts.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Double.doubleToRawLongBits((double) counts[i]);
        }
        return bits;
    }
}
