package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Directories that Prometheus 3.14 wrote, against what its own tools say of them.
class FixtureParityIT {
    @TempDir
    Path temporary;

    static Stream<Arguments> blocks() {
        Path fixtures = Fixtures.shared().resolve("prometheus-3.14");
        return Stream.of("classic", "xor2", "st")
                .flatMap(directory -> Fixtures.blocks(fixtures.resolve(directory)).stream()
                        .map(block -> arguments(directory, block.getFileName().toString())));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void theListsOfABlockAreThoseOfPromtool(String directory, String ulid) throws IOException {
        Path fixtures = Fixtures.shared().resolve("prometheus-3.14");
        String promtool = Files.readString(fixtures.resolve(directory + "." + ulid + ".analyze.txt"));

        JsonNode report = ToolRun.json("analyze", fixtures.resolve(directory).resolve(ulid), "--limit", 0);

        assertThat(PromtoolAnalysis.of(report, true)).isEqualTo(PromtoolAnalysis.parse(promtool, true));
        assertThat(ToolRun.json("analyze", fixtures.resolve(directory), "--block", ulid, "--limit", 0)
                        .get("cardinality"))
                .isEqualTo(report.get("cardinality"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "xor2", "st"})
    void everySampleOfTheBlocksStandsInTheDumpOnce(String directory) throws IOException {
        Path fixtures = Fixtures.shared().resolve("prometheus-3.14");
        List<String> everything;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(fixtures.resolve(directory + ".dump.txt.gz")))) {
            everything = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        Path blocks = Fixtures.copyOfBlocks(fixtures.resolve(directory), temporary.resolve(directory));
        long samples = 0;
        for (JsonNode block : ToolRun.json("list", blocks).get("blocks")) {
            samples += block.get("samples").longValue();
        }

        List<String> dumped = PromtoolDump.lines(ToolRun.output("dump", blocks));

        assertThat(dumped).hasSize(Math.toIntExact(samples)).doesNotHaveDuplicates();
        assertThat(everything.stream().filter(new HashSet<>(dumped)::contains).toList())
                .isEqualTo(dumped);
    }

    /// The three directories hold the same samples in different encodings.
    @Test
    void everyEncodingGivesTheSameText() {
        Path fixtures = Fixtures.shared().resolve("prometheus-3.14");
        String classic = ToolRun.output(
                "dump", Fixtures.copyOfBlocks(fixtures.resolve("classic"), temporary.resolve("classic")));

        for (String directory : List.of("xor2", "st")) {
            Path blocks = Fixtures.copyOfBlocks(fixtures.resolve(directory), temporary.resolve(directory));
            PromtoolDump.assertSameLines(ToolRun.output("dump", blocks), classic);
        }
    }

    /// The only encodings that a released promtool knows are those of `classic`.
    @Test
    @NeedsPrometheus("3.5")
    void blocksAloneDumpAsPromtoolDumpsThem() {
        Path blocks = Fixtures.copyOfBlocks(
                Fixtures.shared().resolve("prometheus-3.14/classic"), temporary.resolve("classic"));
        RealPrometheus promtool = RealPrometheus.release("3.5");

        PromtoolDump.assertSameLines(
                PromtoolDump.asOf35(ToolRun.output("dump", blocks), Set.of("kind5_metric", "kind7_metric")),
                promtool.promtool("tsdb", "dump", blocks.toString()));
        PromtoolDump.assertSameLines(
                ToolRun.output("dump", blocks, "-o", "openmetrics"),
                promtool.promtool("tsdb", "dump-openmetrics", blocks.toString()));
    }

    @Test
    void anIndexOfVersionOneDumpsAsPromtoolDumpedIt() throws IOException {
        Path fixtures = Fixtures.shared();
        String promtool = Files.readString(fixtures.resolve("index-v1.dump.txt"));

        assertThat(ToolRun.output("dump", fixtures.resolve("index-v1"))).isEqualTo(promtool);
        assertThat(ToolRun.output(
                        "dump", Fixtures.blocks(fixtures.resolve("index-v1")).getFirst()))
                .isEqualTo(promtool);
        JsonNode report = ToolRun.json("analyze", fixtures.resolve("index-v1"));
        assertThat(report.at("/bytesPerSample/samples").longValue())
                .isEqualTo(promtool.lines().count());
        assertThat(report.at("/series/total").longValue())
                .isEqualTo(promtool.lines().map(PromtoolDump::series).distinct().count());
    }

    /// What the indexes alone say is what `analyze` says, in ranges that cut chunks as well.
    @ParameterizedTest
    @ValueSource(strings = {"prometheus-3.14/classic", "prometheus-3.14/xor2", "prometheus-3.14/st", "index-v1"})
    void indexesAloneHaveTheNumbersOfAnalyze(String directory) {
        Path data = Fixtures.shared().resolve(directory);
        JsonNode report = IndexOnlyReports.assertSame(data, "--by", "job").json();
        long start = report.get("dataStart").longValue();
        long end = report.get("dataEnd").longValue();
        long third = (end - start) / 3;
        IndexOnlyReports.assertSame(data, "--from", start + third, "--to", end - third);
        IndexOnlyReports.assertSame(data, "--at", end - third, "--by", "__name__,job", "--threads", 2);
        for (Path block : Fixtures.blocks(data)) {
            IndexOnlyReports.assertSame(block);
            IndexOnlyReports.assertSame(block, "--from", start + third);
        }
    }
}
