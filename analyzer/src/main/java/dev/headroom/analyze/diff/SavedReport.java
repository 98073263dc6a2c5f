package dev.headroom.analyze.diff;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.headroom.analyze.gate.Baseline;
import dev.headroom.analyze.report.AnalyzeReport;
import dev.headroom.analyze.report.SavedJson;
import java.util.Objects;
import java.util.stream.Stream;

/// A census that somebody has kept: what `analyze -o json` printed, or a gate's baseline.
public final class SavedReport {
    private static final String NEITHER = "neither what analyze -o json prints nor a gate's baseline";

    private SavedReport() {}

    /// Reads the text of the file.
    ///
    /// @throws IllegalArgumentException when it is neither, with one line that says why
    public static Census read(String text) {
        if (!(SavedJson.read(text, JsonElement.class, "no JSON") instanceof JsonObject root)) {
            throw new IllegalArgumentException(NEITHER);
        }
        if (new JsonPrimitive(Baseline.KIND).equals(root.get("kind"))) {
            return Census.of(Baseline.read(text));
        }
        boolean isAnalysis = root.get("metrics") instanceof JsonArray
                && root.get("jobs") instanceof JsonArray
                && root.get("labels") instanceof JsonArray
                && root.get("cardinality") instanceof JsonObject;
        if (!isAnalysis) {
            throw new IllegalArgumentException(NEITHER);
        }
        if (!(root.get("bytesPerSample") instanceof JsonObject)) {
            throw new IllegalArgumentException(
                    "what analyze --index-only prints, which has no samples and bytes to compare");
        }
        if (!new JsonPrimitive(AnalyzeReport.SCHEMA_VERSION).equals(root.get("schemaVersion"))) {
            throw new IllegalArgumentException(
                    "a report of version " + root.get("schemaVersion") + ", of which this Headroom does not know");
        }
        AnalyzeReport report = SavedJson.read(text, AnalyzeReport.class, "no report");
        if (isBroken(report)) {
            throw new IllegalArgumentException("no report: parts of it are missing");
        }
        return Census.of(report);
    }

    /// Whether a part is missing that is always there and that a census takes.
    private static boolean isBroken(AnalyzeReport report) {
        Stream<Object> parts = Stream.of(
                report.path(),
                report.damaged(),
                report.series(),
                report.churn(),
                report.cardinality().labelPairsBySeries());
        return parts.anyMatch(Objects::isNull)
                || report.damaged().stream().anyMatch(row -> row == null || row.file() == null || row.message() == null)
                || report.metrics().stream().anyMatch(row -> row == null || row.name() == null)
                || report.jobs().stream().anyMatch(row -> row == null || row.name() == null)
                || report.labels().stream().anyMatch(row -> row == null || row.name() == null)
                || report.cardinality().labelPairsBySeries().stream()
                        .anyMatch(row -> row == null || row.name() == null);
    }
}
