package dev.headroom.analyze.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.analyze.gate.Baseline;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Saved files, and what becomes of them.
class SavedReportTest {
    private static final String REPORT = """
            {"schemaVersion": 1, "path": "data", "dataStart": 5, "dataEnd": 9, "damaged": [],
             "series": {"total": 3, "indexed": 4}, "bytesPerSample": {"samples": 30}, "churn": {"seriesAdded": 1},
             "cardinality": {"labelNames": 2, "labelPairs": 7, "labelPairsBySeries": [{"name": "job=a", "value": 3}]},
             "labels": [{"name": "job", "values": 1, "series": 4, "chunkBytes": 90}],
             "metrics": [{"name": "up", "series": 3, "samples": 30, "chunkBytes": 90, "seriesAddedPerHour": 1.5}],
             "jobs": [{"name": "a", "series": 2, "samples": 20, "chunkBytes": 60}]}
            """;

    private static final String BASELINE = """
            {"schemaVersion": 1, "kind": "headroom-gate-baseline", "path": "data", "dataStart": 5, "hours": 0.5,
             "series": [{"metric": "up", "job": "a", "series": 3, "samples": 30, "chunkBytes": 90, "seriesAdded": 1}],
             "labels": [{"name": "job", "values": 1, "series": 4}],
             "measured": [{"measure": "series", "per": ["job"], "match": [], "values": {"a": 3.0}}]}
            """;

    @Test
    void aReportIsRead() {
        Census census = SavedReport.read(REPORT);
        assertThat(census.path()).isEqualTo("data");
        assertThat(census.dataStart()).isEqualTo(5);
        assertThat(census.total()).isEqualTo(new Numbers(null, 3L, 30L, 90L, null));
        assertThat(census.metrics().names()).containsOnly(Map.entry("up", new Numbers(null, 3L, 30L, 90L, 1.5)));
        assertThat(census.metrics().isComplete()).isTrue();
        assertThat(census.jobs().isComplete()).isFalse();
        assertThat(census.labelNames().known()).isEqualTo(2);
        assertThat(census.labelPairs().names()).containsOnlyKeys("job=a");
    }

    @Test
    void aBaselineIsRead() {
        Census census = SavedReport.read(BASELINE);
        assertThat(census.total()).isEqualTo(new Numbers(null, 3L, 30L, 90L, 2.0));
        assertThat(census.labelNames().names()).containsOnlyKeys("job");
        assertThat(census.labelPairs().isKnown()).isFalse();
        assertThat(Baseline.read(BASELINE).measured().getFirst().values()).containsEntry("a", 3.0);
    }

    @Test
    void whatNobodyKnowsIsLeftAloneAndOfTwoTheLastCounts() {
        String more = ", \"path\": \"other\", \"mine\": [{\"deep\": [[null, true, 1e999999999]]}]}";
        assertThat(SavedReport.read(replaceEnd(REPORT, more)).path()).isEqualTo("other");
        assertThat(SavedReport.read(replaceEnd(BASELINE, more)).path()).isEqualTo("other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "\"schemaVersion\": 1#\"schemaVersion\": 2#of version 2",
                "\"schemaVersion\": 1#\"schemaVersion\": []#`version []`",
                "\"schemaVersion\": 1#\"schemaVersion\": 1e999999999#version 1e999999999",
                "\"total\": 3#\"total\": 3.5#no report: broken at $.series.total",
                "\"total\": 3#\"total\": 1e999999999#no report: broken at $.series.total",
                "\"total\": 3#\"total\": null#no report: broken at $.series.total",
                "\"total\": 3#\"total\": \"x\"#no report: broken at $.series.total",
                "1.5}#1e999}#no report: broken at $.metrics[0].seriesAddedPerHour",
                "1.5}#\"\"}#no report: broken at $.metrics[0].seriesAddedPerHour",
                "1.5}#\"NaN\"}#no report: broken at $.metrics[0].seriesAddedPerHour",
                "1.5}#NaN}#no JSON: broken at $.metrics[0].seriesAddedPerHour",
                "\"path\": \"data\"#\"path\": {}#no report: broken at $.path",
                "\"path\": \"data\"#\"path\": null#no report: parts",
                "\"path\": \"data\"#'path': 1#no JSON: broken at $.",
                "\"path\": \"data\"#\"path\": 01#no JSON: broken at $.path",
                "\"path\": \"data\"#\"path\": \"\\x\"#no JSON: broken at $.path",
                "\"damaged\": [],##no report: parts",
                "\"damaged\": []#\"damaged\": [{}]#no report: parts",
                "\"churn\"#\"turn\"#no report: parts",
                "{\"name\": \"job=a\", \"value\": 3}#null#no report: parts",
                "{\"name\": \"job=a\",#{#no report: parts",
                "{\"name\": \"up\",#{#no report: parts",
                "\"metrics\"#\"rows\"#neither what analyze",
                "\"bytesPerSample\"#\"bytes\"#--index-only",
            })
    void aBrokenReportIsRefusedInOneLine(String old, String broken, String gist) {
        assertRefused(() -> SavedReport.read(replace(REPORT, old, broken)), gist);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "\"schemaVersion\": 1#\"schemaVersion\": 2#a baseline of version 2",
                "\"schemaVersion\": 1#\"schemaVersion\": 1.5#no baseline: broken at $.schemaVersion",
                "headroom-gate#headroom#no baseline; --write-baseline",
                "\"dataStart\": 5#\"dataStart\": 1e999999999#no baseline: broken at $.dataStart",
                "\"dataStart\": 5#\"dataStart\": 5.5#no baseline: broken at $.dataStart",
                "\"dataStart\": 5#\"dataStart\": [5]#no baseline: broken at $.dataStart",
                "\"hours\": 0.5#\"hours\": 1e999999999#no baseline: broken at $.hours",
                "\"hours\": 0.5#\"hours\": \"half\"#no baseline: broken at $.hours",
                "\"series\": 3#\"series\": null#no baseline: broken at $.series[0].series",
                "\"metric\": \"up\", ##no baseline: parts",
                "\"name\": \"job\"#\"name\": null#no baseline: parts",
                "\"labels\"#\"names\"#no baseline: parts",
                "\"a\": 3.0#\"a\": null#no baseline: parts",
                "\"a\": 3.0#\"a\": 1e999#no baseline: broken at $.measured[0].values",
                "\"a\": 3.0#\"a\": 3.0, \"a\": 4#no baseline: broken at $.measured[0].values",
            })
    void aBrokenBaselineIsRefusedInOneLine(String old, String broken, String gist) {
        assertRefused(() -> Baseline.read(replace(BASELINE, old, broken)), gist);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " \n", "null", "5", "true", "\"x\"", "[]", "{}", "x", "{", "{\"a", "\0", "{} {}", "// x\n{}"
            })
    void whatIsNeitherIsRefusedByBoth(String text) {
        assertRefused(() -> SavedReport.read(text), "");
        assertRefused(() -> Baseline.read(text), "no baseline");
    }

    @Test
    void wholeFilesWithMoreOrLessAreRefused() {
        for (String whole : new String[] {REPORT, BASELINE}) {
            for (String broken : new String[] {
                whole + "x",
                whole + whole,
                "\ufeff" + whole,
                whole.substring(0, whole.length() / 2),
                replaceEnd(whole, ",}"),
                replaceEnd(whole, ", \"a\": " + "[".repeat(1_000_000)),
                replaceEnd(whole, ", \"a\": " + "{\"b\":".repeat(1_000_000)),
                replaceEnd(whole, ", \"" + "a".repeat(1_000_000) + "\": }"),
                replaceEnd(whole, ", \"a\": " + "1".repeat(1_000_000) + "}"),
            }) {
                assertRefused(() -> SavedReport.read(broken), "no JSON: ");
                assertRefused(() -> Baseline.read(broken), "no baseline: ");
            }
        }
    }

    private static void assertRefused(ThrowingCallable read, String gist) {
        assertThatThrownBy(read)
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(gist)
                .hasSizeLessThan(200)
                .doesNotContain("Exception", "gson", "dev.headroom", "trictness", "\n");
    }

    private static String replace(String text, String old, String other) {
        assertThat(text).contains(old);
        return text.replace(old, other == null ? "" : other);
    }

    private static String replaceEnd(String text, String end) {
        return text.substring(0, text.lastIndexOf('}')) + end;
    }
}
