package dev.headroom.cli;

import static dev.headroom.cli.RealBlocks.DELETED_FROM;
import static dev.headroom.cli.RealBlocks.DELETED_TO;
import static dev.headroom.cli.RealBlocks.HOUR;
import static dev.headroom.cli.RealBlocks.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What `analyze --index-only` says of blocks that a real server has just cut: what `analyze` says, what promtool
/// lists, and what the samples themselves tell.
@NeedsPrometheus
@ParameterizedClass
@MethodSource("dev.headroom.testing.RealPrometheus#installed")
class IndexOnlyIT {
    @TempDir
    static Path temporary;

    private static RealBlocks real;

    /// Directories of all kinds: whole, with tombstones, with every block twice, and with what is deleted in one
    /// block standing in another one.
    private static List<Path> directories;

    @Parameter
    RealPrometheus release;

    @BeforeParameterizedClassInvocation
    static void load(RealPrometheus release) throws IOException {
        Path folder = Files.createTempDirectory(temporary, "real");
        real = RealBlocks.load(release, folder);
        List<Path> blocks = Fixtures.blocks(real.blocks());
        Path twice = Fixtures.copy(real.blocks(), folder.resolve("twice"));
        blocks.forEach(block -> BlockFacts.copyAs(block, twice, BlockFacts.otherName(block)));
        Path half = Fixtures.copy(real.deleted(), folder.resolve("half"));
        BlockFacts.copyAs(blocks.getFirst(), half, BlockFacts.otherName(blocks.getFirst()));
        directories = List.of(real.blocks(), real.deleted(), twice, half);
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "__name__", "job,instance", "code,le,nonsense", "value", "ünïcode.label"})
    void groupsHaveTheNumbersOfAnalyze(String by) {
        directories.forEach(directory -> IndexOnlyReports.assertSame(directory, "--by", by));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void anyNumberOfThreadsSaysTheSame(int threads) {
        directories.forEach(directory -> IndexOnlyReports.assertSame(directory, "--threads", threads));
    }

    /// Edges on a sample, between samples, inside chunks, between blocks, inside tombstones; ranges without a sample.
    @Test
    void rangesHaveTheNumbersOfAnalyze() {
        long[][] ranges = {
            {START, START},
            {START + 5, START + 1000},
            {START - 1000, START - 1},
            {START + HOUR + 1234, START + 5 * HOUR + 4321},
            {START + 2 * HOUR, START + 6 * HOUR},
            {START + 2 * HOUR + 1, START + 6 * HOUR - 1},
            {DELETED_FROM, DELETED_TO},
            {DELETED_FROM - 1, DELETED_TO + 1},
            {DELETED_FROM - 1_234_567, DELETED_FROM + 1_234_567},
            {DELETED_FROM + 1_234_567, DELETED_TO - 1_234_567},
            {DELETED_TO - 1_234_567, DELETED_TO + 1_234_567},
            {START + 7 * HOUR + 7, START + 7 * HOUR + 7_000},
            {START + 11 * HOUR + 17_000, START + 100 * HOUR},
            {START + 100 * HOUR, START + 101 * HOUR},
        };
        for (Path directory : directories) {
            for (long[] range : ranges) {
                IndexOnlyReports.assertSame(directory, "--from", range[0], "--to", range[1], "--by", "job");
            }
            IndexOnlyReports.assertSame(directory, "--at", START + 3 * HOUR + 33_333, "--threads", 2);
            IndexOnlyReports.assertSame(directory, "--from", START + 3 * HOUR + 33_333, "--at", DELETED_TO + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load1",
                RealBlocks.DELETED_SELECTOR,
                "{job=\"pods\", __name__!~\".*_bucket\"}",
                "{code=~\"2..|\"}",
                "{code!=\"\", le=~\"0.1|1\"}",
                "{value=\"two\\nlines\"}",
                "{value=~\"(?i).*QUOTED.*\"}",
                "{__name__=\"\"}",
                "{job=\"none\"}"
            })
    void selectedSeriesHaveTheNumbersOfAnalyze(String selector) {
        for (Path directory : directories) {
            IndexOnlyReports.assertSame(directory, "--match", selector, "--by", "job");
            IndexOnlyReports.assertSame(
                    directory, "--match", selector, "--match", "{job=\"silent\"}", "--from", DELETED_FROM + 12_345);
            IndexOnlyReports.assertSame(directory, "--match", selector, "--to", DELETED_TO - 12_345);
        }
    }

    @Test
    void everyBlockHasTheNumbersOfAnalyzeAndTheListsOfPromtool() {
        for (Path directory : directories) {
            for (Path block : Fixtures.blocks(directory)) {
                JsonNode report =
                        IndexOnlyReports.assertSame(block, "--by", "job").json();
                String promtool = release.promtool(
                        "tsdb",
                        "analyze",
                        "--limit=100000000",
                        directory.toString(),
                        block.getFileName().toString());
                assertThat(PromtoolAnalysis.of(report, false)).isEqualTo(PromtoolAnalysis.parse(promtool, false));
                IndexOnlyReports.assertSame(directory, "--block", block.getFileName());
                IndexOnlyReports.assertSame(block, "--from", DELETED_FROM + 1, "--to", DELETED_TO - 1);
            }
        }
    }

    /// Not against another report of ours, but against the samples that `dump` gives.
    @Test
    void seriesAndTimesAreThoseOfTheDump() {
        long[][] ranges = {
            {0, Long.MAX_VALUE}, {DELETED_FROM - 100_000, DELETED_TO - 1}, {DELETED_TO - 90_000, DELETED_TO}
        };
        for (Path directory : List.of(real.blocks(), real.deleted())) {
            List<String> all = PromtoolDump.lines(ToolRun.output("dump", directory));
            for (long[] range : ranges) {
                List<String> dump = all.stream()
                        .filter(line -> range[0] <= PromtoolDump.time(line) && PromtoolDump.time(line) <= range[1])
                        .toList();
                Set<String> series = dump.stream().map(PromtoolDump::series).collect(Collectors.toSet());
                JsonNode report = ToolRun.json(
                        "analyze", directory, "--index-only", "--limit", 0, "--from", range[0], "--to", range[1]);
                assertThat(report.at("/series/total").intValue()).isEqualTo(series.size());
                assertThat(report.get("dataStart").longValue())
                        .isEqualTo(dump.stream()
                                .mapToLong(PromtoolDump::time)
                                .min()
                                .orElseThrow());
                assertThat(report.get("dataEnd").longValue())
                        .isEqualTo(dump.stream()
                                .mapToLong(PromtoolDump::time)
                                .max()
                                .orElseThrow());
                assertThat(report.get("metrics")
                                .valueStream()
                                .collect(Collectors.toMap(
                                        row -> row.get("name").stringValue(),
                                        row -> row.get("series").longValue())))
                        .isEqualTo(series.stream()
                                .collect(Collectors.groupingBy(
                                        one -> PromtoolDump.labels(one).getOrDefault("__name__", ""),
                                        Collectors.counting())));
            }
        }
    }
}
