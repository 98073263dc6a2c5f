package dev.headroom.write.relabel;

import dev.headroom.tsdb.selector.Matcher;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A label: a name and its value, bytes that need not be UTF-8.
public final class Label {
    private final byte[] name;
    private final byte[] value;

    Label(byte[] name, byte[] value) {
        this.name = name;
        this.value = value;
    }

    byte[] name() {
        return name;
    }

    byte[] value() {
        return value;
    }

    boolean isNamed(byte[] other) {
        return Arrays.equals(name, other);
    }

    /// The name as text; malformed UTF-8 becomes U+FFFD.
    public String nameText() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /// The value as text; malformed UTF-8 becomes U+FFFD.
    public String valueText() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Label label && isNamed(label.name) && Arrays.equals(value, label.value);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(name) + Arrays.hashCode(value);
    }

    /// `name="value"` in a selector's syntax, whatever bytes it is made of.
    @Override
    public String toString() {
        return Matcher.of(name, Matcher.Type.EQ, value).toString();
    }
}
