package dev.headroom.cli.dump;

/// Writes arbitrary bytes as a Go string literal, as `strconv.Quote` does.
///
/// What prints stays as it is; quotes, backslashes, control and other invisible characters are escaped, and bytes
/// that are no UTF-8 become `\x…`. Which characters print is a matter of the Unicode version: Go and Java agree on
/// all but those that were assigned between their versions.
public final class GoQuote {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private GoQuote() {}

    /// Appends the bytes as a literal, quotes included.
    public static void append(ByteSink out, byte[] text) {
        append(out, text, 0, text.length);
    }

    /// Appends the bytes as a literal, quotes included.
    public static void append(ByteSink out, byte[] text, int offset, int length) {
        out.append('"');
        int end = offset + length;
        int plain = offset;
        for (int at = offset; at < end; ) {
            if (isPlain(text[at])) {
                at++;
                continue;
            }
            out.append(text, plain, at - plain);
            at += appendCharacter(out, text, at, end);
            plain = at;
        }
        out.append(text, plain, end - plain);
        out.append('"');
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != 0x7f && b != '"' && b != '\\';
    }

    /// Appends the character at `at`, which needs a closer look, and returns its number of bytes.
    private static int appendCharacter(ByteSink out, byte[] text, int at, int end) {
        int first = text[at] & 0xff;
        if (first < 0x80) {
            appendEscape(out, first);
            return 1;
        }
        int bytes = utf8Length(text, at, end);
        if (bytes == 0) {
            appendByte(out, first);
            return 1;
        }
        int codePoint = codePoint(text, at, bytes);
        if (isPrintable(codePoint)) {
            out.append(text, at, bytes);
        } else if (codePoint < 0x10000) {
            out.appendAscii("\\u");
            appendHex(out, codePoint, 4);
        } else {
            out.appendAscii("\\U");
            appendHex(out, codePoint, 8);
        }
        return bytes;
    }

    private static void appendEscape(ByteSink out, int ascii) {
        switch (ascii) {
            case '"' -> out.appendAscii("\\\"");
            case '\\' -> out.appendAscii("\\\\");
            case 0x07 -> out.appendAscii("\\a");
            case '\b' -> out.appendAscii("\\b");
            case '\f' -> out.appendAscii("\\f");
            case '\n' -> out.appendAscii("\\n");
            case '\r' -> out.appendAscii("\\r");
            case '\t' -> out.appendAscii("\\t");
            case 0x0b -> out.appendAscii("\\v");
            default -> appendByte(out, ascii);
        }
    }

    private static void appendByte(ByteSink out, int b) {
        out.appendAscii("\\x");
        appendHex(out, b, 2);
    }

    private static void appendHex(ByteSink out, int value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(HEX[(value >>> shift) & 0xf]);
        }
    }

    /// Number of bytes of the well-formed UTF-8 character at `at`, 0 when there is none.
    private static int utf8Length(byte[] text, int at, int end) {
        int first = text[at] & 0xff;
        int length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
        if (length == 0 || end - at < length) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((text[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        // Overlong forms, surrogates, and what lies beyond the last code point.
        int second = text[at + 1] & 0xff;
        boolean illFormed = (first == 0xe0 && second < 0xa0)
                || (first == 0xed && second >= 0xa0)
                || (first == 0xf0 && second < 0x90)
                || (first == 0xf4 && second >= 0x90);
        return illFormed ? 0 : length;
    }

    private static int codePoint(byte[] text, int at, int bytes) {
        int codePoint = text[at] & (0x7f >> bytes);
        for (int i = 1; i < bytes; i++) {
            codePoint = codePoint << 6 | (text[at + i] & 0x3f);
        }
        return codePoint;
    }

    /// Letters, marks, numbers, punctuation and symbols print.
    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.UNASSIGNED,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
