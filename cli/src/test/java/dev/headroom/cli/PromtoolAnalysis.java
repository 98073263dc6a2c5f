package dev.headroom.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What `promtool tsdb analyze` and our own report both say of a block, as facts by name that can be compared.
///
/// Lists are sorted, because promtool leaves rows of the same value in no order.
final class PromtoolAnalysis {
    /// promtool's titles and the names of the same lists in our report.
    private static final Map<String, String> LISTS = Map.of(
            "Label pairs most involved in churning", "labelPairsByChurn",
            "Label names most involved in churning", "labelNamesByChurn",
            "Most common label pairs", "labelPairsBySeries",
            "Label names with highest cumulative label value length", "labelNamesByValueBytes",
            "Highest cardinality labels", "labelNamesByValues",
            "Highest cardinality metric names", "metricsBySeries");

    private static final Map<String, String> SPREADS = Map.of(
            "samples per float chunk", "samplesPerFloatChunk",
            "bytes per float chunk", "bytesPerFloatChunk",
            "samples per histogram chunk", "samplesPerHistogramChunk",
            "bytes per histogram chunk", "bytesPerHistogramChunk",
            "buckets per histogram chunk", "bucketsPerHistogramChunk");

    private static final Map<String, String> COUNTS = Map.of(
            "Label names", "labelNames",
            "Postings (unique label pairs)", "labelPairs",
            "Postings entries (total label pairs)", "labelPairEntries");

    private static final String COMPACTION = "Compaction analysis";

    private PromtoolAnalysis() {}

    /// The facts in promtool's text.
    ///
    /// @param extended whether its distributions are wanted as well; those of old releases are other ones
    static SortedMap<String, Object> parse(String text, boolean extended) {
        SortedMap<String, Object> facts = new TreeMap<>();
        String titles = LISTS.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        String[] sections = text.split("\n(?=(?:" + titles + "|" + COMPACTION + "):\n)", -1);
        COUNTS.forEach((title, name) -> facts.put(name, number(sections[0], Pattern.quote(title))));
        // 2.42 calls them series alone; with selectors, the matched ones are a line of their own.
        boolean matched = sections[0].contains("Matched series: ");
        facts.put("series", number(sections[0], matched ? "Matched series" : "(?:Total )?Series"));
        for (int i = 1; i < sections.length; i++) {
            int end = sections[i].indexOf(":\n");
            String title = sections[i].substring(0, end);
            String body = sections[i].substring(end + 2);
            if (!title.equals(COMPACTION)) {
                facts.put(LISTS.get(title), rows(body));
            } else if (extended) {
                SPREADS.forEach((spread, name) -> facts.put(name, spread(body, spread)));
            }
        }
        return facts;
    }

    /// The same facts in our report of one block, all rows of its lists.
    static SortedMap<String, Object> of(JsonNode report, boolean extended) {
        SortedMap<String, Object> facts = new TreeMap<>();
        JsonNode cardinality = report.get("cardinality");
        facts.put("series", report.at("/blocks/0/series").longValue());
        COUNTS.values().forEach(name -> facts.put(name, cardinality.get(name).longValue()));
        for (String name : LISTS.values()) {
            List<String> rows = new ArrayList<>();
            for (JsonNode row : cardinality.get(name)) {
                rows.add(row.get("value").longValue() + " " + row.get("name").stringValue());
            }
            facts.put(name, rows.stream().sorted().toList());
        }
        if (extended) {
            for (String name : SPREADS.values()) {
                facts.put(name, spread(report.get("chunks").get(name)));
            }
        }
        return facts;
    }

    private static long number(String text, String title) {
        Matcher line = Pattern.compile("(?m)^" + title + ": (\\d+)$").matcher(text);
        if (!line.find()) {
            throw new IllegalArgumentException("no line of " + title + " in: " + text);
        }
        return Long.parseLong(line.group(1));
    }

    /// A row starts with its value; a line that does not goes on with the name of the row before.
    private static List<String> rows(String body) {
        List<String> rows = new ArrayList<>();
        for (String line : body.replaceFirst("\n+$", "").split("\n", -1)) {
            if (line.matches("(?s)\\d+ .*")) {
                rows.add(line);
            } else if (!rows.isEmpty()) {
                rows.add(rows.removeLast() + "\n" + line);
            }
        }
        return rows.stream().sorted().toList();
    }

    private static String spread(String body, String title) {
        if (body.contains(title + ": N/A")) {
            return "N/A";
        }
        Matcher found = Pattern.compile(
                        Pattern.quote(title) + " \\(min/avg/max\\): (\\d+)/(\\d+)/(\\d+)\n((?:\\[.*(?:\n|$))*)")
                .matcher(body);
        if (!found.find()) {
            throw new IllegalArgumentException("no " + title + " in: " + body);
        }
        StringBuilder spread = new StringBuilder(found.group(1) + "/" + found.group(2) + "/" + found.group(3));
        Matcher bucket = Pattern.compile("\\[ *(\\d+), *(\\d+)\\]: +(\\d+)").matcher(found.group(4));
        while (bucket.find()) {
            spread.append(bucket(bucket.group(1), bucket.group(2), bucket.group(3)));
        }
        return spread.toString();
    }

    private static String spread(JsonNode spread) {
        if (spread == null) {
            return "N/A";
        }
        StringBuilder text =
                new StringBuilder(spread.get("min") + "/" + spread.get("average") + "/" + spread.get("max"));
        for (JsonNode bucket : spread.get("buckets")) {
            text.append(bucket(
                    bucket.get("from").toString(),
                    bucket.get("to").toString(),
                    bucket.get("count").toString()));
        }
        return text.toString();
    }

    private static String bucket(String from, String to, String count) {
        return " [" + from + "," + to + "]=" + count;
    }
}
