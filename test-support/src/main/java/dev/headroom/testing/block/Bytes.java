package dev.headroom.testing.block;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Bytes in the making: big-endian numbers, varints, checksums.
public final class Bytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public Bytes u8(int value) {
        bytes.write(value);
        return this;
    }

    public Bytes u32(long value) {
        return raw(ByteBuffer.allocate(4).putInt((int) value).array());
    }

    public Bytes u64(long value) {
        return raw(ByteBuffer.allocate(8).putLong(value).array());
    }

    public Bytes uvarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        bytes.write((int) rest);
        return this;
    }

    /// Zigzag first, as Go's signed varints.
    public Bytes varint(long value) {
        return uvarint(value << 1 ^ value >> 63);
    }

    public Bytes raw(byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    /// The text in UTF-8 behind its length.
    public Bytes string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    public Bytes string(byte[] text) {
        return uvarint(text.length).raw(text);
    }

    /// The content and behind it its CRC32C.
    public Bytes checked(byte[] content) {
        return raw(content).u32(crc(content, 0, content.length));
    }

    /// Zeros up to the next multiple.
    public Bytes align(int multiple) {
        while (size() % multiple != 0) {
            bytes.write(0);
        }
        return this;
    }

    public int size() {
        return bytes.size();
    }

    public byte[] toArray() {
        return bytes.toByteArray();
    }

    /// The CRC32C of a range.
    public static long crc(byte[] of, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(of, from, to - from);
        return crc.getValue();
    }
}
