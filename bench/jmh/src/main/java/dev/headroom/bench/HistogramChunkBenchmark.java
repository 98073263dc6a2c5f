package dev.headroom.bench;

import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.write.chunk.SampleAppender;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Chunks of native histograms with ten buckets: counted as `analyze` does, decoded as `dump` does, encoded.
public class HistogramChunkBenchmark extends Kernel {
    private static final int CHUNKS = 100;
    private static final int SAMPLES = CHUNKS * Samples.PER_CHUNK;

    @Param({"HISTOGRAM", "FLOAT_HISTOGRAM"})
    Encoding encoding;

    private final SampleCursor samples = new SampleCursor();
    private final SampleAppender appender = new SampleAppender();
    private final byte[][] chunks = new byte[CHUNKS][];
    private long[] times;
    private Histogram[] histograms;

    @Setup
    public void make() {
        times = Samples.times(seed, SAMPLES);
        histograms = Samples.histograms(encoding == Encoding.FLOAT_HISTOGRAM, seed, SAMPLES);
        for (int i = 0; i < CHUNKS; i++) {
            Samples.append(appender, encoding, times, histograms, i * Samples.PER_CHUNK);
            int length = appender.finish();
            chunks[i] = Arrays.copyOf(appender.data(), length);
        }
    }

    @Benchmark
    @Per("sample")
    @OperationsPerInvocation(SAMPLES)
    public void countBuckets() {
        long buckets = 0;
        for (byte[] chunk : chunks) {
            samples.reset(encoding, chunk, 0, chunk.length);
            buckets += samples.sumBuckets();
        }
        requireCount(10L * SAMPLES, buckets);
    }

    @Benchmark
    @Per("sample")
    @OperationsPerInvocation(SAMPLES)
    public double decode() {
        double sum = 0;
        int count = 0;
        for (byte[] chunk : chunks) {
            samples.reset(encoding, chunk, 0, chunk.length);
            while (samples.next()) {
                sum += samples.histogram().positive(9) + samples.timestamp();
                count++;
            }
        }
        requireCount(SAMPLES, count);
        return sum;
    }

    @Benchmark
    @Per("sample")
    @OperationsPerInvocation(SAMPLES)
    public long encode() {
        long bytes = 0;
        for (int from = 0; from < SAMPLES; from += Samples.PER_CHUNK) {
            Samples.append(appender, encoding, times, histograms, from);
            bytes += appender.finish();
        }
        return bytes;
    }
}
