package dev.headroom.tsdb.chunk;

import java.util.List;

/// Encodes float samples, from the format's description and without the decoders' code.
final class FloatChunks {
    /// Floats are compared by their bits, so that one NaN is not like another.
    record Sample(long start, long timestamp, long bits) {
        static Sample of(long timestamp, double value) {
            return new Sample(0, timestamp, Double.doubleToRawLongBits(value));
        }
    }

    static final long STALE = 0x7ff0000000000002L;

    private FloatChunks() {}

    static byte[] xor(List<Sample> samples) {
        BitWriter out = new BitWriter().bits(samples.size(), 16);
        XorWriter values = new XorWriter();
        long interval = 0;
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            if (i == 0) {
                out.varint(sample.timestamp);
                values.first(out, sample.bits);
                continue;
            }
            long newInterval = sample.timestamp - samples.get(i - 1).timestamp;
            if (i == 1) {
                out.uvarint(newInterval);
            } else {
                intervalChange(out, newInterval - interval);
            }
            interval = newInterval;
            values.next(out, sample.bits);
        }
        return out.toBytes();
    }

    private static void intervalChange(BitWriter out, long change) {
        if (change == 0) {
            out.code("0");
        } else if (BitWriter.fits(change, 14)) {
            out.code("10").bits(change, 14);
        } else if (BitWriter.fits(change, 17)) {
            out.code("110").bits(change, 17);
        } else if (BitWriter.fits(change, 20)) {
            out.code("1110").bits(change, 20);
        } else {
            out.code("1111").bits(change, 64);
        }
    }

    static byte[] xor2(List<Sample> samples) {
        List<Long> timestamps = samples.stream().map(Sample::timestamp).toList();
        StartWriter starts = new StartWriter(samples.stream().map(Sample::start).toList());
        BitWriter out = new BitWriter().bits(samples.size(), 16).bits(starts.header(), 8);
        XorWriter values = new XorWriter();
        long interval = 0;
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            if (i == 0) {
                out.varint(sample.timestamp).bits(sample.bits, 64);
                values.last = sample.bits == STALE ? 0 : sample.bits;
            } else {
                long newInterval = sample.timestamp - samples.get(i - 1).timestamp;
                if (i == 1) {
                    out.uvarint(newInterval);
                    value(out, values, sample.bits);
                } else {
                    joint(out, values, newInterval - interval, sample.bits);
                }
                interval = newInterval;
            }
            starts.write(out, i, timestamps);
        }
        return out.toBytes();
    }

    private static void joint(BitWriter out, XorWriter values, long change, long bits) {
        if (change == 0) {
            if (bits == STALE) {
                out.code("11111");
            } else {
                values.next(out, bits, "0", "100", "101");
            }
            return;
        }
        if (change >= -4096 && change < 4096) {
            out.code("110").bits(change, 13);
        } else if (change >= -524288 && change < 524288) {
            out.code("1110").bits(change, 20);
        } else {
            out.code("11110").bits(change, 64);
        }
        value(out, values, bits);
    }

    private static void value(BitWriter out, XorWriter values, long bits) {
        if (bits == STALE) {
            out.code("111");
        } else {
            values.next(out, bits, "0", "10", "110");
        }
    }
}
