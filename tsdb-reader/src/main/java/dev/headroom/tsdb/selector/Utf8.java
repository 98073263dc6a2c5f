package dev.headroom.tsdb.selector;

import java.io.ByteArrayOutputStream;

/// UTF-8 as Go reads it: a byte that does not begin a well-formed sequence is one character of its own, U+FFFD.
public final class Utf8 {
    private static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private Utf8() {}

    public static boolean isAscii(byte[] bytes, int off, int len) {
        for (int i = off; i < off + len; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    public static boolean isValid(byte[] bytes, int off, int len) {
        int end = off + len;
        for (int i = off; i < end; ) {
            int width = width(bytes, i, end);
            if (width == 0) {
                return false;
            }
            i += width;
        }
        return true;
    }

    /// A well-formed copy with U+FFFD in the place of each byte that belongs to no character.
    public static byte[] repaired(byte[] bytes, int off, int len) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(len + 16);
        int end = off + len;
        for (int i = off; i < end; ) {
            int width = width(bytes, i, end);
            if (width == 0) {
                out.write(REPLACEMENT, 0, REPLACEMENT.length);
                i++;
            } else {
                out.write(bytes, i, width);
                i += width;
            }
        }
        return out.toByteArray();
    }

    /// Bytes of the well-formed character at `i`, or 0 when there is none.
    public static int width(byte[] bytes, int i, int end) {
        int lead = bytes[i] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        int width = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (width == 0 || end - i < width) {
            return 0;
        }
        // The second byte's range is what shuts out overlong forms, surrogates and code points above U+10FFFF.
        int second = bytes[i + 1] & 0xFF;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int k = 2; k < width; k++) {
            if ((bytes[i + k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return width;
    }
}
