package dev.headroom.write.relabel;

import dev.headroom.tsdb.selector.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/// Upper and lower case as Go's `strings.ToUpper` and `strings.ToLower` have it: character by character, whatever
/// the language. Where there is anything beyond ASCII, bytes that belong to no character become U+FFFD.
///
/// Letters that are younger than the Unicode of Prometheus's Go are the only ones on which the two may differ.
final class LetterCase {
    private LetterCase() {}

    static byte[] lower(byte[] value) {
        return map(value, Character::toLowerCase);
    }

    static byte[] upper(byte[] value) {
        return map(value, Character::toUpperCase);
    }

    private static byte[] map(byte[] value, IntUnaryOperator mapping) {
        byte[] valid = Utf8.isValid(value, 0, value.length) ? value : Utf8.repaired(value, 0, value.length);
        StringBuilder mapped = new StringBuilder(valid.length);
        new String(valid, StandardCharsets.UTF_8).codePoints().map(mapping).forEach(mapped::appendCodePoint);
        return mapped.toString().getBytes(StandardCharsets.UTF_8);
    }
}
