package dev.headroom.tsdb.selector;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A regular expression over label values as Prometheus has it: RE2's syntax, the whole value, `.` takes newlines
/// too.
///
/// Expressions whose text alone says what they mean need no engine: `node|api|db` is a set of values, and plain
/// text with `.*` or `.+` before or after it is looked for as bytes. re2j does everything else. As Go reads it, a
/// byte that belongs to no character is one character, U+FFFD.
///
/// Three expressions are known that re2j and Prometheus, with Go's `regexp`, are not of one mind about:
///
/// - A brace that is text and is repeated, as in `{*` or `x{,2}*`, is refused; `\{*` is not.
/// - A name that two groups share, as in `(?P<n>a)(?P<n>b)`, is refused.
/// - A backslash before a character beyond ASCII, as in `\é`, is taken for that character; Prometheus refuses it.
///
/// Beyond these, [RegexLimits] draws the bound on an expression's size tighter than Prometheus does.
abstract sealed class ValueRegex {
    private static final String META = "\\.+*?()|[]{}^$";

    /// @throws IllegalArgumentException with the reason, when this is no expression
    static ValueRegex of(byte[] regex) {
        List<byte[]> literals = literals(regex);
        if (literals != null) {
            return new Texts(literals);
        }
        String text = decode(regex);
        ValueRegex around = Around.of(regex);
        return around != null ? around : new Re2(text);
    }

    abstract boolean matches(byte[] bytes, int off, int len);

    boolean matchesEverything() {
        return false;
    }

    /// The branches of an expression such as `node|api|db`, or `null` when it is more than that.
    private static List<byte[]> literals(byte[] regex) {
        List<byte[]> literals = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < regex.length; i++) {
            if (regex[i] == '|') {
                literals.add(Arrays.copyOfRange(regex, start, i));
                start = i + 1;
            } else if (isMeta(regex[i])) {
                return null;
            }
        }
        literals.add(Arrays.copyOfRange(regex, start, regex.length));
        return literals;
    }

    private static boolean isMeta(byte b) {
        return META.indexOf(b) >= 0;
    }

    private static String decode(byte[] regex) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(regex))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("invalid UTF-8", e);
        }
    }

    private static final class Texts extends ValueRegex {
        private final ByteStrings texts;

        Texts(List<byte[]> texts) {
            this.texts = new ByteStrings(texts);
        }

        @Override
        boolean matches(byte[] bytes, int off, int len) {
            return texts.contains(bytes, off, len);
        }
    }

    /// Plain text, perhaps none, with `.*` or `.+` before it, after it, or both.
    private static final class Around extends ValueRegex {
        private static final int NONE = -1;

        private final byte[] text;

        /// The fewest bytes that `.*` or `.+` stands for, [#NONE] when neither is there.
        private final int before;

        private final int after;

        private Around(byte[] text, int before, int after) {
            this.text = text;
            this.before = before;
            this.after = after;
        }

        /// `null` when the expression is something else.
        static Around of(byte[] regex) {
            int before = wildcard(regex, 0, regex.length);
            int start = before == NONE ? 0 : 2;
            int after = wildcard(regex, Math.max(start, regex.length - 2), regex.length);
            int end = after == NONE ? regex.length : regex.length - 2;
            for (int i = start; i < end; i++) {
                if (isMeta(regex[i])) {
                    return null;
                }
            }
            if (start == end && before == 1 && after == 1) {
                // Two characters are told from one of two bytes by decoding only.
                return null;
            }
            return new Around(Arrays.copyOfRange(regex, start, end), before, after);
        }

        private static int wildcard(byte[] regex, int at, int end) {
            if (end - at < 2 || regex[at] != '.') {
                return NONE;
            }
            return switch (regex[at + 1]) {
                case '*' -> 0;
                case '+' -> 1;
                default -> NONE;
            };
        }

        @Override
        boolean matches(byte[] bytes, int off, int len) {
            int first = off + Math.max(before, 0);
            int last = off + len - Math.max(after, 0) - text.length;
            if (before == NONE) {
                last = Math.min(first, last);
            } else if (after == NONE) {
                first = Math.max(first, last);
            }
            // A character's bytes are never found in the middle of another, nor of bytes that are no character.
            for (int i = first; i <= last; i++) {
                if (Arrays.equals(text, 0, text.length, bytes, i, i + text.length)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        boolean matchesEverything() {
            return text.length == 0 && before <= 0 && after <= 0;
        }
    }

    private static final class Re2 extends ValueRegex {
        private static final String DOT_ALL = "(?s)";

        private final Pattern pattern;

        Re2(String regex) {
            RegexLimits.check(regex);
            try {
                pattern = Pattern.compile(DOT_ALL + regex);
            } catch (PatternSyntaxException e) {
                String place = e.getPattern();
                place = place.startsWith(DOT_ALL) ? place.substring(DOT_ALL.length()) : place;
                throw new IllegalArgumentException(e.getDescription() + (place.isEmpty() ? "" : ": " + place), e);
            }
        }

        @Override
        boolean matches(byte[] bytes, int off, int len) {
            if (Utf8.isAscii(bytes, off, len)) {
                byte[] whole = off == 0 && len == bytes.length ? bytes : Arrays.copyOfRange(bytes, off, off + len);
                return pattern.matches(whole);
            }
            // re2j loses its way in bytes that are not ASCII: "^" matches after one, a cut character ends the text.
            byte[] valid = Utf8.isValid(bytes, off, len)
                    ? Arrays.copyOfRange(bytes, off, off + len)
                    : Utf8.repaired(bytes, off, len);
            return pattern.matches(new String(valid, StandardCharsets.UTF_8));
        }
    }
}
