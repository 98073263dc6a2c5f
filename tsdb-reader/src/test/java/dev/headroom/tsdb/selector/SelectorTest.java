package dev.headroom.tsdb.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
    @Test
    void namesBeforeTheBracesBecomeTheFirstMatcher() {
        assertThat(Selector.parse("up").matchers()).containsExactly(matcher("__name__", Matcher.Type.EQ, "up"));
        assertThat(Selector.parse("job:up:rate5m{a=\"b\", c!~\"d.*\"}").matchers())
                .containsExactly(
                        matcher("__name__", Matcher.Type.EQ, "job:up:rate5m"),
                        matcher("a", Matcher.Type.EQ, "b"),
                        matcher("c", Matcher.Type.NRE, "d.*"));
    }

    @Test
    void fourOperatorsAndATrailingComma() {
        assertThat(Selector.parse("{a='1',b!='2',c=~'3',d!~'4',}").matchers())
                .containsExactly(
                        matcher("a", Matcher.Type.EQ, "1"),
                        matcher("b", Matcher.Type.NEQ, "2"),
                        matcher("c", Matcher.Type.RE, "3"),
                        matcher("d", Matcher.Type.NRE, "4"));
    }

    @Test
    void quotedNamesMayHoldAnything() {
        assertThat(Selector.parse("{\"my.metric\", 'größe' = `x`, \"a b\"!=\"c\"}")
                        .matchers())
                .containsExactly(
                        matcher("__name__", Matcher.Type.EQ, "my.metric"),
                        matcher("größe", Matcher.Type.EQ, "x"),
                        matcher("a b", Matcher.Type.NEQ, "c"));
    }

    @Test
    void blanksAndCommentsStandBetweenAllParts() {
        String text = " # all\r\n up # of\n { # these\n\ta # label\n =~ # like\n \"b\" , # end\n } # done";
        assertThat(Selector.parse(text)).isEqualTo(Selector.parse("up{a=~\"b\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum",
                "by",
                "offset",
                "and",
                "or",
                "unless",
                "start",
                "end",
                "step",
                "without",
                "count_values",
                "group",
                "SUM",
                "limitk",
                "fill",
                ":",
                "_",
                "a:b",
                "by{on=\"x\",nan=\"y\",bool=\"z\"}"
            })
    void mostWordsOfPromqlCanBeMetricNames(String text) {
        assertThat(Selector.parse(text).matchers()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nan", "NaN", "inf", "Inf", "bool", "on", "ignoring", "group_left", "GROUP_RIGHT", "atan2"})
    void someWordsOfPromqlCannot(String text) {
        assertThatThrownBy(() -> Selector.parse(text))
                .isInstanceOf(SelectorException.class)
                .hasMessage("bad selector, column 1: \"" + text
                        + "\" is a word of PromQL; as a metric name it is written {\"" + text + "\"}");
        assertThat(Selector.parse("{\"" + text + "\"}").matchers())
                .containsExactly(matcher("__name__", Matcher.Type.EQ, text));
    }

    @Test
    void escapesAreThoseOfGo() {
        assertThat(value("\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\"")).isEqualTo("\u0007\b\f\n\r\t\u000b\\\"");
        assertThat(value("'\\'\"'")).isEqualTo("'\"");
        assertThat(value("`a\\n\"'\nb`")).isEqualTo("a\\n\"'\nb");
        assertThat(value("\"\\101\\x41\\u00e9\\U0001F600\\303\\251\"")).isEqualTo("AAé😀é");
        assertThat(value("\"€😀\"")).isEqualTo("€😀");
    }

    @Test
    void bytesThatAreNoUtf8CanBeMatchedButNotBePartOfAnExpression() {
        Matcher matcher = Selector.parse("{a=\"x\\xff\"}").matchers().getFirst();
        assertThat(matcher.matches(new byte[] {'x', (byte) 0xFF})).isTrue();
        assertThat(matcher.matches("x\ufffd")).isFalse();
        assertThat(matcher).hasToString("a=\"x\\xff\"");
        assertThat(reason("{a=~\"\\xff.*\"}")).isEqualTo("bad regular expression: invalid UTF-8");
    }

    @Test
    void errorsNameTheColumnAndWhatWasExpected() {
        assertError("", 1, "expected a metric name or \"{\", found the end");
        assertError("  ", 3, "expected a metric name or \"{\", found the end");
        assertError("\"up\"", 1, "expected a metric name or \"{\", found \"\"\"");
        assertError("{a=\"b\"", 1, "this \"{\" is never closed");
        assertError(
                "up{a=\"b\"}[5m]",
                10,
                "expected nothing more: a series selector has no range, offset or operator, found \"[\"");
        assertError(
                "up offset 5m",
                4,
                "expected nothing more: a series selector has no range, offset or operator, found \"o\"");
        assertError("{a=b}", 4, "expected a quoted string after \"=\", found \"b\"");
        assertError("{a==\"b\"}", 4, "expected a quoted string after \"=\", found \"=\"");
        assertError("{a}", 3, "expected one of = != =~ !~ after the label's name, found \"}\"");
        assertError("{a<\"b\"}", 3, "expected one of = != =~ !~ after the label's name, found \"<\"");
        assertError("{a=\"b\" c=\"d\"}", 8, "expected \",\" or \"}\", found \"c\"");
        assertError("{,}", 2, "expected a label name, a quoted name or \"}\", found \",\"");
        assertError("{a=\"b\",,}", 8, "expected a label name, a quoted name or \"}\", found \",\"");
        assertError("{a:b=\"c\"}", 3, "expected one of = != =~ !~ after the label's name, found \":\"");
        assertError("{1a=\"c\"}", 2, "expected a label name, a quoted name or \"}\", found \"1\"");
        assertError("{é=\"c\"}", 2, "expected a label name, a quoted name or \"}\", found \"é\"");
        assertError("{\"ß\"=\"c}", 6, "this quoted string has no end");
        assertError("{a=\"b\nc\"}", 4, "this quoted string has no end");
        assertError("{a=\"\\d+\"}", 5, "unknown escape sequence \\d; a backslash itself is written \\\\");
        assertError("{a=\"\\'\"}", 5, "unknown escape sequence \\'; a backslash itself is written \\\\");
        assertError("{a=\"\\xg0\"}", 5, "this escape sequence needs 2 hex digits");
        assertError("{a=\"\\400\"}", 5, "this escape sequence names no byte");
        assertError("{a=\"\\ud800\"}", 5, "this escape sequence names no Unicode character");
        assertError("{a=\"\\U00110000\"}", 5, "this escape sequence names no Unicode character");
        assertError("{a=\"\\", 5, "the string ends in the middle of an escape");
        assertError("{a=\"\ufffd\"}", 5, "not valid UTF-8 (write U+FFFD itself as \\ufffd)");
        assertError("{a=~\"(b\"}", 2, "bad regular expression: missing closing ): (b");
        assertError(
                "up\u001b[31m",
                3,
                "expected nothing more: a series selector has no range, offset or operator, found \"\\u001b\"");
    }

    @Test
    void messagesAreOneHarmlessLine() {
        String hostile = "{a=~\"\u001b]0;x\u0007(\n".replace("\n", "\\n") + "b\".repeat\"}";
        SelectorException e = catchThrowableOfType(SelectorException.class, () -> Selector.parse(hostile));
        assertThat(e.getMessage().chars()).allMatch(c -> c >= ' ');
        String longRegex = "{a=~\"(" + "x".repeat(10_000) + "\"}";
        assertThatThrownBy(() -> Selector.parse(longRegex))
                .satisfies(t -> assertThat(t.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{ }", "{a=\"\"}", "{a=~\".*\"}", "{a!=\"b\"}", "{a!~\"b+\",c=~\"d?\"}", "{\"\"}"})
    void queriesMustNotSelectWhatHasNoLabelAtAll(String text) {
        assertThat(Selector.parse(text)).isNotNull();
        assertThatThrownBy(() -> Selector.parseQuery(text)).hasMessageContaining("must not match the empty value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "up",
                "{a=\"b\"}",
                "{a!=\"\"}",
                "{a=~\".+\"}",
                "{a!~\".*\"}",
                "{__name__=~'(?s:.*)',a=\"b\"}",
                "{\"a\",\"b\"}",
                "{__name__=\"a\",__name__!=\"b\"}"
            })
    void queriesThatSelectSomethingPass(String text) {
        assertThat(Selector.parseQuery(text)).isEqualTo(Selector.parse(text));
    }

    @Test
    void queriesNameTheMetricOnce() {
        for (String text : List.of("a{__name__=\"b\"}", "a{\"b\"}", "a{__name__!=\"b\"}")) {
            assertThat(Selector.parse(text).matchers()).hasSize(2);
            assertThatThrownBy(() -> Selector.parseQuery(text)).hasMessageContaining("the metric name is set twice");
        }
    }

    @Test
    void promtoolsDefaultSelectsEverySeries() {
        Selector selector = Selector.parse("{__name__=~'(?s:.*)'}");
        Matcher matcher = selector.matchers().getFirst();
        assertThat(List.of("", "up", "a\nb", "é")).allMatch(matcher::matches);
    }

    @Test
    void printsInItsOwnSyntax() {
        assertThat(Selector.parse(" up { a = 'b' , } ")).hasToString("up{a=\"b\"}");
        assertThat(Selector.parse("{'up'}")).hasToString("up");
        assertThat(Selector.parse("{a='b','up'}")).hasToString("{a=\"b\",__name__=\"up\"}");
        assertThat(Selector.parse("{'my.metric','a.b'=~'c'}")).hasToString("{__name__=\"my.metric\",\"a.b\"=~\"c\"}");
        assertThat(Selector.parse("{'nan'}")).hasToString("{__name__=\"nan\"}");
        assertThat(Selector.parse("{a=\"\u200b\u001b\u00a0€\"}")).hasToString("{a=\"\\u200b\\x1b\\u00a0€\"}");
    }

    @Property
    void parsingWhatWasPrintedGivesTheSame(@ForAll("selectors") Selector selector) {
        assertThat(Selector.parse(selector.toString())).isEqualTo(selector);
    }

    @Property
    void noTextDoesAnythingButParseOrBeRefused(@ForAll("almostSelectors") String text) {
        try {
            assertThat(Selector.parse(text)).isNotNull();
        } catch (SelectorException e) {
            assertThat(e.column()).isBetween(1, text.length() + 1);
            assertThat(e.getMessage().chars()).allMatch(c -> c >= ' ');
        }
    }

    @Provide
    Arbitrary<Selector> selectors() {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of("__name__", "job", "a.b", "", "nan", "up", "größe", "\"", "0"), Arbitraries.strings());
        Arbitrary<Matcher> equalities = Combinators.combine(
                        names, Arbitraries.of(Matcher.Type.EQ, Matcher.Type.NEQ), Arbitraries.strings())
                .as(Matcher::of);
        Arbitrary<Matcher> expressions = Combinators.combine(
                        names,
                        Arbitraries.of(Matcher.Type.RE, Matcher.Type.NRE),
                        Arbitraries.of("", ".*", "a|b", "\\d+", "[\"'`]", "(?i:x)", "\n"))
                .as(Matcher::of);
        return Arbitraries.oneOf(equalities, expressions).list().ofMaxSize(4).map(Selector::new);
    }

    @Provide
    Arbitrary<String> almostSelectors() {
        return Arbitraries.of(
                        "{", "}", ",", "=", "!", "~", "\"", "'", "`", "\\", "a", "up", "on", ":", "_", "1", " ", "\n",
                        "#", "(", ")", "[", "]", "*", "+", "{2}", "|", "^", "$", ".", "?", "\\x", "é", "\ud800",
                        "\ufffd")
                .list()
                .ofMaxSize(14)
                .map(parts -> String.join("", parts));
    }

    private static Matcher matcher(String name, Matcher.Type type, String value) {
        return Matcher.of(name, type, value);
    }

    private static String value(String literal) {
        return Selector.parse("{a=" + literal + "}").matchers().getFirst().value();
    }

    private static String reason(String text) {
        return catchThrowableOfType(SelectorException.class, () -> Selector.parse(text))
                .reason();
    }

    private static void assertError(String text, int column, String reason) {
        SelectorException e = catchThrowableOfType(SelectorException.class, () -> Selector.parse(text));
        assertThat(e).as(text).isNotNull();
        assertThat(e.reason()).as(text).isEqualTo(reason);
        assertThat(e.column()).as(text).isEqualTo(column);
    }
}
