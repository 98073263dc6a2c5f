package dev.headroom.cli.dump;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Collects text as bytes and hands them on in large pieces.
///
/// Appending never fails and never blocks: bytes leave only in [#flushWhenFull] and [#flush].
public final class ByteSink {
    private static final int FULL = 1 << 16;

    private final OutputStream out;
    private byte[] bytes = new byte[FULL + (FULL >> 2)];
    private int size;

    public ByteSink(OutputStream out) {
        this.out = out;
    }

    /// A sink whose bytes are only ever taken by [#toByteArray].
    static ByteSink inMemory() {
        return new ByteSink(OutputStream.nullOutputStream());
    }

    /// Appends one byte, such as an ASCII character.
    public void append(int b) {
        room(1);
        bytes[size++] = (byte) b;
    }

    public void append(byte[] source, int offset, int length) {
        room(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    public void append(byte[] source) {
        append(source, 0, source.length);
    }

    /// Appends the characters of an ASCII string.
    public void appendAscii(String text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) text.charAt(i);
        }
        size += length;
    }

    /// Appends what waits in another sink.
    void append(ByteSink other) {
        append(other.bytes, 0, other.size);
    }

    /// Appends a number in decimal.
    public void appendDecimal(long value) {
        if (value < 0) {
            append('-');
        }
        appendUnsigned(Math.abs(value));
    }

    /// Appends an unsigned number in decimal.
    public void appendUnsigned(long value) {
        room(20);
        long rest = value;
        if (rest < 0) {
            long tens = Long.divideUnsigned(rest, 10);
            appendUnsigned(tens);
            append('0' + (int) (rest - tens * 10));
            return;
        }
        int end = size + digits(rest);
        size = end;
        do {
            long tens = rest / 10;
            bytes[--end] = (byte) ('0' + (rest - tens * 10));
            rest = tens;
        } while (rest != 0);
    }

    private static int digits(long value) {
        int digits = 1;
        for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
            digits++;
        }
        return digits;
    }

    /// A copy of what waits here.
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /// Forgets what waits here.
    public void clear() {
        size = 0;
    }

    /// Hands on what waits here once it is worth it; to be called after each line or so.
    public void flushWhenFull() throws IOException {
        if (size >= FULL) {
            flush();
        }
    }

    /// Hands on what waits here.
    public void flush() throws IOException {
        out.write(bytes, 0, size);
        out.flush();
        size = 0;
    }

    private void room(int count) {
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
        }
    }
}
