package dev.headroom.replay.remote;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes that stand for text, as a key.
@SuppressWarnings("ArrayRecordComponent") // Compared by its bytes.
record Text(byte[] bytes) {
    static final Text NONE = new Text(new byte[0]);

    static Text of(byte[] source, int offset, int length) {
        return length == 0 ? NONE : new Text(Arrays.copyOfRange(source, offset, offset + length));
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
