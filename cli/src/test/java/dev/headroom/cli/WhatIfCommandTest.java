package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `headroom whatif` on the demo, against what its dump says, and on a block of known collisions.
class WhatIfCommandTest {
    private static final long START = 1_700_000_000_000L;

    @TempDir
    Path folder;

    /// Samples by label set, as the dump has them.
    private static Map<String, Integer> dumped() {
        Map<String, Integer> series = new TreeMap<>();
        ToolRun.output("dump", "--as-server", Fixtures.demo())
                .lines()
                .forEach(line -> series.merge(line.substring(0, line.indexOf("} ") + 1), 1, Integer::sum));
        return series;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pod", "user_id", "instance", "code", "job"})
    void droppingALabelLeavesTheLabelSetsWithoutIt(String label) {
        JsonNode report = ToolRun.json("whatif", Fixtures.demo(), "--drop-label", label);
        Map<String, Integer> before = dumped();
        Map<String, Integer> after = new TreeMap<>();
        before.keySet()
                .forEach(series -> after.merge(
                        series.replaceAll("(^\\{|, )" + label + "=\"[^\"]*\"", "$1")
                                .replaceAll("(, )+", ", "),
                        1,
                        Integer::sum));
        assertThat(report.at("/before/series").intValue()).isEqualTo(before.size());
        assertThat(report.at("/before/samples").intValue())
                .isEqualTo(before.values().stream().mapToInt(Integer::intValue).sum());
        assertThat(report.at("/after/series").intValue())
                .isEqualTo(new TreeSet<>(after.keySet().stream()
                                .map(series -> series.replace(", }", "}"))
                                .toList())
                        .size());
        assertThat(report.at("/after/samples")).isEqualTo(report.at("/before/samples"));
        long shared = after.values().stream().filter(count -> count > 1).count();
        assertThat(report.at("/collisions/labelSets").longValue()).isEqualTo(shared);
    }

    @Test
    void droppingMetricsCollidesNowhere() {
        JsonNode report = ToolRun.json("whatif", Fixtures.demo(), "--drop-metric", "go_.*|up");
        long dropped = dumped().keySet().stream()
                .filter(series -> series.matches("\\{__name__=\"(go_[^\"]*|up)\".*"))
                .count();
        assertThat(dropped).isPositive();
        assertThat(report.at("/rules/0/series").longValue()).isEqualTo(dropped);
        assertThat(report.at("/before/series").longValue()
                        - report.at("/after/series").longValue())
                .isEqualTo(dropped);
        // The demo has deleted samples, which go with any rewrite.
        assertThat(report.at("/before/chunkBytes").longValue()
                        - report.at("/after/chunkBytes").longValue())
                .isGreaterThanOrEqualTo(report.at("/rules/0/chunkBytes").longValue());
        assertThat(report.at("/rules/0/savedBytes").longValue())
                .isGreaterThan(report.at("/rules/0/chunkBytes").longValue());
        assertThat(report.at("/collisions/labelSets").longValue()).isZero();
    }

    @Test
    void oneIdOfTwoLabelsSavesNoSeries() {
        Path rules = Fixtures.demo().resolveSibling("relabel").resolve("one-id.yml");
        JsonNode report = ToolRun.json("whatif", Fixtures.demo(), "--relabel", rules);
        for (String figure : List.of("series", "head", "active", "seriesAdded", "samples")) {
            assertThat(report.at("/after").get(figure))
                    .isEqualTo(report.at("/before").get(figure));
        }
        assertThat(report.at("/collisions/labelSets").longValue()).isZero();
        assertThat(ToolRun.output("whatif", Fixtures.demo(), "--relabel", rules))
                .contains("no series fall together");
    }

    @Test
    void collisionsAreToldByTime() {
        new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA")
                .series(Map.of("__name__", "a", "pod", "1"), START, 3)
                .series(Map.of("__name__", "a", "pod", "2"), START + 600_000, 3)
                .series(Map.of("__name__", "b", "pod", "1"), START, 3)
                .series(Map.of("__name__", "b", "pod", "2"), START + 120_000, 3)
                .series(Map.of("__name__", "c", "pod", "1"), START, 3)
                .write(folder);
        JsonNode report = ToolRun.json("whatif", folder, "--drop-label", "pod");
        assertThat(report.at("/before/series").intValue()).isEqualTo(5);
        assertThat(report.at("/after/series").intValue()).isEqualTo(3);
        assertThat(report.at("/collisions/labelSets").intValue()).isEqualTo(2);
        assertThat(report.at("/collisions/series").intValue()).isEqualTo(4);
        assertThat(report.at("/collisions/overlapping").intValue()).isEqualTo(1);
        assertThat(report.at("/collisions/examples/0/labels").stringValue()).isEqualTo("{__name__=\"b\"}");
        assertThat(report.at("/collisions/examples/0/overlapping").booleanValue())
                .isTrue();
        assertThat(report.at("/collisions/examples/0/some/1").stringValue()).isEqualTo("{__name__=\"b\", pod=\"2\"}");
        assertThat(report.at("/collisions/examples/1/overlapping").booleanValue())
                .isFalse();
        assertThat(ToolRun.json("whatif", folder, "--drop-label", "__name__")
                        .at("/unstorable")
                        .intValue())
                .isEqualTo(5);
    }

    @Test
    void plansAreThoseOfPlan() {
        Path rules = Fixtures.demo().resolveSibling("relabel").resolve("no-user-id.yml");
        JsonNode report = ToolRun.json("whatif", Fixtures.demo(), "--relabel", rules, "--plan");
        assertThat(report.at("/planBefore/diskFullest"))
                .isEqualTo(ToolRun.json("plan", Fixtures.demo()).at("/disk/now/fullest"));
        assertThat(report.at("/planAfter/diskFullest"))
                .isEqualTo(ToolRun.json("plan", Fixtures.demo(), "--relabel", rules)
                        .at("/disk/now/fullest"));
        assertThat(report.at("/planAfter/memory").doubleValue())
                .isLessThan(report.at("/planBefore/memory").doubleValue());
    }

    @Test
    void somethingHasToBeTried() {
        assertThat(ToolRun.of("whatif", folder, "--each-label", "--plan").err()).contains("--plan: goes with rules");
        assertThat(ToolRun.of("whatif", folder, "--each-label", "--drop-label", "a")
                        .err())
                .contains("no rules go with it");
        assertThat(ToolRun.of("plan", "--series", "1", "--drop-label", "a").err())
                .contains("go with a data directory");
        assertThat(ToolRun.of("whatif", folder).err()).contains("nothing to try");
        assertThat(ToolRun.of("whatif", folder, "--drop-metric", "a(").err()).contains("--drop-metric: regex: ");
        assertThat(ToolRun.of("whatif", folder, "--drop-label", "a", "--job", "b")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}
