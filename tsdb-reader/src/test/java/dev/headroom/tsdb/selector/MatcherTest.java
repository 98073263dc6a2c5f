package dev.headroom.tsdb.selector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "NULL",
            delimiter = ' ',
            value = {
                "foo foo true",
                "foo fo false",
                "foo foobar false",
                "foo xfoo false",
                "foo.* foobar true",
                "foo.+ foo false",
                ".*foo xfoo true",
                ".*foo foox false",
                ".*foo.* xfoox true",
                ".*foo.*bar.* a-foo-bar-b true",
                ".*foo.*bar.* a-bar-foo-b false",
                "foo|bar bar true",
                "foo|bar foobar false",
                "(foo|bar).* barx true",
                "^foo$ foo true",
                "a^b ab false",
                "(^foo|bar$) foo true",
                "f(o|ü)+ foüo true",
                "f.o füo true",
                "f..o füo false",
                "[à-ü]+ éè true",
                "[^a]+ é😀 true",
                "(?i)FOO fOo true",
                "(?i:k)x \u212Ax true",
                "(?i)ü Ü true",
                "\\d{3} 123 true",
                "\\d{3} 1234 false",
                "a{2,3} aaa true",
                "a{2,} aaaaaa true",
                "a{,2} a{,2} true",
                "\\{* {{{ true",
                "x{,2\\}* x{,2}}} true",
                "a{01} a{01} true",
                "\\x41\\x{1F600} A😀 true",
                "\\Qa.b*\\E+ a.b** true",
                "(\\x{2010}){2} \u2010\u2010 true",
                "[]a]+ a] true",
                "[a-] - true",
                "[[:alpha:]]+ abc true",
                "[[:^alpha:]]+ abc false",
                "\\pL+ éa true",
                "\\p{Greek}+ αβ true",
                "\\w+\\b.* foo-bar true",
                "(?P<x>a)(?<y>b)(?P<z>c) abc true",
                "a*?b aab true",
                "(?U)a* aaa true",
                "(a|b*)* abba true",
                "()|a a true",
                "x{0} x false",
                "[^\\x00-\\x{10FFFF}] a false",
            })
    void regexesMatchTheWholeValue(String regex, String value, boolean expected) {
        assertThat(Matcher.of("a", Matcher.Type.RE, regex).matches(value)).isEqualTo(expected);
        assertThat(Matcher.of("a", Matcher.Type.NRE, regex).matches(value)).isEqualTo(!expected);
    }

    @Test
    void theDotTakesNewlinesUnlessToldOtherwise() {
        assertThat(Matcher.of("a", Matcher.Type.RE, "a.b").matches("a\nb")).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "a.*").matches("a\nb")).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "(?-s)a.*").matches("a\nb")).isFalse();
        assertThat(Matcher.of("a", Matcher.Type.RE, "(?-s:a.)(?s:.)b").matches("ax\nb"))
                .isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "(?m)a$.^b").matches("a\nb"))
                .isTrue();
    }

    @Test
    void aSliceOfALargerArrayIsAllThatIsLookedAt() {
        byte[] bytes = "xxfooyy".getBytes(UTF_8);
        for (Matcher matcher : List.of(
                Matcher.of("a", Matcher.Type.EQ, "foo"),
                Matcher.of("a", Matcher.Type.RE, "foo"),
                Matcher.of("a", Matcher.Type.RE, "foo|bar"),
                Matcher.of("a", Matcher.Type.RE, "f.+"),
                Matcher.of("a", Matcher.Type.RE, "^\\bf.+\\b$"))) {
            assertThat(matcher.matches(bytes, 2, 3)).as("%s", matcher).isTrue();
            assertThat(matcher.matches(bytes, 2, 4))
                    .as("%s", matcher)
                    .isEqualTo(matcher.value().equals("f.+") || matcher.value().contains("\\b"));
            assertThat(matcher.matches(bytes, 0, 5)).as("%s", matcher).isFalse();
        }
    }

    /// Go reads each byte that belongs to no character as one character.
    @ParameterizedTest
    @ValueSource(strings = {".*", ".+", "a.b", "a.*b", "a[^x]b", "a\\b.b", "(?s:a.{1})b"})
    void aByteOutsideUtf8IsOneCharacter(String regex) {
        Matcher matcher = Matcher.of("a", Matcher.Type.RE, regex);
        assertThat(matcher.matches(new byte[] {'a', (byte) 0xFF, 'b'})).isTrue();
        assertThat(matcher.matches(new byte[] {'a', (byte) 0xC3, 'b'})).isTrue();
    }

    @Test
    void aTruncatedCharacterDoesNotEndTheValue() {
        for (String regex : List.of("abc", "ab[c]", "ab.{1}", "ab\\w\\b")) {
            assertThat(Matcher.of("a", Matcher.Type.RE, regex)
                            .matches(new byte[] {'a', 'b', 'c', (byte) 0xE2, (byte) 0x82}))
                    .as(regex)
                    .isFalse();
        }
        byte[] cut = {'a', (byte) 0xE2, (byte) 0x82};
        assertThat(Matcher.of("a", Matcher.Type.RE, "a..").matches(cut)).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "a.").matches(cut)).isFalse();
        assertThat(Matcher.of("a", Matcher.Type.RE, "a\\b..").matches(cut)).isTrue();
    }

    @Test
    void anAbsentLabelIsTheEmptyValue() {
        assertThat(Matcher.of("a", Matcher.Type.EQ, "").matchesEmpty()).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.EQ, "b").matchesEmpty()).isFalse();
        assertThat(Matcher.of("a", Matcher.Type.NEQ, "b").matchesEmpty()).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "").matchesEmpty()).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "b|").matchesEmpty()).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "b?c*").matchesEmpty()).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "$^").matchesEmpty()).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "\\B").matchesEmpty()).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.NRE, ".+").matchesEmpty()).isTrue();
        assertThat(Matcher.of("a", Matcher.Type.NRE, ".*").matchesEmpty()).isFalse();
    }

    @Test
    void anAlternationOfTextsMatchesEachOfThem() {
        List<String> many = IntStream.range(0, 1000).mapToObj(i -> "v" + i).toList();
        Matcher matcher = Matcher.of("a", Matcher.Type.RE, String.join("|", many));
        assertThat(many).allMatch(matcher::matches);
        assertThat(List.of("", "v", "v1000", "v1|v2", "V1")).noneMatch(matcher::matches);
        Matcher twice = Matcher.of("a", Matcher.Type.RE, "é|b|é|");
        assertThat(List.of("é", "b", "")).allMatch(twice::matches);
        assertThat(List.of("e", "éb", "|")).noneMatch(twice::matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "a)",
                "(a",
                "[a",
                "[z-a]",
                "*a",
                "a**",
                "a{2}{3}",
                "a{1001}",
                "a{2,1}",
                "\\",
                "\\C",
                "\\Z",
                "\\8",
                "\\1",
                "(?=a)",
                "(?!a)",
                "(?<a",
                "(?P<é>x)",
                "(?z)",
                "(?i",
                "[[:foo:]]",
                "\\p{Foo}",
                "\\x{110000}",
                "\\xg",
                "((a{100}){100})",
                "((a{1000}){1000}){1000}",
                "(?-)a",
                "a|*"
            })
    void whatIsNoExpressionIsRefused(String regex) {
        assertThatThrownBy(() -> Matcher.of("a", Matcher.Type.RE, regex)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Timeout(20)
    void expressionsMadeToHurtAreRefusedOrSimplyWork() {
        assertThatThrownBy(() -> Matcher.of("a", Matcher.Type.RE, "(".repeat(5000) + ")".repeat(5000)))
                .hasMessageContaining("nests too deeply");
        assertThatThrownBy(() -> Matcher.of("a", Matcher.Type.RE, "(".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Matcher.of("a", Matcher.Type.RE, "a{1000}".repeat(1000)))
                .hasMessageContaining("too large");
        for (String nest : List.of(
                "((a{1000}){1000}){1000}",
                "((a{100})\\Q\\E{100})\\Q\\E{100}",
                "((a{100})(?i){100})(?-i){100}",
                "(([]{]{100}){100}){100}",
                "(([^]{]{100}){100}){100}",
                "(([[:alpha:](]{100}){100}){100}",
                "((\\({100}){100}){100}",
                "((\\Q)\\E{100}){100}){100}",
                "((\\x{1234}{100}){100}){100}",
                "((\\w{100}){100}){100}",
                "(([\\]]{100}){100}){100}",
                "((a{,100,}{100}){100}){100}",
                "((a{2,100}){2,100}){2,100}",
                "((a{100,}){100,}){100,}")) {
            assertThatThrownBy(() -> Matcher.of("a", Matcher.Type.RE, nest))
                    .as(nest)
                    .hasMessageContaining("multiply to more than 1000");
        }
        assertThat(Matcher.of("a", Matcher.Type.RE, "((a{10}){10}){10}").matches("a".repeat(1000)))
                .isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "(a{1000}|b{1000})[{]{5}").matches("b".repeat(1000) + "{{{{{"))
                .isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "(".repeat(900) + "\\ba" + ")".repeat(900))
                        .matches("a"))
                .isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "(".repeat(900) + "a+" + ")+".repeat(900))
                        .matches("aaa"))
                .isTrue();
        Matcher wide = Matcher.of("a", Matcher.Type.RE, ".*[ab].{30}");
        assertThat(wide.matches("xa" + "x".repeat(30))).isTrue();
        assertThat(wide.matches("xa" + "x".repeat(31))).isFalse();
        assertThat(Matcher.of("a", Matcher.Type.RE, "(a*)*".repeat(30) + "b").matches("a".repeat(10_000)))
                .isFalse();
        assertThat(Matcher.of("a", Matcher.Type.RE, "(x+x+)+y").matches("x".repeat(100_000)))
                .isFalse();
        assertThat(Matcher.of("a", Matcher.Type.RE, ".{1000}").matches("é".repeat(1000)))
                .isTrue();
        assertThat(Matcher.of("a", Matcher.Type.RE, "\\pL{1000}").matches("é".repeat(999)))
                .isFalse();
        String words =
                IntStream.range(0, 5000).mapToObj(i -> "word" + i * 7919L).collect(Collectors.joining("|"));
        assertThat(Matcher.of("a", Matcher.Type.RE, "(" + words + ").*").matches("word7919x"))
                .isTrue();
    }

    /// Whatever does the matching, it finds what re2j finds, which sees the same text as UTF-16.
    @Test
    void twoWildcardsInARowWantTwoCharactersNotTwoBytes() {
        Matcher matcher = Matcher.of("a", Matcher.Type.RE, ".+.+");

        assertThat(matcher.matches("é")).isFalse();
        assertThat(matcher.matches("éé")).isTrue();
    }

    @Property(tries = 5000)
    void matchesAgreeWithRe2j(@ForAll("expressions") String regex, @ForAll("values") String value) {
        Pattern oracle;
        try {
            oracle = Pattern.compile(regex, Pattern.DOTALL);
        } catch (com.google.re2j.PatternSyntaxException e) {
            assertThatThrownBy(() -> Matcher.of("a", Matcher.Type.RE, regex))
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }
        Matcher matcher = Matcher.of("a", Matcher.Type.RE, regex);
        assertThat(matcher.matches(value)).as("%s on %s", regex, value).isEqualTo(oracle.matches(value));
    }

    /// Text between wildcards is looked for without an engine; in parentheses it is no such text.
    @Property(tries = 5000)
    void textBetweenWildcardsMatchesAsTheEngineDoes(
            @ForAll("wildcards") String before,
            @ForAll("plainTexts") String text,
            @ForAll("wildcards") String after,
            @ForAll("bytes") byte[] value) {
        String regex = before + text + after;
        Matcher matcher = Matcher.of("a", Matcher.Type.RE, regex);
        Matcher engine = Matcher.of("a", Matcher.Type.RE, "(?:" + regex + ")");
        assertThat(matcher.matches(value))
                .as("%s on %s", regex, HexFormat.of().formatHex(value))
                .isEqualTo(engine.matches(value));
        assertThat(matcher.matchesEverything()).isEqualTo(regex.equals(".*") || regex.equals(".*.*"));
    }

    @Provide
    Arbitrary<String> wildcards() {
        return Arbitraries.of("", ".*", ".+");
    }

    @Provide
    Arbitrary<String> plainTexts() {
        return Arbitraries.of("", "a", "é", "ab", "aa", "\n", "a\n", "éa");
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        // The two bytes of é, also alone, where they are no characters.
        return Arbitraries.of((byte) 'a', (byte) 'b', (byte) '\n', (byte) 0xC3, (byte) 0xA9, (byte) 0xFF)
                .array(byte[].class)
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<String> expressions() {
        return Arbitraries.of(
                        "a",
                        "b",
                        "k",
                        "é",
                        "😀",
                        ".",
                        ".*",
                        ".+",
                        "a",
                        "b",
                        "|",
                        "(",
                        ")",
                        "(?:",
                        "(?i:",
                        "(?s:",
                        "(?-s:",
                        "[ab]",
                        "[^a]",
                        "[a-é]",
                        "[^é]",
                        "[[:alpha:]b]",
                        "[\\d\\n]",
                        "*",
                        "+",
                        "?",
                        "*?",
                        "{2}",
                        "{1,2}",
                        "{0,1}",
                        "{2,}",
                        "{0}",
                        "^",
                        "$",
                        "\\A",
                        "\\z",
                        "\\b",
                        "\\d",
                        "\\W",
                        "\\n",
                        "\\x61",
                        "\\Qa.\\E",
                        "(?i)",
                        "}",
                        "]",
                        "\\.",
                        "\\pL")
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of("a", "b", "A", "é", "É", "😀", "\n", "1", ".", "k", "\u212A", "{", "}", "]")
                .list()
                .ofMaxSize(5)
                .map(parts -> String.join("", parts));
    }
}
