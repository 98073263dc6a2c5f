package dev.headroom.analyze.exposition;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads the series of a page of metrics, in the text format of Prometheus or in OpenMetrics, and refuses what
/// Prometheus 3 refuses when it scrapes the page.
///
/// ```
/// page     = { line "\n" }
/// line     = [ "#" comment | sample ]
/// comment  = "HELP" name text | "TYPE" name type | "UNIT" name unit | "EOF" | any text
/// sample   = series value [ timestamp ] [ "#" labels value [ timestamp ] ]      an exemplar, in OpenMetrics
/// only series   = name [ labels ] | "{" string [ "," label … ] "}" labels   = "{" [ label { "," label } [ ","
/// ] ] "}" label    = ( name | string ) "=" string
/// ```
///
/// The text format takes blanks and tabs between all parts, comments of any kind and empty lines; a label needs
/// no comma behind it. Blanks before a metric's name belong to the name, as Prometheus has it. OpenMetrics
/// takes exactly one blank before text, values and timestamps and none elsewhere, no other comments than its
/// own, and ends with `# EOF`, which is what a page is told by here: a file has no content type.
/// <https://prometheus.io/docs/instrumenting/exposition_formats/>,
/// <https://prometheus.io/docs/specs/om/open_metrics_spec/>
public final class ExpositionParser {
    private static final Set<String> TEXT_TYPES = Set.of("counter", "gauge", "histogram", "summary", "untyped");
    private static final Set<String> OPEN_METRICS_TYPES =
            Set.of("counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "unknown");
    private static final byte[] END = "# EOF".getBytes(StandardCharsets.US_ASCII);
    private static final String METRIC_NAME = "__name__";

    private final String page;
    private final byte[] bytes;
    private final boolean openMetrics;
    private final Set<SortedMap<String, String>> series = new LinkedHashSet<>();

    private int pos;
    private int line = 1;
    private String type = "";

    private ExpositionParser(String page, byte[] bytes) {
        this.page = page;
        this.bytes = bytes;
        openMetrics = endsWithEnd(bytes);
    }

    /// The distinct series of a page, in the order of their appearance.
    ///
    /// @param page how errors call it
    /// @return labels by name, the metric's name among them; none with an empty value
    /// @throws ExpositionException when Prometheus would not take the page
    public static Set<SortedMap<String, String>> parse(String page, byte[] bytes) throws ExpositionException {
        return new ExpositionParser(page, bytes).parse();
    }

    private static boolean endsWithEnd(byte[] bytes) {
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
        }
        int start = length - END.length;
        return start >= 0
                && java.util.Arrays.equals(bytes, start, length, END, 0, END.length)
                && (start == 0 || bytes[start - 1] == '\n');
    }

    private Set<SortedMap<String, String>> parse() throws ExpositionException {
        while (pos < bytes.length && (openMetrics || !isEndOfText())) {
            if (openMetrics) {
                openMetricsLine();
            } else {
                textLine();
            }
        }
        return series;
    }

    /// The text format ends at a zero byte as it does at the end of the file.
    private boolean isEndOfText() {
        skipBlanks();
        return pos == bytes.length || bytes[pos] == 0;
    }

    private void textLine() throws ExpositionException {
        if (at('\n')) {
            endOfLine();
        } else if (at('#')) {
            pos++;
            int behind = pos;
            skipBlanks();
            if (pos > behind && (word("HELP") || word("TYPE"))) {
                textMetadata();
            } else {
                skipLine();
            }
            endOfLine();
        } else {
            sample();
            skipBlanks();
            String value = until(" \t{");
            number(value, "value");
            skipBlanks();
            if (!at('\n') && pos < bytes.length) {
                int start = pos;
                while (pos < bytes.length && isDigit(bytes[pos])) {
                    pos++;
                }
                whole(text(start, pos));
                skipBlanks();
            }
            endOfLine();
        }
    }

    /// Behind `# HELP` or `# TYPE`. What follows the name goes to the end of the line, its first byte being a
    /// blank.
    private void textMetadata() throws ExpositionException {
        boolean isType = bytes[pos - 4] == 'T';
        skipBlanks();
        metadataName();
        int start = pos;
        skipLine();
        metadata(isType ? "TYPE" : "HELP", text(Math.min(start + 1, pos), pos), TEXT_TYPES);
    }

    private void openMetricsLine() throws ExpositionException {
        if (at('#')) {
            pos++;
            blank();
            if (word("EOF")) {
                if (at('\n')) {
                    pos++;
                }
                if (pos < bytes.length) {
                    throw bad("something behind # EOF");
                }
                return;
            }
            String keyword = word("HELP") ? "HELP" : word("TYPE") ? "TYPE" : word("UNIT") ? "UNIT" : null;
            if (keyword == null) {
                throw bad("OpenMetrics has no comments but HELP, TYPE, UNIT and EOF");
            }
            blank();
            int start = pos;
            metadataName();
            String name = text(start, pos);
            blank();
            start = pos;
            skipLine();
            String text = text(start, pos);
            metadata(keyword, text, OPEN_METRICS_TYPES);
            if (keyword.equals("UNIT")
                    && !text.isEmpty()
                    && !name.replace("\"", "").endsWith("_" + text)) {
                throw bad("the unit " + text + " is no suffix of the metric " + name);
            }
            endOfLine();
            return;
        }
        sample();
        value();
        if (at(' ') && !isAtExemplar()) {
            timestamp();
        }
        if (isAtExemplar()) {
            exemplar();
        }
        endOfLine();
    }

    private boolean isAtExemplar() {
        return at(' ') && at('#', 1) && at(' ', 2) && at('{', 3);
    }

    private void exemplar() throws ExpositionException {
        pos += 3;
        labels(new ArrayList<>(), false);
        value();
        if (at(' ')) {
            timestamp();
        }
    }

    private void value() throws ExpositionException {
        blank();
        number(until(" "), "value");
    }

    private void timestamp() throws ExpositionException {
        blank();
        double time = number(until(" "), "timestamp");
        if (!Double.isFinite(time)) {
            throw bad("a timestamp that is no time");
        }
    }

    private void metadata(String keyword, String text, Set<String> types) throws ExpositionException {
        if (keyword.equals("TYPE")) {
            if (!types.contains(text)) {
                throw bad("\"" + text + "\" is no metric type; there are: "
                        + String.join(", ", new java.util.TreeSet<>(types)));
            }
            type = text;
        }
    }

    private void metadataName() throws ExpositionException {
        if (at('"')) {
            string();
        } else if (name(true) == null) {
            throw bad("expected the name of a metric");
        }
    }

    /// Reads name and labels and takes the series in.
    private void sample() throws ExpositionException {
        List<String> pairs = new ArrayList<>();
        int start = pos;
        while (start > 0 && isBlank(bytes[start - 1])) {
            start--;
        }
        if (name(true) != null) {
            pairs.add(METRIC_NAME);
            // Blanks before a name become part of it, as they do in Prometheus 3.
            pairs.add(text(start, pos));
            if (!openMetrics) {
                skipBlanks();
            }
        }
        if (at('{')) {
            labels(pairs, pairs.isEmpty());
        } else if (pairs.isEmpty()) {
            throw bad("expected the name of a metric, found " + found());
        }
        add(pairs);
    }

    /// Reads labels between braces into the list, names and values in turn.
    ///
    /// @param named whether the metric's name stands among them, as a string by itself; it then becomes the
    /// first
    private void labels(List<String> pairs, boolean named) throws ExpositionException {
        boolean needsName = named;
        pos++;
        skipBlanksOfText();
        while (!at('}')) {
            boolean quoted = at('"');
            String name = quoted ? string() : name(false);
            if (name == null) {
                throw bad("expected the name of a label, found " + found());
            }
            skipBlanksOfText();
            if (quoted && (at(',') || at('}'))) {
                if (!needsName) {
                    throw bad("a metric name where none can be: \"" + name + "\"");
                }
                needsName = false;
                pairs.addFirst(name);
                pairs.addFirst(METRIC_NAME);
                if (at(',')) {
                    pos++;
                    skipBlanksOfText();
                }
                continue;
            }
            if (!at('=')) {
                throw bad("expected = behind the label " + name + ", found " + found());
            }
            pos++;
            skipBlanksOfText();
            if (!at('"')) {
                throw bad("expected the value of the label " + name + " in quotes, found " + found());
            }
            pairs.add(name);
            pairs.add(string());
            skipBlanksOfText();
            if (at(',')) {
                pos++;
                skipBlanksOfText();
            } else if (openMetrics && !at('}')) {
                throw bad("expected , or } behind a label, found " + found());
            }
        }
        pos++;
        if (needsName) {
            throw bad("a series without the name of a metric");
        }
    }

    /// Takes in a series as a scrape does: an empty value is no label, and no name stands twice.
    private void add(List<String> pairs) throws ExpositionException {
        Set<String> empty = new HashSet<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).isEmpty()) {
                throw bad("a label without a name");
            }
            if (pairs.get(i + 1).isEmpty()) {
                empty.add(pairs.get(i));
            }
        }
        SortedMap<String, String> labels = new TreeMap<>();
        for (int i = 0; i < pairs.size(); i += 2) {
            String name = pairs.get(i);
            if (!empty.contains(name) && labels.put(name, bound(name, pairs.get(i + 1))) != null) {
                throw bad("the label " + name + " stands twice");
            }
        }
        if (!labels.containsKey(METRIC_NAME)) {
            throw bad("a series without the name of a metric");
        }
        series.add(labels);
    }

    /// Bounds of histograms and quantiles are brought to one spelling: `1` is `1.0`.
    private String bound(String name, String value) {
        boolean isBound =
                (type.equals("histogram") && name.equals("le")) || (type.equals("summary") && name.equals("quantile"));
        Double number = isBound ? GoFloats.parse(value) : null;
        return number == null ? value : GoFloats.print(number);
    }

    /// Reads a name without quotes; `null` when there is none.
    private String name(boolean colons) {
        int start = pos;
        while (pos < bytes.length && isNamePart(bytes[pos], colons, pos > start)) {
            pos++;
        }
        return pos == start ? null : new String(bytes, start, pos - start, StandardCharsets.US_ASCII);
    }

    private static boolean isNamePart(byte b, boolean colons, boolean digits) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || b == '_'
                || (colons && b == ':')
                || (digits && isDigit(b));
    }

    /// Reads what stands between quotes: `\"`, `\\` and `\n` are escapes, a backslash before anything else is
    /// itself.
    private String string() throws ExpositionException {
        int start = ++pos;
        int startLine = line;
        boolean escaped = false;
        while (true) {
            if (pos == bytes.length || (openMetrics && bytes[pos] == '\n')) {
                throw new ExpositionException(page, startLine, "a string without an end");
            }
            if (bytes[pos] == '"') {
                break;
            }
            if (bytes[pos] == '\\') {
                escaped = true;
                pos++;
                if (pos == bytes.length || bytes[pos] == '\n') {
                    throw new ExpositionException(page, startLine, "a string without an end");
                }
            }
            line += bytes[pos] == '\n' ? 1 : 0;
            pos++;
        }
        String text = text(start, pos++);
        return escaped ? unescape(text) : text;
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
            switch (next) {
                case '"', '\\' -> {
                    out.append(next);
                    i++;
                }
                case 'n' -> {
                    out.append('\n');
                    i++;
                }
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private double number(String text, String what) throws ExpositionException {
        Double number = GoFloats.parse(text);
        if (number == null) {
            throw bad(text.isEmpty() ? "expected a " + what + ", found " + found() : "\"" + text + "\" is no " + what);
        }
        return number;
    }

    private void whole(String digits) throws ExpositionException {
        try {
            Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw bad("expected a timestamp in milliseconds, found " + (digits.isEmpty() ? found() : digits));
        }
    }

    /// What stands before any of these bytes or the end of the line.
    private String until(String ends) throws ExpositionException {
        int start = pos;
        while (pos < bytes.length && bytes[pos] != '\n' && ends.indexOf(bytes[pos]) < 0) {
            pos++;
        }
        return text(start, pos);
    }

    private boolean word(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!at(word.charAt(i), i)) {
                return false;
            }
        }
        int behind = pos + word.length();
        boolean ends = openMetrics || (behind < bytes.length && isBlank(bytes[behind]));
        pos = ends ? behind : pos;
        return ends;
    }

    private void blank() throws ExpositionException {
        if (!at(' ')) {
            throw bad("expected a blank, found " + found());
        }
        pos++;
    }

    private void skipBlanksOfText() {
        if (!openMetrics) {
            skipBlanks();
        }
    }

    private void skipBlanks() {
        while (pos < bytes.length && isBlank(bytes[pos])) {
            pos++;
        }
    }

    private void skipLine() {
        while (pos < bytes.length && bytes[pos] != '\n') {
            pos++;
        }
    }

    private void endOfLine() throws ExpositionException {
        if (at('\n')) {
            pos++;
            line++;
        } else if (pos < bytes.length || openMetrics) {
            throw bad("expected the end of the line, found " + found());
        }
    }

    private boolean at(int c) {
        return at(c, 0);
    }

    private boolean at(int c, int ahead) {
        return pos + ahead < bytes.length && bytes[pos + ahead] == c;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private String text(int from, int to) throws ExpositionException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            ExpositionException placed = bad("no valid UTF-8");
            placed.initCause(e);
            throw placed;
        }
    }

    private String found() {
        if (pos >= bytes.length) {
            return "the end of the page";
        }
        if (at('\n')) {
            return "the end of the line";
        }
        int c = bytes[pos] & 0xFF;
        return c >= 0x20 && c < 0x7F ? "\"" + (char) c + "\"" : String.format("the byte 0x%02x", c);
    }

    private ExpositionException bad(String reason) {
        return new ExpositionException(page, line, reason);
    }
}
