package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Two directories that differ in what is known, compared in every way.
class DiffTest {
    private static final long START = 1_700_006_400_000L;
    private static final long MINUTE = 60_000;
    private static final String BEFORE = "01HF7YAT00AAAAAAAAAAAAAAAA";
    private static final String AFTER = "01HF7YAT00BBBBBBBBBBBBBBBB";

    @TempDir
    Path directory;

    private Path before;
    private Path after;

    /// 30 metrics that stay; `grown` has three series and then five; `gone` goes, `came` comes; one series
    /// without a metric's name.
    @BeforeEach
    void write() throws IOException {
        before = Files.createDirectory(directory.resolve("before"));
        BlockImage old = steady(new BlockImage(BEFORE));
        series(old, "grown", 3);
        series(old, "gone", 2);
        old.write(before);
        after = Files.createDirectory(directory.resolve("after"));
        BlockImage fresh = steady(new BlockImage(AFTER));
        series(fresh, "grown", 5);
        for (int i = 0; i < 4; i++) {
            fresh.series(Map.of("__name__", "came", "job", "new", "color", "c" + i), START, 61);
        }
        fresh.write(after);
    }

    private static BlockImage steady(BlockImage block) {
        for (int i = 0; i < 30; i++) {
            block.series(Map.of("__name__", "steady_" + i, "job", "old", "n", "0"), START, 61);
        }
        return block.series(Map.of("job", "nameless"), START, 61);
    }

    private static void series(BlockImage block, String name, int count) {
        for (int i = 0; i < count; i++) {
            block.series(Map.of("__name__", name, "job", "old", "n", "" + i), START, 61);
        }
    }

    @Test
    void onlyWhatHasChangedIsListed() {
        JsonNode report = ToolRun.json("diff", before, after);
        assertThat(growth(report.get("metrics"))).isEqualTo(Map.of("grown", 2L));
        assertThat(added(report.get("metrics"))).isEqualTo(Map.of("came", 4L));
        assertThat(vanished(report.get("metrics"))).isEqualTo(Map.of("gone", 2L));
        assertThat(growth(report.get("jobs"))).isEmpty();
        assertThat(added(report.get("jobs"))).isEqualTo(Map.of("new", 4L));
        assertThat(vanished(report.get("jobs"))).isEmpty();
        assertThat(growth(report.get("labelNames"))).isEqualTo(Map.of("__name__", 4L, "job", 4L, "n", 0L));
        assertThat(added(report.get("labelNames"))).isEqualTo(Map.of("color", 4L));
        assertThat(growth(report.get("labelPairs"))).isEqualTo(Map.of("__name__=grown", 2L, "n=0", -1L, "n=1", -1L));
        assertThat(added(report.get("labelPairs")))
                .isEqualTo(new TreeMap<>(Map.of(
                        "__name__=came",
                        4L,
                        "job=new",
                        4L,
                        "n=3",
                        1L,
                        "n=4",
                        1L,
                        "color=c0",
                        1L,
                        "color=c1",
                        1L,
                        "color=c2",
                        1L,
                        "color=c3",
                        1L)));
        assertThat(vanished(report.get("labelPairs"))).isEqualTo(Map.of("__name__=gone", 2L));
        assertThat(report.at("/total/growth/series").longValue()).isEqualTo(4);
        assertThat(report.at("/total/growth/samples").longValue()).isEqualTo(4 * 61);
        // One metric has come and one has gone; of jobs there is one more.
        assertThat(report.at("/labelNames/changed/0/name").stringValue()).isEqualTo("job");
        assertThat(report.at("/labelNames/changed/0/growth/values").longValue()).isEqualTo(1);
        assertThat(report.at("/labelNames/changed/1/name").stringValue()).isEqualTo("__name__");
        assertThat(report.at("/labelNames/changed/1/growth/values").longValue()).isZero();
        assertThat(report.get("notes")).isEmpty();
    }

    @Test
    void theSameIsNoChange() {
        for (Object[] arguments : List.of(
                new Object[] {"diff", before, before, "-o", "json"},
                new Object[] {"diff", before, before.resolve(BEFORE), "-o", "json"},
                new Object[] {"diff", Fixtures.copy(before, directory.resolve("copy")), before, "-o", "json"})) {
            JsonNode report = ToolRun.of(arguments).json();
            for (String part : List.of("metrics", "jobs", "labelNames", "labelPairs")) {
                for (String count : List.of("changedCount", "addedCount", "vanishedCount")) {
                    assertThat(report.get(part).get(count).longValue()).isZero();
                }
            }
        }
    }

    @Test
    void aSavedReportAndABaselineAreAsGoodAsTheDirectory() throws IOException {
        Path report = directory.resolve("report.json");
        ToolRun.output("analyze", before, "-o", "json", "--limit", 0, "--output-file", report);
        Path budget = Files.writeString(directory.resolve("budget.yml"), "rules: [{measure: series, max: 1k}]");
        Path baseline = directory.resolve("baseline.json");
        ToolRun.output("gate", before, "--budget", budget, "--write-baseline", baseline);
        JsonNode expected = ToolRun.json("diff", before, after);
        for (Path saved : List.of(report, baseline)) {
            JsonNode found = ToolRun.json("diff", saved, after);
            for (String part : List.of("metrics", "jobs", "labelNames")) {
                assertThat(growth(found.get(part))).isEqualTo(growth(expected.get(part)));
                assertThat(added(found.get(part))).isEqualTo(added(expected.get(part)));
                assertThat(vanished(found.get(part))).isEqualTo(vanished(expected.get(part)));
            }
            assertThat(found.at("/total/growth/series")).isEqualTo(expected.at("/total/growth/series"));
            assertThat(found.at("/total/growth/samples")).isEqualTo(expected.at("/total/growth/samples"));
        }
        JsonNode pairs = ToolRun.json("diff", report, after).get("labelPairs");
        assertThat(growth(pairs)).isEqualTo(growth(expected.get("labelPairs")));
        assertThat(ToolRun.output("diff", baseline, after)).contains("a gate's baseline knows no label pairs");
        // The other way round, what was new is gone.
        assertThat(vanished(ToolRun.json("diff", after, report).get("metrics"))).isEqualTo(Map.of("came", 4L));
    }

    @Test
    void ofAReportThatWasCutOffNothingIsTakenForNew() {
        Path report = directory.resolve("report.json");
        ToolRun.output("analyze", before, "-o", "json", "--limit", 5, "--output-file", report);
        JsonNode found = ToolRun.json("diff", report, after);
        assertThat(added(found.get("metrics"))).isEmpty();
        assertThat(added(found.get("labelPairs"))).isEmpty();
        // There are five label names and no more, so these are all there.
        assertThat(added(found.get("labelNames"))).isEqualTo(Map.of("color", 4L));
        assertThat(found.get("notes").toString())
                .contains("only some of its metrics")
                .contains("label pairs");
    }

    /// It has no samples, and none is not the same as not known.
    @Test
    void aReportOfTheIndexesIsRefused() {
        Path report = directory.resolve("report.json");
        ToolRun.output("analyze", before, "--index-only", "-o", "json", "--output-file", report);
        ToolRun run = ToolRun.of("diff", report, after);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(report.toString())
                .contains("--index-only")
                .hasLineCount(1);
    }

    @Test
    void twoTimesOfOneDirectory() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        BlockImage block = steady(new BlockImage(BEFORE));
        for (int i = 0; i < 7; i++) {
            block.series(Map.of("__name__", "late", "job", "old", "n", "" + i), START + 40 * MINUTE, 10);
        }
        block.write(data);
        long middle = START + 30 * MINUTE;
        JsonNode report = ToolRun.json("diff", data, "--baseline-to", middle - 1, "--from", middle, "--limit", 0);
        assertThat(added(report.get("metrics"))).isEqualTo(Map.of("late", 7L));
        assertThat(report.at("/before/dataEnd").longValue()).isEqualTo(middle - 1);
        assertThat(report.at("/after/dataStart").longValue()).isEqualTo(middle);
        // 30 minutes against 31.
        assertThat(report.at("/total/growth/samples").longValue()).isEqualTo(31 + 70);
        assertThat(growth(report.get("metrics")))
                .hasSize(31)
                .allSatisfy((name, series) -> assertThat(series).isZero());
    }

    @Test
    void listsAreCutButNotCounts() {
        JsonNode report = ToolRun.json("diff", before, after, "--limit", 1);
        assertThat(report.at("/labelPairs/added")).hasSize(1);
        assertThat(report.at("/labelPairs/addedCount").longValue()).isEqualTo(8);
        assertThat(report.at("/labelPairs/added/0/name").stringValue()).isEqualTo("__name__=came");
    }

    @Test
    void allFormats() {
        assertThat(ToolRun.output("diff", before, after))
                .contains("METRICS CHANGED", "METRICS NEW", "METRICS GONE", "series         36 → 40  (+4)");
        assertThat(ToolRun.output("diff", before, after, "-o", "csv", "--table", "newMetrics"))
                .startsWith("name,series,samples,chunkBytes,seriesAddedPerHour\ncame,4,244,");
        assertThat(ToolRun.output("diff", before, after, "-o", "csv"))
                .startsWith("name,series,seriesGrowth,samples,samplesGrowth,chunkBytes,")
                .contains("\ngrown,5,2,305,122,");
        assertThat(ToolRun.output("diff", before, after, "-o", "markdown")).contains("### METRICS NEW");
        assertThat(ToolRun.output("diff", before, after, "-o", "prometheus"))
                .contains("headroom_diff_metric_series_growth{metric=\"gone\"} -2\n")
                .contains("headroom_diff_series_growth 4\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "diff|BEFORE",
                "diff B|nothing to compare",
                "diff B A --limit -1|limit",
                "diff B A --threads 0|threads",
                "diff B A --sort size|size",
                "diff B A --from 5 --to 4|--from",
                "diff B A --baseline-from 5 --baseline-to 4|--baseline-from",
                "diff F A|no JSON",
                "diff B A -o junit|junit",
            })
    void wrongUsageIsOneLineAndExitCodeTwo(String line, String gist) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        ToolRun run = ToolRun.of((Object[]) line.replace(" B", " " + before)
                .replace(" A", " " + after)
                .replace(" F", " " + file)
                .split(" ", -1));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).startsWith("headroom: ").contains(gist).doesNotContain("Exception");
    }

    @Test
    void whatIsNotThereIsDamage() {
        ToolRun run = ToolRun.of("diff", before, directory.resolve("nowhere"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
    }

    private static Map<String, Long> growth(JsonNode part) {
        Map<String, Long> rows = new TreeMap<>();
        part.get("changed")
                .forEach(row -> rows.put(
                        row.get("name").stringValue(), row.at("/growth/series").longValue()));
        assertThat(rows).hasSize(part.get("changedCount").intValue());
        return rows;
    }

    private static Map<String, Long> added(JsonNode part) {
        return names(part, "added");
    }

    private static Map<String, Long> vanished(JsonNode part) {
        return names(part, "vanished");
    }

    private static Map<String, Long> names(JsonNode part, String list) {
        Map<String, Long> rows = new TreeMap<>();
        List<Long> sizes = new ArrayList<>();
        part.get(list).forEach(row -> {
            rows.put(row.get("name").stringValue(), row.at("/numbers/series").longValue());
            sizes.add(row.at("/numbers/series").longValue());
        });
        assertThat(sizes).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(rows).hasSize(part.get(list + "Count").intValue());
        return rows;
    }
}
