package dev.headroom.tsdb.selector;

import dev.headroom.tsdb.internal.Shown;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// String literals of PromQL: Go's escapes, between `"`, `'` or backticks.
final class Quoted {
    private Quoted() {}

    /// The bytes as a literal between double quotes. Whatever a terminal might act on, and what is no well-formed
    /// UTF-8, is an escape; U+FFFD is too, because PromQL takes the character itself for a broken one.
    static String of(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length + 2).append('"');
        for (int i = 0; i < bytes.length; ) {
            int width = Utf8.width(bytes, i, bytes.length);
            if (width == 0) {
                hex(out.append("\\x"), bytes[i] & 0xFF, 2);
                i++;
                continue;
            }
            int c = new String(bytes, i, width, StandardCharsets.UTF_8).codePointAt(0);
            i += width;
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case 11 -> out.append("\\v");
                default -> {
                    if (c == ' ' || (Shown.isVisible(c) && c != 0xFFFD)) {
                        out.appendCodePoint(c);
                    } else if (c < 0x80) {
                        hex(out.append("\\x"), c, 2);
                    } else if (c < 0x10000) {
                        hex(out.append("\\u"), c, 4);
                    } else {
                        hex(out.append("\\U"), c, 8);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static void hex(StringBuilder out, int value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(Character.forDigit(value >> shift & 0xF, 16));
        }
    }

    /// Takes apart the literal that begins at `start`, a quote.
    ///
    /// @param text code points
    static Literal parse(int[] text, int start) {
        int quote = text[start];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int pos = start + 1;
        while (true) {
            if (pos >= text.length || (text[pos] == '\n' && quote != '`')) {
                throw new SelectorException(start + 1, "this quoted string has no end");
            }
            int c = text[pos];
            if (c == quote) {
                return new Literal(out.toByteArray(), pos + 1);
            }
            if (c == 0xFFFD || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
                throw new SelectorException(pos + 1, "not valid UTF-8 (write U+FFFD itself as \\ufffd)");
            }
            if (c == '\\' && quote != '`') {
                pos = escape(text, pos, quote, out);
            } else {
                write(c, out);
                pos++;
            }
        }
    }

    /// Reads the escape at `at` and returns where the text goes on.
    private static int escape(int[] text, int at, int quote, ByteArrayOutputStream out) {
        int c = at + 1 < text.length ? text[at + 1] : -1;
        int simple = switch (c) {
            case 'a' -> 7;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'v' -> 11;
            case '\\' -> '\\';
            default -> c == quote ? quote : -1;
        };
        if (simple >= 0) {
            out.write(simple);
            return at + 2;
        }
        return switch (c) {
            case 'x' -> number(text, at, at + 2, 2, 16, out);
            case 'u' -> number(text, at, at + 2, 4, 16, out);
            case 'U' -> number(text, at, at + 2, 8, 16, out);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> number(text, at, at + 1, 3, 8, out);
            case -1 -> throw new SelectorException(at + 1, "the string ends in the middle of an escape");
            default ->
                throw new SelectorException(
                        at + 1,
                        "unknown escape sequence \\" + Shown.character(c) + "; a backslash itself is written \\\\");
        };
    }

    private static int number(int[] text, int at, int from, int digits, int radix, ByteArrayOutputStream out) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = i < text.length && text[i] < 0x80 ? Character.digit(text[i], radix) : -1;
            if (digit < 0) {
                throw new SelectorException(
                        at + 1, "this escape sequence needs " + digits + (radix == 8 ? " octal" : " hex") + " digits");
            }
            value = value * radix + digit;
        }
        // Two hex or three octal digits are one byte, whether or not it makes sense as UTF-8.
        boolean isByte = digits < 4;
        boolean exists = isByte
                ? value <= 0xFF
                : Character.isValidCodePoint((int) Math.min(value, Integer.MAX_VALUE))
                        && (value < Character.MIN_SURROGATE || value > Character.MAX_SURROGATE);
        if (!exists) {
            throw new SelectorException(
                    at + 1, "this escape sequence names no " + (isByte ? "byte" : "Unicode character"));
        }
        if (isByte) {
            out.write((int) value);
        } else {
            write((int) value, out);
        }
        return from + digits;
    }

    private static void write(int c, ByteArrayOutputStream out) {
        if (c < 0x80) {
            out.write(c);
        } else {
            out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        }
    }

    /// What a literal says, and where the text goes on behind it.
    static final class Literal {
        private final byte[] bytes;
        private final int end;

        Literal(byte[] bytes, int end) {
            this.bytes = bytes;
            this.end = end;
        }

        byte[] bytes() {
            return bytes;
        }

        int end() {
            return end;
        }
    }
}
