package dev.headroom.tsdb.selector;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// One condition of a selector: a label's name, an operator, and what the label's value is held against.
///
/// A label that a series does not have counts as the empty value, as it does in Prometheus. Values are compared as
/// the bytes they are in an index; a matcher is immutable and may be shared between threads.
public final class Matcher {
    /// The four operators.
    public enum Type {
        EQ("="),
        NEQ("!="),
        RE("=~"),
        NRE("!~");

        private final String sign;

        Type(String sign) {
            this.sign = sign;
        }

        /// The operator as it is written.
        public String sign() {
            return sign;
        }

        /// Whether the value is a regular expression.
        public boolean isRegex() {
            return this == RE || this == NRE;
        }

        /// Whether the matcher is true of the values that are *not* as written.
        public boolean isNegative() {
            return this == NEQ || this == NRE;
        }
    }

    private final byte[] name;
    private final Type type;
    private final byte[] value;
    private final ValueRegex regex;

    /// @throws IllegalArgumentException when a regular expression is wrong, with the reason
    Matcher(byte[] name, Type type, byte[] value) {
        this.name = name;
        this.type = type;
        this.value = value;
        this.regex = type.isRegex() ? ValueRegex.of(value) : null;
    }

    /// A matcher that was not parsed but put together.
    ///
    /// @throws IllegalArgumentException when a regular expression is wrong, with the reason
    public static Matcher of(String name, Type type, String value) {
        return new Matcher(name.getBytes(StandardCharsets.UTF_8), type, value.getBytes(StandardCharsets.UTF_8));
    }

    /// A matcher of bytes that need not be UTF-8.
    public static Matcher of(byte[] name, Type type, byte[] value) {
        return new Matcher(name.clone(), type, value.clone());
    }

    /// The label's name.
    public String name() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /// The label's name in UTF-8.
    public byte[] nameUtf8() {
        return name.clone();
    }

    public Type type() {
        return type;
    }

    /// The value or regular expression as it was written, unquoted.
    public String value() {
        return new String(value, StandardCharsets.UTF_8);
    }

    /// The bytes of the value or regular expression.
    public byte[] valueUtf8() {
        return value.clone();
    }

    /// Whether a series whose label has this value is one of those selected.
    public boolean matches(byte[] utf8, int off, int len) {
        boolean same = regex != null
                ? regex.matches(utf8, off, len)
                : value.length == len && Arrays.equals(value, 0, len, utf8, off, off + len);
        return same != type.isNegative();
    }

    /// Whether a series whose label has this value is one of those selected.
    public boolean matches(byte[] utf8) {
        return matches(utf8, 0, utf8.length);
    }

    /// Whether a series whose label has this value is one of those selected.
    public boolean matches(String label) {
        return matches(label.getBytes(StandardCharsets.UTF_8));
    }

    /// Whether a series without the label is one of those selected.
    public boolean matchesEmpty() {
        return matches(value, 0, 0);
    }

    /// Whether no value fails, so that the matcher need not be asked: `=~".*"`.
    public boolean matchesEverything() {
        return type == Type.RE && regex.matchesEverything();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matcher matcher
                && type == matcher.type
                && Arrays.equals(name, matcher.name)
                && Arrays.equals(value, matcher.value);
    }

    @Override
    public int hashCode() {
        return (Arrays.hashCode(name) * 31 + type.hashCode()) * 31 + Arrays.hashCode(value);
    }

    /// The matcher in a selector's syntax.
    @Override
    public String toString() {
        return (isPlainName() ? name() : Quoted.of(name)) + type.sign() + Quoted.of(value);
    }

    /// Whether the name can stand before an operator without quotes.
    private boolean isPlainName() {
        for (int i = 0; i < name.length; i++) {
            byte c = name[i];
            boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return name.length > 0;
    }
}
