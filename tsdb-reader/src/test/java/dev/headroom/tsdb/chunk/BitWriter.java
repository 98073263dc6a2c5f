package dev.headroom.tsdb.chunk;

import java.util.Arrays;

/// Writes bits, the highest of a byte first, in plain steps of one bit: slow and easy to trust.
final class BitWriter {
    private byte[] bytes = new byte[64];
    private int bits;

    BitWriter bit(boolean one) {
        if (bits / 8 == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        if (one) {
            bytes[bits / 8] |= (byte) (0x80 >>> bits % 8);
        }
        bits++;
        return this;
    }

    BitWriter bits(long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bit(((value >>> i) & 1) != 0);
        }
        return this;
    }

    /// Literal bits, such as `1110`.
    BitWriter code(String zerosAndOnes) {
        zerosAndOnes.chars().forEach(c -> bit(c == '1'));
        return this;
    }

    BitWriter uvarint(long value) {
        long rest = value;
        while (rest < 0 || rest >= 0x80) {
            bits((rest & 0x7f) | 0x80, 8);
            rest >>>= 7;
        }
        return bits(rest, 8);
    }

    BitWriter varint(long value) {
        return uvarint((value << 1) ^ (value >> 63));
    }

    BitWriter varbitInt(long value) {
        int[] widths = {3, 6, 9, 12, 18, 25, 56};
        if (value == 0) {
            return code("0");
        }
        for (int i = 0; i < widths.length; i++) {
            if (fits(value, widths[i])) {
                return code("1".repeat(i + 1) + "0").bits(value, widths[i]);
            }
        }
        return code("11111111").bits(value, 64);
    }

    BitWriter varbitUint(long value) {
        int[] widths = {3, 6, 9, 12, 18, 25, 56};
        if (value == 0) {
            return code("0");
        }
        for (int i = 0; i < widths.length; i++) {
            if (value >>> widths[i] == 0) {
                return code("1".repeat(i + 1) + "0").bits(value, widths[i]);
            }
        }
        return code("11111111").bits(value, 64);
    }

    /// Whether a number lies in the range of `width` bits that has one more positive number than negative ones.
    static boolean fits(long value, int width) {
        long half = 1L << (width - 1);
        return value > -half && value <= half;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, (bits + 7) / 8);
    }
}
