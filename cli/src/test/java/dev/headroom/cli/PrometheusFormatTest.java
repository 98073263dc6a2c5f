package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.analyze.exposition.ExpositionParser;
import dev.headroom.testing.block.BlockImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Reports in Prometheus's text format say what the JSON reports say, whatever labels hold.
class PrometheusFormatTest {
    @TempDir
    Path directory;

    @Test
    void hostileValuesComeThrough() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        BlockImage block = new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA");
        for (String value : RealBlocks.HOSTILE_VALUES) {
            block.series(Map.of("__name__", value, "job", value, "my.label", value), 1_700_006_400_000L, 3);
        }
        block.write(data);
        String text = ToolRun.output("analyze", data, "-o", "prometheus", "--limit", 0, "--by", "my.label");
        Set<SortedMap<String, String>> series = ExpositionParser.parse("out", text.getBytes(StandardCharsets.UTF_8));
        Set<String> jobs = series.stream()
                .filter(labels -> labels.get("__name__").equals("headroom_series"))
                .map(labels -> labels.getOrDefault("job", ""))
                .collect(Collectors.toSet());
        Set<String> groups = series.stream()
                .filter(labels -> labels.get("__name__").equals("headroom_group_series"))
                .map(labels -> labels.getOrDefault("label_1", ""))
                .collect(Collectors.toSet());
        JsonNode report = ToolRun.json("analyze", data, "--limit", 0);
        assertThat(jobs)
                .isEqualTo(Set.copyOf(report.get("jobs").findValuesAsString("name")))
                .isEqualTo(groups)
                .hasSizeGreaterThan(5);
    }

    @Test
    void numbersAreThoseOfTheReport() {
        JsonNode report = ToolRun.json("analyze", Fixtures.demo(), "--limit", 2);
        List<String> lines = ToolRun.output("analyze", Fixtures.demo(), "--limit", 2, "-o", "prometheus")
                .lines()
                .toList();
        assertThat(lines)
                .contains(
                        "headroom_series{job=\"api\"} " + report.at("/jobs/0/series"),
                        "headroom_directory_series{of=\"active\"} " + report.at("/series/active"),
                        "headroom_disk_bytes{kind=\"wal\"} " + report.at("/disk/wal"),
                        "headroom_directory_samples " + report.at("/bytesPerSample/samples"),
                        "headroom_directory_samples_per_second " + report.at("/ingest/samplesPerSecond"));
        // The limit is the guard against becoming a cardinality problem oneself.
        assertThat(lines.stream().filter(line -> line.startsWith("headroom_metric_series{")))
                .hasSize(2);
        assertThat(lines.stream().filter(line -> line.startsWith("headroom_label_values{")))
                .hasSize(2);
    }
}
