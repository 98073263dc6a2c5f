package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What `analyze --index-only` must say, told from what `analyze --no-wal` says of the same data.
final class IndexOnlyReports {
    /// What `analyze` knows from samples and chunks alone, wherever in its report that stands.
    private static final Set<String> OF_SAMPLES = Set.of(
            "ingest",
            "bytesPerSample",
            "head",
            "memory",
            "active",
            "samples",
            "samplesPerSecond",
            "chunkBytes",
            "share",
            "scrapeIntervalSeconds",
            "seriesRemoved",
            "turnoverPerDay",
            "timeline",
            "segmentHeaders");

    private IndexOnlyReports() {}

    /// Both reports of all rows agree in everything that indexes know, and in how they end.
    ///
    /// @param arguments the path, and options besides those that make the reports
    /// @return the one of the indexes alone
    static ToolRun assertSame(Object... arguments) {
        ToolRun plain = run(arguments, "--no-wal");
        ToolRun indexOnly = run(arguments, "--index-only");
        assertThat(indexOnly.err()).as("complaints of %s", List.of(arguments)).isEqualTo(plain.err());
        assertThat(indexOnly.exitCode())
                .as("exit code of %s", List.of(arguments))
                .isEqualTo(plain.exitCode());
        if (plain.out().isEmpty()) {
            assertThat(indexOnly.out()).isEmpty();
            return indexOnly;
        }
        List<String> differences = new ArrayList<>();
        compare("", expected(plain.json(), by(arguments)), byName(indexOnly.json()), differences);
        assertThat(differences).as("differences of %s", List.of(arguments)).isEmpty();
        return indexOnly;
    }

    private static ToolRun run(Object[] arguments, String option) {
        Object[] more = {option, "-o", "json", "--limit", 0};
        return ToolRun.of(Stream.of(new Object[] {"analyze"}, arguments, more)
                .flatMap(Arrays::stream)
                .toArray());
    }

    /// The labels grouped by, in the order in which they are given.
    private static List<String> by(Object[] arguments) {
        int at = Arrays.asList(arguments).indexOf("--by");
        return at < 0 ? List.of() : List.of(arguments[at + 1].toString().split(","));
    }

    private static JsonNode expected(JsonNode plain, List<String> by) {
        ObjectNode expected = (ObjectNode) withoutSamples(plain);
        expected.remove("chunks");
        ((ObjectNode) expected.at("/disk/reclaimable")).remove("tombstones");
        ArrayNode byJob = (ArrayNode) expected.at("/churn/byJob");
        for (JsonNode row : byJob) {
            ((ObjectNode) row).set("series", seriesOfJob(plain, text(row, "job")));
        }
        byJob.removeIf(row -> row.get("series").longValue() == 0);
        bySeries(expected, "metrics", row -> List.of(text(row, "name")));
        bySeries(expected, "jobs", row -> List.of(text(row, "name")));
        bySeries(
                expected,
                "groups",
                row -> by.stream().map(label -> text(row.get("labels"), label)).toList());
        return byName(expected);
    }

    private static JsonNode seriesOfJob(JsonNode plain, String job) {
        return plain.get("jobs")
                .valueStream()
                .filter(row -> text(row, "name").equals(job))
                .findFirst()
                .orElseThrow()
                .get("series");
    }

    private static JsonNode withoutSamples(JsonNode node) {
        if (node.isArray()) {
            ArrayNode rows = JsonMapper.shared().createArrayNode();
            node.forEach(row -> rows.add(withoutSamples(row)));
            return rows;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode fields = JsonMapper.shared().createObjectNode();
        node.properties().forEach(field -> {
            // The labels of a group are data.
            boolean data = field.getKey().equals("labels") && field.getValue().isObject();
            if (!OF_SAMPLES.contains(field.getKey())) {
                fields.set(field.getKey(), data ? field.getValue() : withoutSamples(field.getValue()));
            }
        });
        return fields;
    }

    private interface Key {
        List<String> of(JsonNode row);
    }

    /// Rows with series, most of them first, then by the bytes of the key.
    private static void bySeries(ObjectNode report, String list, Key key) {
        Comparator<JsonNode> series =
                Comparator.comparingLong(row -> -row.get("series").longValue());
        List<JsonNode> rows = report.get(list)
                .valueStream()
                .filter(row -> row.get("series").longValue() > 0)
                .sorted(series.thenComparing(key::of, IndexOnlyReports::compareUtf8))
                .toList();
        report.set(list, JsonMapper.shared().createArrayNode().addAll(rows));
    }

    /// What labels cost has another order in each of the reports.
    private static JsonNode byName(JsonNode report) {
        List<JsonNode> rows = report.get("labels")
                .valueStream()
                .sorted(Comparator.comparing(row -> text(row, "name")))
                .toList();
        ((ObjectNode) report)
                .set("labels", JsonMapper.shared().createArrayNode().addAll(rows));
        return report;
    }

    private static String text(JsonNode row, String field) {
        return row.path(field).stringValue("");
    }

    private static int compareUtf8(List<String> left, List<String> right) {
        for (int i = 0; i < left.size(); i++) {
            int order = Arrays.compareUnsigned(
                    left.get(i).getBytes(StandardCharsets.UTF_8), right.get(i).getBytes(StandardCharsets.UTF_8));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /// Field by field, so that what differs is told by its place.
    private static void compare(String path, JsonNode expected, JsonNode actual, List<String> differences) {
        if (expected != null && actual != null && expected.isObject() && actual.isObject()) {
            Set<String> names = new TreeSet<>();
            Stream.of(expected, actual).forEach(node -> node.properties().forEach(field -> names.add(field.getKey())));
            names.forEach(name -> compare(path + "/" + name, expected.get(name), actual.get(name), differences));
        } else if (expected != null && actual != null && expected.isArray() && actual.isArray()) {
            for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
                compare(path + "/" + i, expected.get(i), actual.get(i), differences);
            }
        } else if (!Objects.equals(expected, actual) && differences.size() < 20) {
            differences.add(path + ": expected " + expected + ", found " + actual);
        }
    }
}
