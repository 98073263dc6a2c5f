package dev.headroom.tsdb.selector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Selectors against a real promtool. Another release than 3.5 may have other keywords.
@NeedsPrometheus("3.5")
class RealPromtoolIT {
    private static final List<String> NAMES = List.of(
            "up",
            "a:b",
            ":",
            "_x9",
            "sum",
            "SUM",
            "by",
            "on",
            "ON",
            "bool",
            "ignoring",
            "group_left",
            "group_right",
            "atan2",
            "nan",
            "NaN",
            "Inf",
            "inf",
            "offset",
            "and",
            "or",
            "unless",
            "start",
            "end",
            "without",
            "topk",
            "limitk",
            "limit_ratio",
            "count_values",
            "quantile",
            "group",
            "stddev",
            "step",
            "range",
            "fill",
            "0",
            "0x1",
            "1e5",
            "5m",
            "é",
            "a.b",
            "a-b",
            "\"up\"",
            "'up'",
            "");

    private static final List<String> IN_BRACES = List.of(
            "",
            " ",
            ",",
            "a",
            "a=",
            "=",
            "a=\"b\"",
            "a='b'",
            "a=`b`",
            "a=\"b\",",
            "a=\"b\",,",
            ",a=\"b\"",
            "a=\"b\",c=\"d\"",
            "a=\"b\" c=\"d\"",
            "a=\"b\";c=\"d\"",
            "a!=\"b\"",
            "a=~\"b\"",
            "a!~\"b\"",
            "a==\"b\"",
            "a=!\"b\"",
            "a!\"b\"",
            "a~\"b\"",
            "a=~~\"b\"",
            "a = \"b\"",
            "a =~ \"b\"",
            "a = ~\"b\"",
            "a! =\"b\"",
            "\ta\r\n=\n\"b\"\n",
            "a#x\n=\"b\"",
            "a=\"b\"#x",
            "a=\"b\"#x\n",
            "#\n",
            "# \r a=\"b\"",
            "a=b",
            "a=1",
            "1=\"b\"",
            "a:b=\"c\"",
            "é=\"b\"",
            "\"é\"=\"b\"",
            "\"a.b\"=\"c\"",
            "'a b'!=\"c\"",
            "`x`=~\"c\"",
            "\"up\"",
            "\"up\",a=\"b\"",
            "a=\"b\",\"up\"",
            "\"up\",\"down\"",
            "\"\"",
            "\"\"=\"x\"",
            "a=\"\"",
            "a!=\"\"",
            "a=~\"\"",
            "a=~\".*\"",
            "a=~\".+\"",
            "a!~\".*\"",
            "a!~\".+\"",
            "a=~\"b|\"",
            "a=~\"b?\"",
            "__name__=\"x\"",
            "__name__=~\"x.*\"",
            "__name__!=\"x\"",
            "__name__=~'(?s:.*)'",
            "on=\"x\"",
            "nan=\"x\"",
            "bool!=\"x\"",
            "by=~\"x\"",
            "{",
            "{a=\"b\"}",
            "a=\"b\"\"c\"",
            "a=\"b\" \"c\"",
            "\"a\" \"b\"",
            "\"a\"=",
            "\"a\"!=\"b\",",
            "a=\"b",
            "a='b\"",
            "a=\"b\nc\"",
            "a=`b\nc`",
            "a=\"\\n\\t\\\\\\\"\"",
            "a='\\''",
            "a='\\\"'",
            "a=\"\\'\"",
            "a=`\\`",
            "a=\"\\d\"",
            "a=\"\\.\"",
            "a=\"\\x41\"",
            "a=\"\\x4\"",
            "a=\"\\xgg\"",
            "a=\"\\xff\"",
            "a=~\"\\xff\"",
            "a=~\"\\xff.\"",
            "a=\"\\101\"",
            "a=\"\\10\"",
            "a=\"\\377\"",
            "a=\"\\400\"",
            "a=\"\\8\"",
            "a=\"\\u00e9\"",
            "a=\"\\ud800\"",
            "a=\"\\udfff\"",
            "a=\"\\ue000\"",
            "a=\"\\u12\"",
            "a=\"\\U0010ffff\"",
            "a=\"\\U00110000\"",
            "a=\"\\Uffffffff\"",
            "a=\"\\ufffd\"",
            "a=\"\ufffd\"",
            "`\ufffd`=\"a\"",
            "a=\"😀\"",
            "a=\"\\",
            "a=\"\\\"",
            "a=\"b\"}",
            "a<\"b\"",
            "a>=\"b\"",
            "a=\"b\",*",
            "a=\"b\" and c=\"d\"",
            "$a=\"b\"",
            "a=\"b\"@1",
            "-a=\"b\"",
            "a.b=\"c\"");

    private static final List<String> AROUND_BRACES = List.of(
            "up{a=\"b\"}",
            "up {a=\"b\"}",
            "up\n{a=\"b\"}",
            "up#c\n{a=\"b\"}",
            " up ",
            "\tup\r\n",
            "#c\nup",
            "up#c",
            "up #",
            "#",
            " ",
            "up{}",
            "{}up",
            "{}{}",
            "up{}{}",
            "up{",
            "up}",
            "up{a=\"b\"",
            "up{}[5m]",
            "up[5m]",
            "up offset 5m",
            "up{} offset 5m",
            "up @ 1",
            "(up)",
            " -up",
            "+up",
            "up+1",
            "up up",
            "sum(up)",
            "up,",
            "up;",
            "up{a=\"b\"},",
            "up()",
            "up{\"down\"}",
            "up{__name__=\"down\"}",
            "up{__name__=~\"down\"}",
            "up{a=\"b\",\"down\"}",
            "\u00a0up",
            "up\u000b",
            "up{\u00a0}",
            "up\u0000",
            "{a=\"\u0000\"}",
            "nan{a=\"b\"}",
            "on{}",
            "by{}",
            "a:b{c=\"d\"}",
            "\"a\"{c=\"d\"}");

    /// All but the few that [ValueRegex] names.
    private static final List<String> EXPRESSIONS = List.of(
            "",
            "a",
            "a|b",
            "a|b|",
            "|",
            "a.*",
            ".*a",
            ".+",
            ".*",
            ".",
            "..",
            ".?",
            "a.b",
            "a.+b",
            "(a|é).*",
            "[a-c]",
            "[^a]",
            "[^a]*",
            "[]a]",
            "[a-]",
            "[[:alpha:]]+",
            "[[:^alpha:]]+",
            "[[:space:]]",
            "\\d+",
            "\\D+",
            "\\w+",
            "\\W+",
            "\\s",
            "\\S+",
            "\\pL+",
            "\\p{Greek}",
            "\\PL+",
            "\\p{Lu}\\p{Ll}*",
            "(?i)A",
            "(?i)é",
            "(?i)k",
            "(?i)[k-s]",
            "(?i:A)b",
            "(?i)\\W",
            "(?i)[^k]",
            "(?-s).*",
            "(?-s:.)*",
            "(?s).*",
            "(?s:.*)",
            "(?m)^b$",
            "(?m)a$\\n^b",
            "(?m:^)b",
            "(?U)a+",
            "^a$",
            "^a",
            "a$",
            "a^b",
            "a$b",
            "$^",
            "^|a",
            "(^a)",
            "(a$|b)",
            "\\Aa\\z",
            "a\\z",
            "\\Ab",
            "\\ba\\b",
            "a\\bb",
            "a\\Bb",
            "\\b.*\\b",
            "\\B",
            "a{2}",
            "a{1,2}",
            "a{2,}",
            "a{0}",
            "a{,2}",
            "a{01}",
            "a{",
            "a{}",
            "a{1",
            "a*?",
            "a+?b?",
            "(a*)*",
            "(a|ab)(c|bcd)",
            "(?:a)",
            "(?P<x>a)",
            "(?<x>a)",
            "()",
            "(|a)*",
            "\\Qa.b\\E",
            "\\Qa.b",
            "\\Q\\E",
            "\\Qab\\E+",
            "\\x61",
            "\\x{e9}",
            "\\x{1F600}",
            "\\x{FFFD}",
            "\\101",
            "\\n",
            "a\\nb",
            "\\.",
            "\\-",
            "\\_",
            "\\/",
            "\\a",
            "\\0",
            "[\\d.]+",
            "[\\x61-\\x63]",
            "[^\\n]*",
            "[[:word:]-]+",
            "[a-c-e]",
            "[\\]]",
            "[\\-a]",
            ".{2}",
            ".{3}",
            ".{2,3}",
            "[α-ω]+",
            "[^α-ω]+",
            "é|😀",
            "😀?",
            "a😀b",
            ".*😀.*",
            "(?i)σ",
            "(?i)ſ",
            "(?i)ß",
            "ab?c?",
            "(",
            ")",
            "a)",
            "[",
            "[a",
            "a**",
            "*",
            "+a",
            "?",
            "a|*",
            "(*)",
            "a{1001}",
            "a{1000}",
            "a{2,1}",
            "a{3}{2}",
            "\\",
            "\\8",
            "\\1",
            "\\C",
            "\\Z",
            "\\y",
            "\\E",
            "(?",
            "(?i",
            "(?z)",
            "(?-)",
            "(?i-)",
            "(?i-s)a",
            "(?=a)",
            "(?!a)",
            "(?<=a)",
            "(?<n>",
            "(?P<n>a",
            "(?P<>a)",
            "(?P=n)",
            "(?P<é>a)",
            "(?#c)",
            "[z-a]",
            "[[:foo:]]",
            "[[:alpha:]",
            "[:alpha:]",
            "[a-\\d]",
            "[\\b]",
            "\\p{Foo}",
            "\\p",
            "\\pX",
            "\\p{",
            "\\x",
            "\\x{",
            "\\x{}",
            "\\x{110000}",
            "\\x6",
            "(?i)*",
            "^*",
            "$+",
            "\\b?",
            "(a{100}){11}",
            "(a{100}){10}",
            "((a{10}){10}){10}b",
            "((a{10}){10}){11}",
            "(a{0}){2000}",
            "(a{0,1000}){0}");

    private static final List<String> VALUES = List.of(
            "a", "b", "c", "A", "B", "aa", "aaa", "ab", "abc", "abcd", "a.b", "a\nb", "\n", "b\n", " ", "1", "12", "_",
            "-", "a-b", "a b", "]", "{", "{{{", "a{", "a{}", "a{1", "a{,2}", "a{01}", "x{,2}}", "é", "É", "aé", "éé",
            "😀", "😀😀", "a😀b", "α", "ω", "Σ", "σ", "ς", "k", "K", "\u212a", "s", "ſ", "ß", "ẞ", "\u0007", "/", ".",
            "\\", "\"", "\ufffd", "Foo", "ac");

    @TempDir
    static Path dir;

    /// `analyze` reads the selector before it looks for the directory, and tells by its error which was wrong.
    @Test
    void acceptsAndRefusesTheSameSelectors() throws Exception {
        List<String> selectors = new ArrayList<>(NAMES);
        IN_BRACES.forEach(inside -> selectors.add("{" + inside + "}"));
        selectors.addAll(AROUND_BRACES);
        // No argument of a process can hold a zero byte.
        selectors.removeIf(selector -> selector.isEmpty() || selector.indexOf('\0') >= 0);
        SoftAssertions same = new SoftAssertions();
        for (String selector : selectors) {
            String answer = run(
                    "tsdb",
                    "analyze",
                    "--match",
                    selector,
                    dir.resolve("absent").toString());
            boolean accepted = answer.contains("no such file or directory");
            assertThat(accepted || answer.contains("parse error"))
                    .as("%s: %s", selector, answer)
                    .isTrue();
            same.assertThat(accepts(selector, false))
                    .as("%s: %s", selector, answer)
                    .isEqualTo(accepted);
            if (accepted) {
                String query = run("--experimental", "promql", "format", "--", selector);
                same.assertThat(accepts(selector, true))
                        .as("as a query, %s: %s", selector, query)
                        .isEqualTo(!query.contains("parse error"));
            }
        }
        same.assertAll();
    }

    @Test
    void acceptsAndMatchesTheSameExpressions() throws Exception {
        Path database = database();
        SoftAssertions same = new SoftAssertions();
        for (String expression : EXPRESSIONS) {
            String selector = "{v=~" + Quoted.of(expression.getBytes(UTF_8)) + "}";
            String answer = run("tsdb", "dump", "--match=" + selector, database.toString());
            boolean accepted = !answer.contains("parse error");
            same.assertThat(accepts(selector, false))
                    .as("%s: %s", selector, answer)
                    .isEqualTo(accepted);
            if (accepted && accepts(selector, false)) {
                same.assertThat(matched(Selector.parse(selector).matchers().getFirst()))
                        .as(selector)
                        .isEqualTo(dumped(answer));
            }
        }
        same.assertAll();
    }

    /// A block with one series per value, and one without the label, whose samples say which they are.
    private static Path database() throws Exception {
        StringBuilder metrics = new StringBuilder("m{w=\"x\"} -1 1700000000\n");
        for (int i = 0; i < VALUES.size(); i++) {
            String value =
                    VALUES.get(i).replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            metrics.append("m{v=\"" + value + "\"} " + i + " 1700000000\n");
        }
        Path file = Files.writeString(dir.resolve("metrics"), metrics + "# EOF\n");
        Path database = dir.resolve("database");
        assertThat(run("tsdb", "create-blocks-from", "openmetrics", file.toString(), database.toString()))
                .contains("NUM SERIES");
        Files.createDirectories(database.resolve("wal"));
        return database;
    }

    private static Set<String> matched(Matcher matcher) {
        Set<String> values = new TreeSet<>();
        if (matcher.matchesEmpty()) {
            values.add("-1");
        }
        for (int i = 0; i < VALUES.size(); i++) {
            if (matcher.matches(VALUES.get(i))) {
                values.add(Integer.toString(i));
            }
        }
        return values;
    }

    private static Set<String> dumped(String dump) {
        Set<String> values = new TreeSet<>();
        for (String line : dump.lines().toList()) {
            assertThat(line).endsWith(" 1700000000000");
            String[] words = line.split(" ", -1);
            values.add(words[words.length - 2]);
        }
        return values;
    }

    private static boolean accepts(String selector, boolean asQuery) {
        try {
            return (asQuery ? Selector.parseQuery(selector) : Selector.parse(selector)) != null;
        } catch (SelectorException e) {
            return false;
        }
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(
                        Stream.of(RealPrometheus.release("3.5").promtool().toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        process.waitFor();
        return output;
    }
}
