package dev.headroom.bench;

import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import dev.headroom.write.chunk.SampleAppender;
import java.util.SplittableRandom;

/// Samples of a series that is scraped every fifteen seconds, and chunks of them.
final class Samples {
    /// Samples that Prometheus puts into a chunk of floats.
    static final int PER_CHUNK = 120;

    private static final Spans SPANS = new Spans(new int[] {-4, 2}, new int[] {6, 4});
    private static final double[] NO_BOUNDS = {};
    private static final long[] NO_COUNTS = {};

    private Samples() {}

    /// Times of scrapes, one in eight of which is some milliseconds late.
    static long[] times(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            times[i] = 1_760_000_000_000L + 15_000L * i + (random.nextInt(8) == 0 ? random.nextInt(20) : 0);
        }
        return times;
    }

    static double[] values(Shape shape, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[count];
        double value = random.nextInt(1_000_000);
        for (int i = 0; i < count; i++) {
            value = switch (shape) {
                case COUNTER -> value + random.nextInt(500);
                case GAUGE -> random.nextDouble() * 100;
                case CONSTANT -> value;
            };
            values[i] = value;
        }
        return values;
    }

    /// Native histograms of ten buckets, none of whose counts ever falls.
    static Histogram[] histograms(boolean floating, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] counts = new long[SPANS.buckets()];
        long total = 0;
        double sum = 0;
        Histogram[] histograms = new Histogram[count];
        for (int i = 0; i < count; i++) {
            for (int bucket = 0; bucket < counts.length; bucket++) {
                int more = random.nextInt(20);
                counts[bucket] += more;
                total += more;
                sum += more * Math.scalb(0.001, bucket);
            }
            histograms[i] = floating ? floats(counts, total, sum) : integers(counts, total, sum);
        }
        return histograms;
    }

    private static Histogram integers(long[] counts, long total, double sum) {
        return Histogram.ofIntegers(
                CounterReset.UNKNOWN,
                3,
                0x1p-128,
                sum,
                SPANS,
                Spans.EMPTY,
                NO_BOUNDS,
                total,
                0,
                counts.clone(),
                NO_COUNTS);
    }

    private static Histogram floats(long[] counts, long total, double sum) {
        long[] bits = new long[counts.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Double.doubleToRawLongBits((double) counts[i]);
        }
        return Histogram.ofFloats(
                CounterReset.UNKNOWN,
                3,
                0x1p-128,
                sum,
                SPANS,
                Spans.EMPTY,
                NO_BOUNDS,
                (double) total,
                0,
                bits,
                NO_COUNTS);
    }

    /// Appends a chunk's worth of floats; the chunk is not ended.
    static void append(SampleAppender chunk, Encoding encoding, long[] times, double[] values, int from) {
        chunk.reset(encoding, CounterReset.UNKNOWN);
        for (int i = from; i < from + PER_CHUNK; i++) {
            chunk.append(0, times[i], values[i]);
        }
    }

    /// Appends a chunk's worth of histograms; the chunk is not ended.
    static void append(SampleAppender chunk, Encoding encoding, long[] times, Histogram[] histograms, int from) {
        chunk.reset(encoding, CounterReset.UNKNOWN);
        for (int i = from; i < from + PER_CHUNK; i++) {
            if (!chunk.accepts(histograms[i])) {
                throw new IllegalStateException("a histogram that belongs into the chunk");
            }
            chunk.append(0, times[i], histograms[i]);
        }
    }
}
