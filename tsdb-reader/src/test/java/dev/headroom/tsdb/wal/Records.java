package dev.headroom.tsdb.wal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes records by hand, for tests.
public final class Records {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public Records u8(int value) {
        out.write(value);
        return this;
    }

    public Records be64(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    public Records f64(double value) {
        return be64(Double.doubleToRawLongBits(value));
    }

    public Records uvarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return this;
    }

    public Records varint(long value) {
        return uvarint(value << 1 ^ value >> 63);
    }

    public Records string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        uvarint(utf8.length);
        out.writeBytes(utf8);
        return this;
    }

    public Records raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /// Labels as names and values in turn.
    public Records labels(String... namesAndValues) {
        uvarint(namesAndValues.length / 2);
        for (String text : namesAndValues) {
            string(text);
        }
        return this;
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    public static byte[] series(long ref, String... labels) {
        return new Records().u8(1).be64(ref).labels(labels).bytes();
    }

    /// A samples record of one series: times and values in turn.
    public static byte[] samples(long ref, double... timesAndValues) {
        Records record = new Records().u8(2).be64(ref).be64((long) timesAndValues[0]);
        for (int i = 0; i < timesAndValues.length; i += 2) {
            record.varint(0)
                    .varint((long) timesAndValues[i] - (long) timesAndValues[0])
                    .f64(timesAndValues[i + 1]);
        }
        return record.bytes();
    }

    public static byte[] tombstone(long ref, long minTime, long maxTime) {
        return new Records().u8(3).be64(ref).varint(minTime).varint(maxTime).bytes();
    }

    /// An integer histogram without negative buckets, its positive buckets as one span from index 0.
    public Records histogram(int schema, double sum, long... counts) {
        u8(0).varint(schema).f64(0.001).uvarint(2);
        long count = 2;
        for (long bucket : counts) {
            count += bucket;
        }
        uvarint(count)
                .f64(sum)
                .uvarint(1)
                .varint(0)
                .uvarint(counts.length)
                .uvarint(0)
                .uvarint(counts.length);
        long previous = 0;
        for (long bucket : counts) {
            varint(bucket - previous);
            previous = bucket;
        }
        return uvarint(0);
    }

    /// A float histogram without negative buckets, its positive buckets as one span from index 0.
    public Records floatHistogram(int schema, double sum, double... counts) {
        u8(0).varint(schema).f64(0.001).f64(2);
        double count = 2;
        for (double bucket : counts) {
            count += bucket;
        }
        f64(count)
                .f64(sum)
                .uvarint(1)
                .varint(0)
                .uvarint(counts.length)
                .uvarint(0)
                .uvarint(counts.length);
        for (double bucket : counts) {
            f64(bucket);
        }
        return uvarint(0);
    }
}
