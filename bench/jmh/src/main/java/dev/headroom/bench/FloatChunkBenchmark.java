package dev.headroom.bench;

import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.write.chunk.SampleAppender;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Chunks of floats, decoded and encoded.
public class FloatChunkBenchmark extends Kernel {
    private static final int CHUNKS = 400;
    private static final int SAMPLES = CHUNKS * Samples.PER_CHUNK;

    @Param({"XOR", "XOR2"})
    Encoding encoding;

    @Param
    Shape shape;

    private final SampleCursor samples = new SampleCursor();
    private final SampleAppender appender = new SampleAppender();
    private final byte[][] chunks = new byte[CHUNKS][];
    private long[] times;
    private double[] values;

    @Setup
    public void make() {
        times = Samples.times(seed, SAMPLES);
        values = Samples.values(shape, seed, SAMPLES);
        for (int i = 0; i < CHUNKS; i++) {
            Samples.append(appender, encoding, times, values, i * Samples.PER_CHUNK);
            int length = appender.finish();
            chunks[i] = Arrays.copyOf(appender.data(), length);
        }
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
                sum += samples.value() + samples.timestamp();
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
            Samples.append(appender, encoding, times, values, from);
            bytes += appender.finish();
        }
        return bytes;
    }
}
