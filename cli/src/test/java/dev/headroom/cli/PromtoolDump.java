package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The text of `promtool tsdb dump`: a line `{labels} value timestamp` for each sample.
final class PromtoolDump {
    private static final Pattern LABEL = Pattern.compile(
            "(?:\"(QUOTED)\"|([^=\"{},]+))=\"(QUOTED)\"(?:, )?".replace("QUOTED", "[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+"));

    private PromtoolDump() {}

    /// The labels of a line as they stand there; a value with a brace in it is no obstacle, for it stands in
    /// quotes.
    static String series(String line) {
        return line.substring(0, endOfLabels(line));
    }

    static String value(String line) {
        return line.substring(endOfLabels(line) + 1, line.lastIndexOf(' '));
    }

    static long time(String line) {
        return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
    }

    static boolean isHistogram(String line) {
        return line.startsWith(" {", endOfLabels(line));
    }

    /// The labels of a line by name, unquoted as far as tests need it.
    static Map<String, String> labels(String line) {
        Map<String, String> labels = new TreeMap<>();
        Matcher label = LABEL.matcher(series(line)).region(1, endOfLabels(line) - 1);
        while (label.lookingAt()) {
            String name = label.group(1) != null ? label.group(1) : label.group(2);
            labels.put(unquoted(name), unquoted(label.group(3)));
            label.region(label.end(), endOfLabels(line) - 1);
        }
        if (label.regionStart() != endOfLabels(line) - 1) {
            throw new IllegalArgumentException("labels not understood: " + line);
        }
        return labels;
    }

    /// The text as promtool 3.5.3 prints it, which reads a series in three loops: floats while there are any, then
    /// histograms with floats, then those with integers. Each loop swallows the sample that ends it, and what comes
    /// after the third loop is lost. The server itself returns all samples, and promtool 3.14 prints them.
    ///
    /// @param floatHistograms names of the metrics that are histograms with floats, which the text does not tell
    static String asOf35(String dump, Set<String> floatHistograms) {
        return rewrite(
                dump,
                line -> !isHistogram(line)
                        ? 0
                        : floatHistograms.contains(labels(line).get("__name__")) ? 1 : 2,
                3);
    }

    /// The text as promtool 2.42 prints it: a series up to its first histogram, no label name in quotes.
    static String asOf242(String dump) {
        return rewrite(dump, line -> isHistogram(line) ? 1 : 0, 1).replaceAll("(?m)(\\{|, )\"([^\"\\\\]+)\"=", "$1$2=");
    }

    private static String rewrite(String dump, ToIntFunction<String> kind, int loops) {
        StringBuilder kept = new StringBuilder();
        String series = "";
        int loop = 0;
        for (String line : lines(dump)) {
            if (!series(line).equals(series)) {
                series = series(line);
                loop = 0;
            }
            if (loop < loops && kind.applyAsInt(line) == loop) {
                kept.append(line).append('\n');
            } else if (loop < loops) {
                loop++;
            }
        }
        return kept.toString();
    }

    /// The lines of a dump; those of `String#lines` would end at a carriage return as well.
    static List<String> lines(String dump) {
        return dump.isEmpty() ? List.of() : List.of(dump.split("\n", 0));
    }

    /// How many samples each series has, by its labels as they stand in the dump.
    static Map<String, Long> samplesBySeries(Stream<String> lines) {
        return lines.collect(Collectors.groupingBy(PromtoolDump::series, Collectors.counting()));
    }

    /// Like `assertThat(actual).isEqualTo(expected)`, but of megabytes of text it shows the first lines that
    /// differ.
    static void assertSameLines(String actual, String expected) {
        if (!actual.equals(expected)) {
            List<String> left = lines(actual);
            List<String> right = lines(expected);
            int first = 0;
            while (first < left.size()
                    && first < right.size()
                    && left.get(first).equals(right.get(first))) {
                first++;
            }
            assertThat(left.subList(first, Math.min(left.size(), first + 3)))
                    .as("from line %d on, of %d lines, %d are wanted", first + 1, left.size(), right.size())
                    .isEqualTo(right.subList(first, Math.min(right.size(), first + 3)));
            throw new AssertionError("texts differ in their ends of lines");
        }
    }

    private static int endOfLabels(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '}' && !quoted) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("no labels: " + line);
    }

    /// What Go's `strconv.Quote` stands for, without its quotes.
    private static String unquoted(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                plain.append(text.charAt(i));
                continue;
            }
            char escape = text.charAt(++i);
            int digits = switch (escape) {
                case 'x' -> 2;
                case 'u' -> 4;
                case 'U' -> 8;
                default -> 0;
            };
            if (digits > 0) {
                plain.appendCodePoint(Integer.parseInt(text, i + 1, i + 1 + digits, 16));
                i += digits;
            } else {
                int known = "abfnrtv\\\"".indexOf(escape);
                plain.append("\u0007\b\f\n\r\t\u000b\\\"".charAt(known));
            }
        }
        return plain.toString();
    }
}
