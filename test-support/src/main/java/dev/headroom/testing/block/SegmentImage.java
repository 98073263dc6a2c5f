package dev.headroom.testing.block;

/// A chunk segment, byte by byte.
///
/// ```
/// magic 0x85BD40DD <4>  version 1 <1>  padding <3>
/// chunk:  len <uvarint>  { encoding <1>  data <len> }  CRC32C <4>
/// ```
public final class SegmentImage {
    public static final int XOR = 1;

    private final Bytes bytes = new Bytes().u32(0x85BD40DDL).u8(1).raw(new byte[3]);

    /// Appends a chunk with the data as it is, and gives its place.
    public int chunk(int encoding, byte[] data) {
        int at = bytes.size();
        bytes.uvarint(data.length);
        bytes.checked(new Bytes().u8(encoding).raw(data).toArray());
        return at;
    }

    /// Appends a chunk of floats, and gives its place.
    public int floats(long[] times, double[] values) {
        return chunk(XOR, xor(times.length, times, values));
    }

    public byte[] bytes() {
        return bytes.toArray();
    }

    /// Floats in the XOR encoding, every number in its longest form.
    ///
    /// @param count what the chunk says of its number of samples
    public static byte[] xor(int count, long[] times, double[] values) {
        Bytes out = new Bytes().u8(count >>> 8).u8(count);
        Bits bits = new Bits(out);
        long delta = 0;
        for (int i = 0; i < times.length; i++) {
            long value = Double.doubleToRawLongBits(values[i]);
            if (i == 0) {
                bits.bytes(new Bytes().varint(times[0]).toArray());
                bits.bits(value, 64);
                continue;
            }
            long newDelta = times[i] - times[i - 1];
            if (i == 1) {
                bits.bytes(new Bytes().uvarint(newDelta).toArray());
            } else {
                // 1111: a delta of deltas of 64 bits.
                bits.bits(0b1111, 4);
                bits.bits(newDelta - delta, 64);
            }
            delta = newDelta;
            long xor = value ^ Double.doubleToRawLongBits(values[i - 1]);
            if (xor == 0) {
                bits.bits(0, 1);
            } else {
                // 11: no leading zeros, and 64 bits, which are written as 0.
                bits.bits(0b11, 2);
                bits.bits(0, 5 + 6);
                bits.bits(xor, 64);
            }
        }
        bits.flush();
        return out.toArray();
    }

    /// Bits from the highest one of a byte on.
    private static final class Bits {
        private final Bytes out;
        private int current;
        private int used;

        Bits(Bytes out) {
            this.out = out;
        }

        void bits(long value, int count) {
            for (int i = count - 1; i >= 0; i--) {
                current = current << 1 | (int) (value >>> i & 1);
                if (++used == 8) {
                    out.u8(current);
                    current = 0;
                    used = 0;
                }
            }
        }

        void bytes(byte[] more) {
            for (byte b : more) {
                bits(b, 8);
            }
        }

        void flush() {
            while (used != 0) {
                bits(0, 1);
            }
        }
    }
}
