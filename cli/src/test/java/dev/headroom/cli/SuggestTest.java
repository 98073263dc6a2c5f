package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.wal.LogImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `headroom suggest` on a directory of which it is known what can go, and on the demo.
class SuggestTest {
    private static final long START = 1_700_006_400_000L;

    @TempDir
    Path folder;

    @Test
    void whatCanGoIsFoundAndWhatIsNeededStays() throws IOException {
        Path data = Planted.write(Files.createDirectory(folder.resolve("data")));
        JsonNode report = ToolRun.json("suggest", data, "--save", "30%");
        assertThat(labels(report)).containsExactly("region", "build");
        assertThat(report.at("/rules/0/kind").stringValue()).isEqualTo("constant");
        assertThat(report.at("/rules/1/kind").stringValue()).isEqualTo("exploding");
        assertThat(report.at("/rules/1/savedSeries").longValue()).isEqualTo(2400 - 200);
        assertThat(report.at("/needed/0/label").stringValue()).isEqualTo("path");
        assertThat(report.get("met").booleanValue()).isTrue();
        assertPromised(data, "30%");
    }

    @Test
    void whatCannotBeSavedIsSaid() throws IOException {
        Path data = Planted.write(Files.createDirectory(folder.resolve("data")));
        JsonNode report = ToolRun.json("suggest", data, "--save", "100%");
        assertThat(report.get("needed")
                        .valueStream()
                        .map(row -> row.get("label").stringValue()))
                .contains("path");
        assertThat(labels(report)).containsExactly("region", "build");
        ToolRun demo = ToolRun.of("suggest", Fixtures.demo(), "--save", "99%", "-o", "yaml");
        assertThat(demo.err()).contains("of the 99.0 % asked for can be saved");
        assertThat(ToolRun.of("suggest", data, "--save", "0%").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(ToolRun.of("suggest", data, "--save", "30").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theDemoKeepsItsPromise() {
        assertPromised(Fixtures.copyOfBlocks(Fixtures.demo(), folder.resolve("blocks")), "40%");
    }

    @Test
    void noRuleTakesALabelOfASeriesWithoutAMetricName() throws IOException {
        Path data = Planted.write(Files.createDirectory(folder.resolve("data")));
        new BlockImage("01HF7YAT0BBBBBBBBBBBBBBBBB")
                .series(Map.of("job", "unnamed", "region", "here"), START, 3)
                .write(data);
        assertThat(labels(assertStorable(data))).contains("build").doesNotContain("region");
    }

    /// No forecast of a block says that it would be refused.
    @Test
    void noRuleTakesALabelOfASeriesWithoutAMetricNameInTheHead() throws IOException {
        LogImage log = new LogImage();
        for (int i = 0; i < 20; i++) {
            log.series(i + 1, "__name__", "steps_" + i / 10, "job", "app", "build", "2026." + i)
                    .samples(i + 1, START + i * 60_000L, 1);
        }
        log.series(21, "build", "2026.0", "job", "unnamed").samples(21, START, 1);
        Path data = folder.resolve("data");
        log.write(Files.createDirectories(data.resolve("wal")), 0);
        JsonNode report = assertStorable(data);
        assertThat(report.at("/rules/0/kind").stringValue()).isEqualTo("explodingOnMetric");
    }

    private JsonNode assertStorable(Path data) {
        Path rules = folder.resolve("rules.yml");
        ToolRun.output("suggest", data, "--save", "30%", "-o", "yaml", "--output-file", rules);
        assertThat(ToolRun.json("whatif", data, "--relabel", rules)
                        .get("unstorable")
                        .longValue())
                .isZero();
        return ToolRun.json("suggest", data, "--save", "30%");
    }

    private static List<String> labels(JsonNode report) {
        return report.get("rules")
                .valueStream()
                .filter(rule -> rule.has("label"))
                .map(rule -> rule.get("label").stringValue())
                .toList();
    }

    /// The rules, fed to a rewrite, save to the byte what was promised, and no series of the same time collide.
    private void assertPromised(Path data, String target) {
        Path rules = folder.resolve("rules.yml");
        JsonNode report = ToolRun.json("suggest", data, "--save", target);
        ToolRun.output("suggest", data, "--save", target, "-o", "yaml", "--output-file", rules);
        JsonNode foretold = ToolRun.json("whatif", data, "--relabel", rules);
        assertThat(foretold.at("/collisions/overlapping").longValue()).isZero();
        Path out = folder.resolve("out");
        ToolRun.json("rewrite", data, "--relabel", rules, "--on-collision", "merge", "--out", out);
        long bytes = 0;
        for (Path block : Fixtures.blocks(out)) {
            bytes += RealBlocks.segmentBytes(block)
                    + block.resolve("index").toFile().length();
        }
        assertThat(report.at("/after/chunkBytes").longValue()
                        + report.at("/after/indexBytes").longValue())
                .isEqualTo(bytes);
        JsonNode after = ToolRun.json("analyze", out);
        assertThat(report.at("/after/series")).isEqualTo(after.at("/series/total"));
        long before = report.at("/before/chunkBytes").longValue()
                + report.at("/before/indexBytes").longValue();
        long saved = report.get("rules")
                .valueStream()
                .mapToLong(rule -> rule.get("savedBytes").longValue())
                .sum();
        assertThat(saved).isEqualTo(before - bytes);
    }
}
