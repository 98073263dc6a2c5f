package dev.headroom.cli.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoQuoteTest {
    @Test
    void printableTextStays() {
        assertThat(quote("plain {}[]'` välue 日本 🚀 e\u0301 \ufffd"))
                .isEqualTo("\"plain {}[]'` välue 日本 🚀 e\u0301 \ufffd\"");
        assertThat(quote("")).isEqualTo("\"\"");
    }

    @Test
    void asciiThatDoesNotPrintIsEscaped() {
        assertThat(quote("a\"b\\c\nd\re\tf\u0007\b\f\u000b\u0000\u001f\u007f"))
                .isEqualTo("\"a\\\"b\\\\c\\nd\\re\\tf\\a\\b\\f\\v\\x00\\x1f\\x7f\"");
    }

    @Test
    void otherCharactersThatDoNotPrintAreEscaped() {
        // No-break space, soft hyphen, line separator, byte order mark, private use, not assigned.
        assertThat(quote("\u00a0\u00ad\u2028\ufeff\ue000\u0378"))
                .isEqualTo("\"\\u00a0\\u00ad\\u2028\\ufeff\\ue000\\u0378\"");
        assertThat(quote(Character.toString(0x10ffff) + Character.toString(0xe0001)))
                .isEqualTo("\"\\U0010ffff\\U000e0001\"");
    }

    @ParameterizedTest
    @CsvSource({
        // A byte that never stands in UTF-8, a continuation alone, a character cut off.
        "61ff62, a\\xffb",
        "80, \\x80",
        "c3, \\xc3",
        "e282, \\xe2\\x82",
        "e28261, \\xe2\\x82a",
        "f09f9a, \\xf0\\x9f\\x9a",
        // Overlong forms, a surrogate, beyond the last code point.
        "c080, \\xc0\\x80",
        "e08080, \\xe0\\x80\\x80",
        "f0808080, \\xf0\\x80\\x80\\x80",
        "eda080, \\xed\\xa0\\x80",
        "f4908080, \\xf4\\x90\\x80\\x80",
        "f5808080, \\xf5\\x80\\x80\\x80"
    })
    void bytesThatAreNoUtf8AreEscapedOneByOne(String hex, String escaped) {
        assertThat(quote(HexFormat.of().parseHex(hex))).isEqualTo("\"" + escaped + "\"");
    }

    @Property
    void whateverStandsThereComesOutAsPrintableText(@ForAll byte[] bytes) {
        String quoted = quote(bytes);

        assertThat(quoted).startsWith("\"").endsWith("\"").doesNotContain("\n", "\u001b");
        assertThat(unquote(quoted)).isEqualTo(bytes);
    }

    private static byte[] unquote(String quoted) {
        ByteSink bytes = ByteSink.inMemory();
        for (int i = 1; i < quoted.length() - 1; ) {
            int codePoint = quoted.codePointAt(i);
            i += Character.charCount(codePoint);
            int digits = 0;
            if (codePoint == '\\') {
                codePoint = quoted.charAt(i++);
                digits = codePoint == 'x' ? 2 : codePoint == 'u' ? 4 : codePoint == 'U' ? 8 : 0;
                int simple = "abfnrtv".indexOf(codePoint);
                codePoint = simple >= 0 ? "\u0007\b\f\n\r\t\u000b".charAt(simple) : codePoint;
            }
            if (digits > 0) {
                codePoint = Integer.parseInt(quoted, i, i + digits, 16);
                i += digits;
            }
            if (digits == 2) {
                bytes.append(codePoint);
            } else {
                bytes.append(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static String quote(String text) {
        return quote(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String quote(byte[] bytes) {
        ByteSink sink = ByteSink.inMemory();
        GoQuote.append(sink, bytes);
        return new String(sink.toByteArray(), StandardCharsets.UTF_8);
    }
}
