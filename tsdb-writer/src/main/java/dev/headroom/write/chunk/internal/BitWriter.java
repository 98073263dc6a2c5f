package dev.headroom.write.chunk.internal;

import java.util.Arrays;

/// Writes bits, the highest of a byte first, into an array that grows and stays.
final class BitWriter {
    private byte[] data = new byte[512];
    private int length;

    // Bits that wait for more, from the top down; fewer than 64.
    private long buffer;
    private int buffered;

    void reset() {
        length = 0;
        buffer = 0;
        buffered = 0;
    }

    /// Writes the lowest `count` bits of a number, 1 to 64.
    void writeBits(long value, int count) {
        long bits = value << (64 - count) >>> (64 - count);
        int free = 64 - buffered;
        if (count < free) {
            buffer |= bits << (free - count);
            buffered += count;
            return;
        }
        int rest = count - free;
        putBuffer(buffer | (bits >>> rest));
        buffer = rest == 0 ? 0 : bits << (64 - rest);
        buffered = rest;
    }

    void writeBit(int bit) {
        writeBits(bit, 1);
    }

    /// Writes an unsigned LEB128 number.
    void writeUvarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            writeBits(rest | 0x80, 8);
            rest >>>= 7;
        }
        writeBits(rest, 8);
    }

    /// Writes a signed LEB128 number in zigzag form.
    void writeVarint(long value) {
        writeUvarint((value << 1) ^ (value >> 63));
    }

    /// Writes as many ones as the number is long, in eight steps: a zero for 0, then 3, 6, 9, 12, 18, 25, 56
    /// and 64 bits, each but the last with a zero behind its ones. The range of each has one more positive
    /// number than negative ones.
    void writeVarbitInt(long value) {
        if (value == 0) {
            writeBit(0);
        } else if (isCentered(value, 3)) {
            writeBits((0b10L << 3) | (value & 0x7), 5);
        } else if (isCentered(value, 6)) {
            writeBits((0b110L << 6) | (value & 0x3f), 9);
        } else if (isCentered(value, 9)) {
            writeBits((0b1110L << 9) | (value & 0x1ff), 13);
        } else if (isCentered(value, 12)) {
            writeBits((0b11110L << 12) | (value & 0xfff), 17);
        } else if (isCentered(value, 18)) {
            writeBits((0b111110L << 18) | (value & 0x3ffff), 24);
        } else if (isCentered(value, 25)) {
            writeBits((0b1111110L << 25) | (value & 0x1ff_ffff), 32);
        } else if (isCentered(value, 56)) {
            writeBits((0b11111110L << 56) | (value & 0xff_ffff_ffff_ffffL), 64);
        } else {
            writeBits(0b11111111, 8);
            writeBits(value, 64);
        }
    }

    /// The same steps for an unsigned number.
    void writeVarbitUint(long value) {
        int significant = 64 - Long.numberOfLeadingZeros(value);
        if (significant == 0) {
            writeBit(0);
        } else if (significant <= 3) {
            writeBits((0b10L << 3) | value, 5);
        } else if (significant <= 6) {
            writeBits((0b110L << 6) | value, 9);
        } else if (significant <= 9) {
            writeBits((0b1110L << 9) | value, 13);
        } else if (significant <= 12) {
            writeBits((0b11110L << 12) | value, 17);
        } else if (significant <= 18) {
            writeBits((0b111110L << 18) | value, 24);
        } else if (significant <= 25) {
            writeBits((0b1111110L << 25) | value, 32);
        } else if (significant <= 56) {
            writeBits((0b11111110L << 56) | value, 64);
        } else {
            writeBits(0b11111111, 8);
            writeBits(value, 64);
        }
    }

    /// Whether a number lies in the range of `width` bits with 100…0 as a positive number.
    static boolean isCentered(long value, int width) {
        long half = 1L << (width - 1);
        return value > -half && value <= half;
    }

    /// Puts the bits that wait into the array, zeros behind them; returns the number of bytes. The next bit
    /// starts a new byte.
    int finish() {
        int bytes = (buffered + 7) >>> 3;
        int end = length + bytes;
        putBuffer(buffer);
        length = end;
        buffer = 0;
        buffered = 0;
        return length;
    }

    /// Bytes so far.
    int size() {
        return length + ((buffered + 7) >>> 3);
    }

    /// Replaces a byte that is in the array already; [#finish] puts all of them there.
    void setByte(int position, int value) {
        data[position] = (byte) value;
    }

    byte[] data() {
        return data;
    }

    private void putBuffer(long bits) {
        if (length + Long.BYTES > data.length) {
            data = Arrays.copyOf(data, 2 * data.length);
        }
        byte[] d = data;
        int at = length;
        d[at] = (byte) (bits >>> 56);
        d[at + 1] = (byte) (bits >>> 48);
        d[at + 2] = (byte) (bits >>> 40);
        d[at + 3] = (byte) (bits >>> 32);
        d[at + 4] = (byte) (bits >>> 24);
        d[at + 5] = (byte) (bits >>> 16);
        d[at + 6] = (byte) (bits >>> 8);
        d[at + 7] = (byte) bits;
        length = at + 8;
    }
}
