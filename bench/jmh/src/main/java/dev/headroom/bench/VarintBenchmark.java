package dev.headroom.bench;

import dev.headroom.testing.block.Bytes;
import dev.headroom.tsdb.internal.Varint;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Unsigned varints one after the other, as every section of an index is full of them.
public class VarintBenchmark extends Kernel {
    private static final int VARINTS = 50_000;

    /// Bytes that each of them takes; `mixed` is one to five.
    @Param({"1", "3", "mixed"})
    String bytes;

    private byte[] encoded;
    private int end;

    @Setup
    public void encode() {
        SplittableRandom random = new SplittableRandom(seed);
        Bytes out = new Bytes();
        for (int i = 0; i < VARINTS; i++) {
            int length = "mixed".equals(bytes) ? random.nextInt(1, 6) : Integer.parseInt(bytes);
            long lowest = length == 1 ? 0 : 1L << (7 * (length - 1));
            out.uvarint(random.nextLong(lowest, 1L << (7 * length)));
        }
        end = out.size();
        // The kernel may look beyond the last one.
        encoded = out.raw(new byte[Varint.MAX_LENGTH]).toArray();
    }

    @Benchmark
    @Per("varint")
    @OperationsPerInvocation(VARINTS)
    public long decode() {
        byte[] b = encoded;
        long sum = 0;
        int count = 0;
        int p = 0;
        while (p < end) {
            sum += Varint.unsigned(b, p);
            p += Varint.length(b, p);
            count++;
        }
        requireCount(VARINTS, count);
        return sum;
    }
}
