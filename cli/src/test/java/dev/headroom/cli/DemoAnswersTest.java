package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The directory that the project ships, against what a real Prometheus said of it when the answers were made.
class DemoAnswersTest {
    private static final Path SAMPLES = Fixtures.demo().getParent();
    private static final JsonNode ANSWERS = read("demo-answers.json");

    /// What a row of a list is known by, where its place says nothing.
    private static final List<String> KEYS = List.of("ulid", "job", "name");

    @Test
    void theDirectoryIsWhatPrometheusSays() {
        JsonNode expected = ANSWERS.get("analyze");
        assertThat(expected.get("metrics")).hasSizeGreaterThan(20);
        assertHolds("", expected, ToolRun.json("analyze", Fixtures.demo(), "--limit", 0));
    }

    @Test
    void everyBlockIsWhatPromtoolSays() {
        JsonNode blocks = ANSWERS.get("analyzeBlock");
        assertThat(blocks).hasSize(Fixtures.blocks(Fixtures.demo()).size());
        blocks.forEachEntry((ulid, expected) ->
                assertHolds(ulid, expected, ToolRun.json("analyze", Fixtures.demo(), "--block", ulid)));
    }

    /// Of the jobs that nothing was deleted of, the load itself knows too.
    @Test
    void jobsAreWhatWasWritten() {
        JsonNode truth = read("demo-truth.json");
        JsonNode report = ToolRun.json("analyze", Fixtures.demo());
        for (String job : List.of("api", "checkout", "prometheus")) {
            JsonNode written = truth.at("/jobs/" + job);
            JsonNode row = row(report.get("jobs"), "name", job);
            assertThat(row.get("series")).as(job).isEqualTo(written.get("series"));
            assertThat(row.get("active")).as(job).isEqualTo(written.get("active"));
            assertThat(row.get("samples")).as(job).isEqualTo(written.get("samples"));
            JsonNode churn = row(report.at("/churn/byJob"), "job", job);
            assertThat(churn.get("seriesAdded")).as(job).isEqualTo(written.get("added"));
            assertThat(churn.get("seriesRemoved")).as(job).isEqualTo(written.get("removed"));
        }
        assertThat(report.get("dataStart")).isEqualTo(truth.get("start"));
        assertThat(report.get("dataEnd")).isEqualTo(truth.get("end"));
    }

    /// Whether everything that is expected stands in the report, which says more.
    private static void assertHolds(String path, JsonNode expected, JsonNode actual) {
        assertThat(actual).as(path).isNotNull();
        if (expected.isObject()) {
            expected.forEachEntry((name, value) -> assertHolds(path + "/" + name, value, actual.get(name)));
        } else if (expected.isArray()) {
            assertRowsHold(path, expected, actual);
        } else if (expected.isFloatingPointNumber()) {
            assertThat(actual.doubleValue()).as(path).isCloseTo(expected.doubleValue(), within(1e-9));
        } else {
            assertThat(actual).as(path).isEqualTo(expected);
        }
    }

    /// Top lists may be longer than the answers, and have their order; all others have the same rows.
    private static void assertRowsHold(String path, JsonNode expected, JsonNode actual) {
        boolean ranked = !expected.isEmpty() && expected.get(0).has("value");
        if (!ranked) {
            assertThat(actual).as(path).hasSize(expected.size());
        }
        for (int i = 0; i < expected.size(); i++) {
            JsonNode row = expected.get(i);
            String key = KEYS.stream().filter(row::has).findFirst().orElse(null);
            assertHolds(
                    path + "/" + i,
                    row,
                    ranked || key == null
                            ? actual.get(i)
                            : row(actual, key, row.get(key).stringValue()));
        }
    }

    private static JsonNode row(JsonNode rows, String key, String value) {
        return rows.valueStream()
                .filter(row -> row.get(key).stringValue().equals(value))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row of " + value + " in " + rows));
    }

    private static JsonNode read(String file) {
        return JsonMapper.shared().readTree(SAMPLES.resolve(file).toFile());
    }
}
