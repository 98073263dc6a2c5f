package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Blocks that a real server has just cut, against what its own promtool says of them.
@NeedsPrometheus
@ParameterizedClass
@MethodSource("dev.headroom.testing.RealPrometheus#installed")
class RealParityIT {
    @TempDir
    static Path temporary;

    private static RealBlocks real;

    /// All samples, as our dump has them; one of the tests holds that against promtool's.
    private static List<String> dump;

    @Parameter
    RealPrometheus release;

    @TempDir
    Path scratch;

    @BeforeParameterizedClassInvocation
    static void load(RealPrometheus release) throws IOException {
        real = RealBlocks.load(release, Files.createTempDirectory(temporary, "real"));
        dump = PromtoolDump.lines(ToolRun.output("dump", real.blocks()));
    }

    @Test
    void theBlocksAreOfTwoLevelsAndHoldEveryKindOfSample() {
        JsonNode list = ToolRun.json("list", real.blocks());
        assertThat(list.get("blocks")
                        .valueStream()
                        .map(block -> block.get("level").intValue()))
                .contains(1, 2);
        assertThat(list.get("overlaps")).isEmpty();
        assertThat(dump).anyMatch(line -> line.contains(" {count:")).anyMatch(line -> line.contains(" NaN "));
        assertThat(dump.stream().map(PromtoolDump::series).distinct().map(PromtoolDump::labels))
                .extracting(labels -> labels.get("value"))
                .containsAll(RealBlocks.HOSTILE_VALUES);
    }

    @Test
    void listSaysWhatPromtoolSays() {
        for (Path directory : List.of(real.blocks(), real.deleted())) {
            List<String> ours = ToolRun.json("list", directory)
                    .get("blocks")
                    .valueStream()
                    .map(block -> block.get("ulid").stringValue() + " " + block.get("minTime") + " "
                            + block.get("maxTime") + " " + block.get("samples") + " " + block.get("chunks") + " "
                            + block.get("series") + " " + block.at("/bytes/total"))
                    .toList();
            List<String> promtool = release.promtool("tsdb", "list", directory.toString())
                    .lines()
                    .skip(1)
                    // All but the duration, which the times say as well.
                    .map(line -> line.replaceFirst("^(\\S+ +\\S+ +\\S+) +\\S+", "$1")
                            .replaceAll(" +", " ")
                            .strip())
                    .toList();
            assertThat(ours).isEqualTo(promtool).hasSizeGreaterThan(2);
        }
    }

    @Test
    void listsOfEveryBlockAreThoseOfPromtool() {
        for (Path block : Fixtures.blocks(real.blocks())) {
            JsonNode report = ToolRun.json("analyze", block, "--limit", 0);
            assertThat(PromtoolAnalysis.of(report, false))
                    .isEqualTo(PromtoolAnalysis.parse(promtoolAnalyze(release, block), false));
            if (RealBlocks.isModern(RealPrometheus.newest())) {
                assertThat(PromtoolAnalysis.of(report, true))
                        .isEqualTo(PromtoolAnalysis.parse(promtoolAnalyze(RealPrometheus.newest(), block), true));
            }
        }
    }

    /// Tombstones change nothing in the lists: they are of the index.
    @Test
    void listsOfABlockWithTombstonesAreThoseOfPromtool() {
        for (Path block : Fixtures.blocks(real.deleted())) {
            assertThat(PromtoolAnalysis.of(ToolRun.json("analyze", block, "--limit", 0), real.isModern()))
                    .isEqualTo(PromtoolAnalysis.parse(promtoolAnalyze(release, block), real.isModern()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load1",
                "{job=\"pods\"}",
                "{job=\"pods\", __name__!~\".*_bucket\"}",
                "{job!=\"pods\", instance=~\"node-[01].*\"}",
                "{code=~\"2..|\"}",
                "{code!=\"\", le=~\"0.1|1\"}",
                "{__name__=~\"native_.*|temperature\"}",
                "{value=\"two\\nlines\"}",
                "{value=~\"(?i).*QUOTED.*\"}",
                "{\"my.label\"=\"v\"}"
            })
    void listsOfSelectedSeriesAreThoseOfPromtool(String selector) {
        assumeThat(RealBlocks.isModern(RealPrometheus.newest()))
                .as("promtool tsdb analyze --match came with release 2.53")
                .isTrue();
        for (Path block : Fixtures.blocks(real.blocks())) {
            String promtool = promtoolAnalyze(RealPrometheus.newest(), block, "--match=" + selector);
            if (promtool.contains("Matched series: 0")) {
                continue;
            }
            JsonNode report = ToolRun.json("analyze", block, "--limit", 0, "--match", selector);
            assertThat(PromtoolAnalysis.of(report, true)).isEqualTo(PromtoolAnalysis.parse(promtool, true));
        }
    }

    @Test
    void dumpIsWhatPromtoolDumps() {
        for (Path directory : List.of(real.blocks(), real.deleted())) {
            assertDumpIsPromtools(directory);
        }
    }

    @Test
    void dumpOfEachBlockIsWhatPromtoolDumps() {
        int number = 0;
        for (Path directory : List.of(real.blocks(), real.deleted())) {
            for (Path block : Fixtures.blocks(directory)) {
                Path alone = scratch.resolve("alone-" + number++);
                mkdir(alone.resolve("wal"));
                Fixtures.copy(block, alone.resolve(block.getFileName()));
                assertDumpIsPromtools(alone);
                assertThat(ToolRun.output("dump", block)).isEqualTo(ToolRun.output("dump", alone));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load1",
                "{job=\"pods\", __name__!~\"native.*\"}",
                "{__name__=~\"native_.*\", pod!=\"\"}",
                "{job=\"odd\"}"
            })
    void dumpOfSelectedSeriesAndTimesIsWhatPromtoolDumps(String selector) {
        long from = PromtoolDump.time(dump.get(dump.size() / 3));
        long to = from + 5 * RealBlocks.HOUR;
        String promtool = release.promtool(
                "tsdb",
                "dump",
                "--match=" + selector,
                "--min-time=" + from,
                "--max-time=" + to,
                real.blocks().toString());
        PromtoolDump.assertSameLines(
                asThatReleasePrints(
                        ToolRun.output("dump", real.blocks(), "--match", selector, "--from", from, "--to", to)),
                promtool);
    }

    @Test
    void severalSelectorsDumpWhatAnyOfThemChooses() {
        String both = ToolRun.output(
                "dump", real.blocks(), "--match", "{job=\"nodes\"}", "--match", "{__name__=~\"load1|temperature\"}");
        Set<String> chosen = dump.stream()
                .map(PromtoolDump::series)
                .distinct()
                .filter(series -> {
                    Map<String, String> labels = PromtoolDump.labels(series);
                    return "nodes".equals(labels.get("job")) || "temperature".equals(labels.get("__name__"));
                })
                .collect(Collectors.toSet());
        assertThat(PromtoolDump.lines(both))
                .isEqualTo(dump.stream()
                        .filter(line -> chosen.contains(PromtoolDump.series(line)))
                        .toList());
    }

    @Test
    void openMetricsIsWhatPromtoolDumps() {
        assumeThat(RealBlocks.isModern(RealPrometheus.newest()))
                .as("promtool tsdb dump-openmetrics came with release 2.51")
                .isTrue();
        for (Path directory : List.of(real.blocks(), real.deleted())) {
            PromtoolDump.assertSameLines(
                    ToolRun.output("dump", directory, "-o", "openmetrics"),
                    RealPrometheus.newest().promtool("tsdb", "dump-openmetrics", directory.toString()));
        }
    }

    @Test
    void aBlocksSumsAreThoseOfItsMetaAndItsFiles() throws IOException {
        for (Path block : Fixtures.blocks(real.blocks())) {
            JsonNode meta = BlockFacts.meta(block);
            JsonNode report = ToolRun.json("analyze", block, "--limit", 0);
            assertSums(
                    report,
                    meta.at("/stats/numSeries").longValue(),
                    meta.at("/stats/numSamples").longValue(),
                    RealBlocks.segmentBytes(block));
            JsonNode row = report.at("/blocks/0");
            assertThat(row.get("series")).isEqualTo(meta.at("/stats/numSeries"));
            assertThat(row.get("samples")).isEqualTo(meta.at("/stats/numSamples"));
            assertThat(row.get("chunks")).isEqualTo(meta.at("/stats/numChunks"));
            assertThat(report.at("/chunks/total")).isEqualTo(meta.at("/stats/numChunks"));
            // Releases before 3.7 do not count them apart.
            if (meta.at("/stats").has("numHistogramSamples")) {
                assertThat(report.at("/bytesPerSample/histogramSamples"))
                        .isEqualTo(meta.at("/stats/numHistogramSamples"));
            }
            assertThat(row.get("ulid")).isEqualTo(meta.get("ulid"));
            assertThat(row.get("minTime")).isEqualTo(meta.get("minTime"));
            assertThat(row.get("maxTime")).isEqualTo(meta.get("maxTime"));
            assertThat(row.get("level")).isEqualTo(meta.at("/compaction/level"));
            for (String file : List.of("index", "tombstones")) {
                assertThat(row.at("/bytes/" + file).longValue()).isEqualTo(Files.size(block.resolve(file)));
            }
            assertThat(row.at("/bytes/meta").longValue()).isEqualTo(Files.size(block.resolve("meta.json")));
            assertThat(row.at("/bytes/chunks").longValue()).isEqualTo(RealBlocks.segmentBytes(block));
            assertThat(sum(report.get("index").valueStream())).isEqualTo(Files.size(block.resolve("index")));
            assertThat(report.at("/disk/blocks")).isEqualTo(row.get("bytes"));
            assertThat(sum(report.at("/chunks/encodings").valueStream().map(e -> e.get("bytes"))))
                    .isEqualTo(row.at("/bytes/chunks").longValue()
                            - report.at("/disk/segmentHeaders").longValue());
        }
    }

    @Test
    void aDirectorysSumsAreThoseOfItsBlocks() throws IOException {
        long samples = 0;
        long segments = 0;
        long all = 0;
        for (Path block : Fixtures.blocks(real.blocks())) {
            samples += BlockFacts.meta(block).at("/stats/numSamples").longValue();
            segments += RealBlocks.segmentBytes(block);
            all += BlockFacts.bytes(block);
        }
        JsonNode report = ToolRun.json("analyze", real.blocks(), "--limit", 0);

        assertSums(report, dump.stream().map(PromtoolDump::series).distinct().count(), samples, segments);
        assertThat(report.at("/series/total").longValue())
                .isEqualTo(dump.stream().map(PromtoolDump::series).distinct().count());
        assertThat(report.at("/bytesPerSample/samples").longValue())
                .isEqualTo(samples)
                .isEqualTo(dump.size());
        assertThat(report.at("/bytesPerSample/chunks").doubleValue())
                .isEqualTo(
                        (double) (segments - report.at("/disk/segmentHeaders").longValue()) / samples);
        assertThat(report.at("/bytesPerSample/disk").doubleValue()).isEqualTo((double) all / samples);
        assertThat(report.at("/disk/blocks/total").longValue()).isEqualTo(all);
        assertThat(report.get("dataStart").longValue())
                .isEqualTo(dump.stream().mapToLong(PromtoolDump::time).min().orElseThrow());
        assertThat(report.get("dataEnd").longValue())
                .isEqualTo(dump.stream().mapToLong(PromtoolDump::time).max().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"job", "__name__", "job,instance", "code,le,nonsense", "value", "ünïcode.label"})
    void groupsAreThoseOfTheDump(String by) {
        assertGroups(real.blocks(), by, line -> true);
    }

    /// Edges on a sample, between samples, inside chunks, between blocks; ranges without a sample.
    @Test
    void aRangeCountsTheSamplesInIt() {
        long start = RealBlocks.START;
        long onSample = PromtoolDump.time(dump.get(dump.size() / 2));
        long[][] ranges = {
            {onSample, onSample},
            {onSample, onSample + 1},
            {onSample - 1, onSample},
            {onSample + 1, onSample + 7 * RealBlocks.HOUR},
            {start + 2 * RealBlocks.HOUR, start + 6 * RealBlocks.HOUR},
            {start + 2 * RealBlocks.HOUR + 1234, start + 6 * RealBlocks.HOUR - 1},
            {start, start},
            {start - 1000, start - 1},
            {start + 100 * RealBlocks.HOUR, start + 101 * RealBlocks.HOUR},
        };
        for (long[] range : ranges) {
            assertGroups(
                    real.blocks(),
                    "job",
                    line -> range[0] <= PromtoolDump.time(line) && PromtoolDump.time(line) <= range[1],
                    "--from",
                    range[0],
                    "--to",
                    range[1]);
        }
    }

    @Test
    void aRangeOverTombstonesCountsWhatIsLeft() {
        List<String> left = PromtoolDump.lines(ToolRun.output("dump", real.deleted()));
        for (long edge : new long[] {RealBlocks.DELETED_FROM, RealBlocks.DELETED_TO}) {
            long from = edge - 1_234_567;
            long to = edge + 1_234_567;
            JsonNode report = ToolRun.json("analyze", real.deleted(), "--from", from, "--to", to);
            Predicate<String> inRange = line -> from <= PromtoolDump.time(line) && PromtoolDump.time(line) <= to;
            assertThat(report.at("/bytesPerSample/samples").longValue())
                    .isEqualTo(left.stream().filter(inRange).count());
            assertThat(report.at("/bytesPerSample/deleted").longValue())
                    .isEqualTo(dump.stream().filter(inRange).count()
                            - left.stream().filter(inRange).count())
                    .isPositive();
        }
    }

    @Test
    void deletedSamplesAreNotCountedButReported() {
        List<String> expected = dump.stream()
                .filter(line -> {
                    boolean selected = line.startsWith("load1", 11)
                            || line.startsWith("request_seconds_", 11)
                            || line.startsWith("native_seconds", 11);
                    long time = PromtoolDump.time(line);
                    return !selected || time < RealBlocks.DELETED_FROM || time > RealBlocks.DELETED_TO;
                })
                .toList();
        assertThat(expected).hasSizeLessThan(dump.size());
        assertThat(PromtoolDump.lines(ToolRun.output("dump", real.deleted()))).isEqualTo(expected);

        JsonNode before = ToolRun.json("analyze", real.blocks(), "--limit", 0);
        JsonNode after = ToolRun.json("analyze", real.deleted(), "--limit", 0);
        assertThat(after.at("/bytesPerSample/samples").longValue()).isEqualTo(expected.size());
        assertThat(after.at("/bytesPerSample/deleted").longValue()).isEqualTo(dump.size() - expected.size());
        assertThat(before.at("/bytesPerSample/deleted").longValue()).isZero();
        assertThat(after.at("/series/total").longValue())
                .isEqualTo(
                        expected.stream().map(PromtoolDump::series).distinct().count());
        assertThat(after.get("cardinality")).isEqualTo(before.get("cardinality"));
        for (String count : List.of("ulid", "series", "samples", "chunks")) {
            assertThat(after.get("blocks").findValues(count))
                    .isEqualTo(before.get("blocks").findValues(count));
        }
        assertThat(after.at("/disk/reclaimable/tombstones").longValue())
                .isPositive()
                .isLessThan(after.at("/disk/blocks/chunks").longValue());
        assertThat(before.at("/disk/reclaimable/tombstones").longValue()).isZero();
        assertGroups(real.deleted(), "__name__", line -> true);
    }

    /// The same block twice, under two names: every sample stands there twice and counts once.
    @Test
    void overlappingBlocksCountEverySampleOnce() {
        Path directory = Fixtures.copy(real.blocks(), scratch.resolve("overlapping"));
        for (Path block : Fixtures.blocks(real.blocks())) {
            BlockFacts.copyAs(block, directory, BlockFacts.otherName(block));
        }
        assertThat(PromtoolDump.lines(ToolRun.output("dump", directory))).isEqualTo(dump);
        assertThat(ToolRun.json("list", directory).get("overlaps"))
                .hasSize(Fixtures.blocks(real.blocks()).size());

        JsonNode once = ToolRun.json("analyze", real.blocks(), "--limit", 0, "--by", "job");
        JsonNode twice = ToolRun.json("analyze", directory, "--limit", 0, "--by", "job");
        assertThat(twice.get("series")).isEqualTo(once.get("series"));
        assertThat(twice.at("/bytesPerSample/samples")).isEqualTo(once.at("/bytesPerSample/samples"));
        assertThat(twice.at("/bytesPerSample/histogramSamples")).isEqualTo(once.at("/bytesPerSample/histogramSamples"));
        assertThat(counts(twice.get("groups"))).isEqualTo(counts(once.get("groups")));
        assertThat(twice.at("/disk/blocks/chunks").longValue())
                .isEqualTo(2 * once.at("/disk/blocks/chunks").longValue());
        assertThat(sum(twice.get("metrics").valueStream().map(row -> row.get("chunkBytes"))))
                .isEqualTo(2 * sum(once.get("metrics").valueStream().map(row -> row.get("chunkBytes"))));
        assertGroups(directory, "__name__", line -> true);
    }

    /// What is deleted in one block and stands in another one is there, as the server sees it.
    @Test
    void aSampleDeletedInOneOfTwoBlocksIsThere() {
        Path directory = Fixtures.copy(real.deleted(), scratch.resolve("half-deleted"));
        List<Path> blocks = Fixtures.blocks(real.blocks());
        BlockFacts.copyAs(blocks.getFirst(), directory, BlockFacts.otherName(blocks.getFirst()));

        assertDumpIsPromtools(directory);
        assertGroups(directory, "__name__", line -> true);
    }

    /// Samples of the same series between those of another block, some at the same time.
    @Test
    void interleavedSamplesOfTwoBlocksAreMerged() throws IOException {
        Path directory = Fixtures.copy(real.blocks(), scratch.resolve("interleaved"));
        StringBuilder openMetrics = new StringBuilder();
        int number = 0;
        for (String line : dump) {
            String name = PromtoolDump.labels(line).getOrDefault("__name__", "");
            if (name.equals("load1") && number++ % 3 != 0) {
                long time = PromtoolDump.time(line) + (number % 3 == 1 ? 0 : 777);
                openMetrics
                        .append("load1")
                        .append(PromtoolDump.series(line)
                                .replace("__name__=\"load1\", ", "")
                                .replace("\", ", "\","))
                        .append(' ')
                        .append(PromtoolDump.value(line))
                        .append(' ')
                        .append(time / 1000 + "." + String.format("%03d", time % 1000))
                        .append('\n');
            }
        }
        Path text = Files.writeString(scratch.resolve("text"), openMetrics + "# EOF\n");
        release.promtool("tsdb", "create-blocks-from", "openmetrics", text.toString(), directory.toString());

        assertThat(Fixtures.blocks(directory))
                .hasSizeGreaterThan(Fixtures.blocks(real.blocks()).size());
        assertDumpIsPromtools(directory);
        assertThat(PromtoolDump.lines(ToolRun.output("dump", directory))).hasSizeGreaterThan(dump.size());
        assertGroups(directory, "__name__", line -> true);
        assertGroups(
                directory,
                "job",
                line -> PromtoolDump.time(line) >= RealBlocks.START + 4_000_000,
                "--from",
                RealBlocks.START + 4_000_000);
    }

    @Test
    void aMetricSelectedHasTheNumbersOfItsRow() {
        JsonNode report = ToolRun.json("analyze", real.deleted(), "--limit", 0);
        for (JsonNode row : report.get("metrics")) {
            String name = row.get("name").stringValue();
            if (name.matches("load1|native_float|request_seconds_bucket|hostile_info|mixed")) {
                JsonNode alone = ToolRun.json("analyze", real.deleted(), "--match", name, "--limit", 0);
                assertThat(counts(alone.get("metrics"))).isEqualTo(Map.of(name, count(row)));
                assertThat(alone.at("/series/total")).isEqualTo(row.get("series"));
                assertThat(alone.at("/bytesPerSample/samples")).isEqualTo(row.get("samples"));
                assertThat(alone.at("/selectors/0").stringValue()).contains(name);
            }
        }
    }

    /// A sum of shares, and ratios that are what they say.
    @Test
    void sharesAddUp() {
        JsonNode report = ToolRun.json("analyze", real.blocks(), "--limit", 0, "--by", "job,code");
        for (String list : List.of("metrics", "jobs", "groups")) {
            double shares = 0;
            for (JsonNode row : report.get(list)) {
                shares += row.get("share").doubleValue();
                assertThat(row.get("bytesPerSample").doubleValue())
                        .isEqualTo(row.get("chunkBytes").doubleValue()
                                / row.get("samples").doubleValue());
            }
            assertThat(shares).isCloseTo(1, within(1e-9));
            List<Long> bytes = report.get(list)
                    .valueStream()
                    .map(row -> row.get("chunkBytes").longValue())
                    .toList();
            assertThat(bytes).isSortedAccordingTo(Comparator.reverseOrder());
        }
    }

    @Test
    void labelRowsAreThoseOfTheDump() {
        List<Map<String, String>> series = dump.stream()
                .map(PromtoolDump::series)
                .distinct()
                .map(PromtoolDump::labels)
                .toList();
        JsonNode report = ToolRun.json("analyze", real.blocks(), "--limit", 0);
        Map<String, String> expected = new TreeMap<>();
        series.stream().flatMap(labels -> labels.keySet().stream()).distinct().forEach(name -> {
            List<String> values = series.stream()
                    .map(labels -> labels.get(name))
                    .filter(Objects::nonNull)
                    .toList();
            long bytes = values.stream()
                    .distinct()
                    .mapToLong(value -> value.getBytes(StandardCharsets.UTF_8).length)
                    .sum();
            expected.put(name, values.stream().distinct().count() + " " + bytes + " " + values.size());
        });
        Map<String, String> actual = new TreeMap<>();
        report.get("labels")
                .forEach(row -> actual.put(
                        row.get("name").stringValue(),
                        row.get("values") + " " + row.get("valueBytes") + " " + row.get("series")));
        assertThat(actual).isEqualTo(expected);
    }

    /// The index's bytes are those of its labels, and what belongs to no label alone.
    @Test
    void labelsCostNoMoreThanTheIndexHolds() {
        JsonNode report = ToolRun.json("analyze", real.blocks(), "--limit", 0);
        long postings = sum(report.get("labels").valueStream().map(row -> row.get("postingsBytes")));
        long table = sum(report.get("labels").valueStream().map(row -> row.get("offsetTableBytes")));
        long symbols = sum(report.get("labels").valueStream().map(row -> row.get("symbolBytes")));
        assertThat(postings)
                .isPositive()
                .isLessThanOrEqualTo(report.at("/index/postings").longValue());
        assertThat(table)
                .isPositive()
                .isLessThanOrEqualTo(report.at("/index/postingsOffsetTable").longValue());
        assertThat(symbols).isPositive();
    }

    private static String promtoolAnalyze(RealPrometheus promtool, Path block, String... more) {
        List<String> arguments = new ArrayList<>(List.of("tsdb", "analyze", "--extended", "--limit=100000000"));
        arguments.addAll(List.of(more));
        arguments.add(block.getParent().toString());
        arguments.add(block.getFileName().toString());
        return promtool.promtool(arguments.toArray(String[]::new));
    }

    private void assertDumpIsPromtools(Path directory) {
        String ours = ToolRun.output("dump", directory);
        PromtoolDump.assertSameLines(asThatReleasePrints(ours), release.promtool("tsdb", "dump", directory.toString()));
        RealPrometheus newest = RealPrometheus.newest();
        if (newest.isRelease("3.5") && !newest.equals(release)) {
            PromtoolDump.assertSameLines(
                    PromtoolDump.asOf35(ours, RealBlocks.FLOAT_HISTOGRAMS),
                    newest.promtool("tsdb", "dump", directory.toString()));
        }
    }

    private String asThatReleasePrints(String ours) {
        if (release.isRelease("2.42")) {
            return PromtoolDump.asOf242(ours);
        }
        return release.isRelease("3.5") ? PromtoolDump.asOf35(ours, RealBlocks.FLOAT_HISTOGRAMS) : ours;
    }

    /// Groups with their series and samples, counted in the dump.
    private static void assertGroups(Path directory, String by, Predicate<String> counts, Object... more) {
        Map<String, Long> samples = PromtoolDump.samplesBySeries(
                PromtoolDump.lines(ToolRun.output("dump", directory)).stream().filter(counts));
        Map<Map<String, String>, List<String>> members = samples.keySet().stream()
                .collect(Collectors.groupingBy(series -> {
                    Map<String, String> labels = PromtoolDump.labels(series);
                    labels.keySet().retainAll(Arrays.asList(by.split(",")));
                    return labels;
                }));
        Object[] arguments =
                Arrays.copyOf(new Object[] {"analyze", directory, "--limit", 0, "--by", by}, 6 + more.length);
        System.arraycopy(more, 0, arguments, 6, more.length);
        JsonNode report = ToolRun.json(arguments);

        Map<Map<String, String>, String> actual = new HashMap<>();
        for (JsonNode group : report.get("groups")) {
            Map<String, String> labels = new TreeMap<>();
            group.get("labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().stringValue()));
            // A group whose chunks reach into the range, but none of whose samples do, has bytes to show.
            assertThat(group.get("chunkBytes").longValue()).isPositive();
            if (group.get("samples").longValue() > 0) {
                assertThat(actual.put(labels, count(group))).isNull();
            }
        }
        Map<Map<String, String>, String> expected = new HashMap<>();
        members.forEach((labels, series) -> expected.put(
                labels,
                series.size() + " series, "
                        + series.stream().mapToLong(samples::get).sum() + " samples"));
        assertThat(actual).isEqualTo(expected);
        assertThat(report.at("/bytesPerSample/samples").longValue())
                .isEqualTo(samples.values().stream().mapToLong(Long::longValue).sum());
        assertThat(report.at("/series/total").longValue()).isEqualTo(samples.size());
    }

    private static void assertSums(JsonNode report, long series, long samples, long segments) {
        long headers = report.at("/disk/segmentHeaders").longValue();
        for (String list : List.of("metrics", "jobs")) {
            assertThat(sum(report.get(list).valueStream().map(row -> row.get("series"))))
                    .isEqualTo(series);
            assertThat(sum(report.get(list).valueStream().map(row -> row.get("samples"))))
                    .isEqualTo(samples);
            assertThat(sum(report.get(list).valueStream().map(row -> row.get("chunkBytes"))))
                    .isEqualTo(segments - headers);
        }
        assertThat(headers).isPositive().isLessThan(segments / 100);
    }

    /// Series and samples of the rows, by name or labels.
    private static Map<String, String> counts(JsonNode rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .collect(Collectors.toMap(
                        row -> row.has("name")
                                ? row.get("name").stringValue()
                                : row.get("labels").toString(),
                        RealParityIT::count));
    }

    private static String count(JsonNode row) {
        return row.get("series") + " series, " + row.get("samples") + " samples";
    }

    private static long sum(Stream<JsonNode> numbers) {
        return numbers.mapToLong(JsonNode::longValue).sum();
    }

    private static Path mkdir(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
