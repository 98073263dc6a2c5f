package dev.headroom.testing;

import java.util.Arrays;

/// Bytes in the protobuf encoding, as far as remote write needs it: varints, zigzag varints, doubles, nested
/// messages.
final class ProtoBuffer {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;

    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void varint(int field, long value) {
        tag(field, VARINT);
        putVarint(value);
    }

    void signed(int field, long value) {
        tag(field, VARINT);
        putZigzag(value);
    }

    void fixed64(int field, long bits) {
        tag(field, FIXED_64);
        putFixed64(bits);
    }

    void real(int field, double value) {
        fixed64(field, Double.doubleToRawLongBits(value));
    }

    void bytes(int field, byte[] value) {
        bytes(field, value, value.length);
    }

    void message(int field, ProtoBuffer message) {
        bytes(field, message.bytes, message.size);
    }

    /// Bytes that are fields already.
    void raw(byte[] fields) {
        raw(fields, 0, fields.length);
    }

    void putVarint(long value) {
        require(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    void putZigzag(long value) {
        putVarint((value << 1) ^ (value >> 63));
    }

    void putReal(double value) {
        putFixed64(Double.doubleToRawLongBits(value));
    }

    private void putFixed64(long bits) {
        require(8);
        for (int shift = 0; shift < 64; shift += 8) {
            bytes[size++] = (byte) (bits >>> shift);
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /// The same bytes as a snappy block that compresses nothing: the length, then literals of at most 64 KiB.
    byte[] toSnappyLiterals() {
        final int literal16 = 61 << 2;
        ProtoBuffer block = new ProtoBuffer();
        block.require(size + 3 * (size / 0x10000 + 1) + 10);
        block.putVarint(size);
        for (int from = 0; from < size; from += 0x10000) {
            int length = Math.min(0x10000, size - from);
            block.bytes[block.size++] = (byte) literal16;
            block.bytes[block.size++] = (byte) (length - 1);
            block.bytes[block.size++] = (byte) ((length - 1) >> 8);
            block.raw(bytes, from, length);
        }
        return block.toBytes();
    }

    private void tag(int field, int wireType) {
        putVarint((long) field << 3 | wireType);
    }

    private void bytes(int field, byte[] value, int length) {
        tag(field, LENGTH_DELIMITED);
        putVarint(length);
        raw(value, 0, length);
    }

    private void raw(byte[] from, int offset, int length) {
        require(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    private void require(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
