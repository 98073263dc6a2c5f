package dev.headroom.tsdb.selector;

import dev.headroom.tsdb.internal.Shown;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads the grammar of a vector selector, blanks and `#` comments allowed between all of its parts:
///
/// ```
/// selector = name | [ name ] "{" [ matcher { "," matcher } [ "," ] ] "}"
/// name     = ( letter | "_" | ":" ) { letter | digit | "_" | ":" }        but not a word of OPERATORS
/// matcher  = ( label | string ) ( "=" | "!=" | "=~" | "!~" ) string | string      a lone string is a metric name
/// label    = ( letter | "_" ) { letter | digit | "_" }
/// ```
final class SelectorParser {
    /// Words that PromQL keeps for itself wherever an expression may begin; all others can be metric names.
    private static final Set<String> OPERATORS =
            Set.of("atan2", "bool", "group_left", "group_right", "ignoring", "inf", "nan", "on");

    private static final byte[] METRIC_NAME = Selector.METRIC_NAME.getBytes(StandardCharsets.US_ASCII);

    private final int[] text;
    private int pos;
    private boolean named;

    SelectorParser(String text) {
        this.text = text.codePoints().toArray();
    }

    Selector parse() {
        List<Matcher> matchers = new ArrayList<>();
        skipBlanks();
        int start = pos;
        if (pos < text.length && isNameStart(text[pos])) {
            String name = word(true);
            if (OPERATORS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new SelectorException(
                        start + 1,
                        "\"" + name + "\" is a word of PromQL; as a metric name it is written {\"" + name + "\"}");
            }
            matchers.add(matcher(start, METRIC_NAME, Matcher.Type.EQ, name.getBytes(StandardCharsets.US_ASCII)));
            named = true;
            skipBlanks();
        }
        if (at('{')) {
            braces(matchers);
            skipBlanks();
        } else if (!named) {
            throw unexpected("a metric name or \"{\"");
        }
        if (pos < text.length) {
            throw unexpected("nothing more: a series selector has no range, offset or operator");
        }
        return new Selector(matchers);
    }

    /// What PromQL asks of a selector beyond its grammar.
    void requireSomethingSelected(Selector selector) {
        List<Matcher> matchers = selector.matchers();
        if (named) {
            for (Matcher matcher : matchers.subList(1, matchers.size())) {
                if (matcher.name().equals(Selector.METRIC_NAME)) {
                    throw new SelectorException(
                            1,
                            "the metric name is set twice, as " + shown(matchers.getFirst()) + " and as "
                                    + shown(matcher));
                }
            }
        }
        if (matchers.stream().allMatch(Matcher::matchesEmpty)) {
            throw new SelectorException(
                    1,
                    "at least one matcher must not match the empty value, such as {__name__=~\".+\"} for all series");
        }
    }

    private static String shown(Matcher matcher) {
        return Shown.text(matcher.toString());
    }

    /// Whether the grammar takes this as a name in front of the braces.
    static boolean canStandBeforeBraces(String name) {
        if (name.isEmpty() || !isNameStart(name.charAt(0)) || OPERATORS.contains(name.toLowerCase(Locale.ROOT))) {
            return false;
        }
        return name.chars().allMatch(c -> isNameStart(c) || isDigit(c));
    }

    private void braces(List<Matcher> matchers) {
        int open = pos++;
        skipBlanks();
        while (!at('}')) {
            requireMore(open);
            matchers.add(matcher());
            skipBlanks();
            requireMore(open);
            if (at(',')) {
                pos++;
                skipBlanks();
            } else if (!at('}')) {
                throw unexpected("\",\" or \"}\"");
            }
        }
        pos++;
    }

    private void requireMore(int open) {
        if (pos == text.length) {
            throw new SelectorException(open + 1, "this \"{\" is never closed");
        }
    }

    private Matcher matcher() {
        int start = pos;
        boolean quoted = isQuote();
        byte[] name;
        if (quoted) {
            name = string();
        } else if (isNameStart(text[pos]) && text[pos] != ':') {
            name = word(false).getBytes(StandardCharsets.US_ASCII);
        } else {
            throw unexpected("a label name, a quoted name or \"}\"");
        }
        skipBlanks();
        if (quoted && (at(',') || at('}'))) {
            return matcher(start, METRIC_NAME, Matcher.Type.EQ, name);
        }
        Matcher.Type type = operator();
        skipBlanks();
        if (!isQuote()) {
            throw unexpected("a quoted string after \"" + type.sign() + "\"");
        }
        return matcher(start, name, type, string());
    }

    private Matcher matcher(int start, byte[] name, Matcher.Type type, byte[] value) {
        try {
            return new Matcher(name, type, value);
        } catch (IllegalArgumentException e) {
            SelectorException placed =
                    new SelectorException(start + 1, "bad regular expression: " + Shown.text(e.getMessage()));
            placed.initCause(e);
            throw placed;
        }
    }

    private Matcher.Type operator() {
        int next = pos + 1 < text.length ? text[pos + 1] : -1;
        Matcher.Type type = null;
        if (at('=')) {
            type = next == '~' ? Matcher.Type.RE : Matcher.Type.EQ;
        } else if (at('!') && next == '=') {
            type = Matcher.Type.NEQ;
        } else if (at('!') && next == '~') {
            type = Matcher.Type.NRE;
        }
        if (type == null) {
            throw unexpected("one of = != =~ !~ after the label's name");
        }
        pos += type.sign().length();
        return type;
    }

    private byte[] string() {
        Quoted.Literal literal = Quoted.parse(text, pos);
        pos = literal.end();
        return literal.bytes();
    }

    private boolean isQuote() {
        return at('"') || at('\'') || at('`');
    }

    /// The word at the current position; colons belong to the names of metrics only.
    private String word(boolean colons) {
        int start = pos;
        while (pos < text.length && (isDigit(text[pos]) || (isNameStart(text[pos]) && (colons || text[pos] != ':')))) {
            pos++;
        }
        return new String(text, start, pos - start);
    }

    private static boolean isNameStart(int c) {
        return c == '_' || c == ':' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private void skipBlanks() {
        while (pos < text.length) {
            switch (text[pos]) {
                case ' ', '\t', '\n', '\r' -> pos++;
                case '#' -> {
                    while (pos < text.length && text[pos] != '\n' && text[pos] != '\r') {
                        pos++;
                    }
                }
                default -> {
                    return;
                }
            }
        }
    }

    private boolean at(int c) {
        return pos < text.length && text[pos] == c;
    }

    private SelectorException unexpected(String expected) {
        String found = pos == text.length ? "the end" : "\"" + Shown.character(text[pos]) + "\"";
        return new SelectorException(pos + 1, "expected " + expected + ", found " + found);
    }
}
