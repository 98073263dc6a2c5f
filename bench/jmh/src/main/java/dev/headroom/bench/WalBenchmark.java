package dev.headroom.bench;

import dev.headroom.testing.block.Bytes;
import dev.headroom.testing.wal.LogImage;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.LabelsView;
import dev.headroom.tsdb.wal.RecordDecoder;
import dev.headroom.tsdb.wal.RecordType;
import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.WalDirectory;
import dev.headroom.tsdb.wal.WalReader;
import dev.headroom.write.block.Directories;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// The records of a log, from its pages to what they say.
public class WalBenchmark extends Kernel {
    private static final int RECORDS = 100;
    private static final int PER_RECORD = 200;
    private static final int ELEMENTS = RECORDS * PER_RECORD;
    private static final long TIME = 1_760_000_000_000L;

    /// What the records hold.
    @Param({"SERIES", "SAMPLES", "HISTOGRAM_SAMPLES"})
    RecordType records;

    /// Prometheus compresses its log unless it is told not to.
    @Param({"true", "false"})
    boolean snappy;

    private final RecordDecoder decoder = new RecordDecoder();
    private final Adder adder = new Adder();
    private Path directory;
    private WalDirectory log;

    @Setup
    public void write() throws IOException {
        directory = Files.createTempDirectory("headroom-kernel");
        SplittableRandom random = new SplittableRandom(seed);
        LogImage image = new LogImage();
        for (int i = 0; i < RECORDS; i++) {
            Bytes record = new Bytes().u8(records.code());
            long ref = 1 + (long) i * PER_RECORD;
            if (records != RecordType.SERIES) {
                record.u64(ref).u64(TIME);
            }
            for (int j = 0; j < PER_RECORD; j++) {
                switch (records) {
                    case SERIES -> series(record.u64(ref + j), random);
                    case SAMPLES ->
                        record.varint(j).varint(random.nextInt(15_000)).u64(value(random));
                    default -> histogram(record.varint(j).varint(random.nextInt(15_000)), random);
                }
            }
            if (snappy) {
                image.snappy(compressed(record.toArray()));
            } else {
                image.record(record);
            }
        }
        image.write(directory, 0);
        log = WalDirectory.list(directory);
    }

    private static void series(Bytes record, SplittableRandom random) {
        record.uvarint(8);
        record.string("__name__").string("http_requests_total");
        record.string("container").string("server");
        record.string("instance").string("10.4." + random.nextInt(256) + "." + random.nextInt(256) + ":8080");
        record.string("job").string("kubernetes-pods");
        record.string("method").string(random.nextBoolean() ? "GET" : "POST");
        record.string("namespace").string("team-" + random.nextInt(40));
        record.string("pod").string("server-6d4cf56db6-" + Long.toString(random.nextLong(1L << 25), 36));
        record.string("status").string(String.valueOf(200 + random.nextInt(4)));
    }

    private static void histogram(Bytes record, SplittableRandom random) {
        record.u8(0).varint(3).u64(Double.doubleToRawLongBits(0x1p-128));
        record.uvarint(0).uvarint(random.nextInt(100_000)).u64(value(random));
        record.uvarint(2).varint(-4).uvarint(6).varint(2).uvarint(4).uvarint(0);
        record.uvarint(10);
        for (int i = 0; i < 10; i++) {
            record.varint(random.nextInt(-200, 200));
        }
        record.uvarint(0);
    }

    private static long value(SplittableRandom random) {
        return Double.doubleToRawLongBits(random.nextInt(1_000_000));
    }

    private static byte[] compressed(byte[] record) {
        SnappyJavaCompressor compressor = new SnappyJavaCompressor();
        byte[] target = new byte[compressor.maxCompressedLength(record.length)];
        return Arrays.copyOf(target, compressor.compress(record, 0, record.length, target, 0, target.length));
    }

    @TearDown
    public void delete() throws IOException {
        Directories.delete(directory);
    }

    @Benchmark
    @Per("element")
    @OperationsPerInvocation(ELEMENTS)
    public long read() throws IOException {
        adder.count = 0;
        try (WalReader reader = WalReader.log(log.segments())) {
            while (reader.next()) {
                decoder.decode(reader.record(), reader.offset(), reader.length(), adder);
            }
        }
        requireCount(ELEMENTS, adder.count);
        return adder.sum;
    }

    private static final class Adder implements RecordVisitor {
        private long count;
        private long sum;

        @Override
        public void series(long ref, LabelsView labels) {
            count++;
            sum += ref + labels.encodedLength();
        }

        @Override
        public void sample(long ref, long timestamp, long startTimestamp, long valueBits) {
            count++;
            sum += ref + timestamp + valueBits;
        }

        @Override
        public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
            count++;
            sum += ref + timestamp + histogram.buckets();
        }
    }
}
