package dev.headroom.analyze.diff;

import dev.headroom.analyze.diff.Census.Part;
import dev.headroom.analyze.gate.Baseline;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A census that somebody has kept: what `analyze -o json` printed, or a gate's baseline.
public final class SavedReport {
    private final JsonNode report;

    private SavedReport(JsonNode report) {
        this.report = report;
    }

    /// Reads the text of the file.
    ///
    /// @throws IllegalArgumentException when it is neither, with one line that says why
    public static Census read(String text) {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "no JSON: "
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""),
                    e);
        }
        if (root.path("kind").asString("").equals(Baseline.KIND)) {
            return Census.of(Baseline.read(text));
        }
        boolean isAnalysis = root.path("metrics").isArray()
                && root.path("jobs").isArray()
                && root.path("labels").isArray()
                && root.path("cardinality").isObject();
        if (!isAnalysis) {
            throw new IllegalArgumentException("neither what analyze -o json prints nor a gate's baseline");
        }
        if (!root.path("bytesPerSample").isObject()) {
            throw new IllegalArgumentException(
                    "what analyze --index-only prints, which has no samples and bytes to compare");
        }
        if (root.path("schemaVersion").asInt(0) != 1) {
            throw new IllegalArgumentException(
                    "a report of version " + root.path("schemaVersion") + ", of which this Headroom does not know");
        }
        return new SavedReport(root).census();
    }

    /// The census that a report is which nobody has saved.
    static Census of(AnalyzeReport report) {
        return new SavedReport(JsonMapper.shared().valueToTree(report)).census();
    }

    private Census census() {
        Long start = number(report.path("dataStart"));
        Long end = number(report.path("dataEnd"));
        long series = report.at("/series/total").asLong(0);
        Map<String, Numbers> metrics = rows("metrics");
        Map<String, Numbers> jobs = rows("jobs");
        Long bytes = metricsBytes(metrics, series);
        List<DamageRow> damaged = new ArrayList<>();
        report.path("damaged")
                .forEach(row -> damaged.add(new DamageRow(
                        row.path("file").asString(""),
                        row.path("offset").asLong(0),
                        row.path("message").asString(""))));
        return new Census(
                Census.Origin.REPORT,
                report.path("path").asString(""),
                start,
                end,
                null,
                new Numbers(
                        null,
                        series,
                        report.at("/bytesPerSample/samples").asLong(0),
                        bytes,
                        decimal(report.at("/churn/seriesAddedPerHour"))),
                cut(metrics, series),
                cut(jobs, series),
                new Part(labels(), report.at("/cardinality/labelNames").asLong(0)),
                new Part(pairs(), report.at("/cardinality/labelPairs").asLong(0)),
                damaged);
    }

    /// Metrics or jobs are all there when their series add up.
    private static Part cut(Map<String, Numbers> names, long series) {
        long sum = names.values().stream().mapToLong(Numbers::series).sum();
        return sum == series ? Part.of(names) : new Part(names, names.size() + 1L);
    }

    /// Chunk bytes of all metrics; `null` when some are missing.
    private static Long metricsBytes(Map<String, Numbers> metrics, long series) {
        return cut(metrics, series).isComplete()
                ? (Long)
                        metrics.values().stream().mapToLong(Numbers::chunkBytes).sum()
                : null;
    }

    private Map<String, Numbers> rows(String list) {
        Map<String, Numbers> rows = new HashMap<>();
        for (JsonNode row : report.path(list)) {
            rows.put(
                    row.path("name").asString(""),
                    new Numbers(
                            null,
                            row.path("series").asLong(0),
                            row.path("samples").asLong(0),
                            row.path("chunkBytes").asLong(0),
                            decimal(row.path("seriesAddedPerHour"))));
        }
        return rows;
    }

    private Map<String, Numbers> labels() {
        Map<String, Numbers> rows = new HashMap<>();
        for (JsonNode row : report.path("labels")) {
            rows.put(
                    row.path("name").asString(""),
                    new Numbers(
                            row.path("values").asLong(0),
                            row.path("series").asLong(0),
                            null,
                            row.path("chunkBytes").asLong(0),
                            null));
        }
        return rows;
    }

    private Map<String, Numbers> pairs() {
        Map<String, Numbers> rows = new HashMap<>();
        for (JsonNode row : report.at("/cardinality/labelPairsBySeries")) {
            rows.put(
                    row.path("name").asString(""),
                    new Numbers(null, row.path("value").asLong(0), null, null, null));
        }
        return rows;
    }

    private static Long number(JsonNode node) {
        return node.isNumber() ? (Long) node.asLong() : null;
    }

    private static Double decimal(JsonNode node) {
        return node.isNumber() ? (Double) node.asDouble() : null;
    }
}
