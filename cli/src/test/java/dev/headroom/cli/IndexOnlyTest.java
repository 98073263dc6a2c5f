package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.block.IndexImage;
import dev.headroom.testing.block.IndexImage.Chunk;
import dev.headroom.testing.block.SegmentImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What `analyze --index-only` says: the same as `analyze --no-wal`, without reading what it has no need of.
class IndexOnlyTest {
    private static final long START = DamagedData.START;
    private static final long MINUTE = 60_000;

    /// Bytes of a file of tombstones that holds none.
    private static final int NO_TOMBSTONES = 9;

    private static final double STALE = Double.longBitsToDouble(0x7ff0_0000_0000_0002L);

    private static final List<Map<String, String>> LABELS = List.of(
            Map.of("__name__", "up", "job", "a", "instance", "i1"),
            Map.of("__name__", "up", "job", "a", "instance", "i2"),
            Map.of("__name__", "up", "job", "b", "instance", "i1"),
            Map.of("__name__", "up", "job", "b", "instance", "i1", "zone", "z"),
            Map.of("__name__", "up"),
            Map.of("__name__", "down", "job", "a"),
            Map.of("__name__", "down", "job", "\u00fc", "zone", "z"),
            Map.of("__name__", "down", "job", "\ud83c\udf89"),
            Map.of("__name__", "\uff5e", "job", "\uff5e"),
            Map.of("job", "a"),
            Map.of("zone", "z"));

    @TempDir
    Path directory;

    private static Stream<List<Object>> demoOptions() {
        // The demo's blocks end at 00:00, 06:00, 08:00 and 10:00 of the second day.
        return Stream.of(
                List.of(),
                List.of("--by", "job"),
                List.of("--by", "job,code,nonsense"),
                List.of("--by", "user_id", "--threads", 1),
                List.of("--by", "le", "--threads", 2),
                List.of("--by", "instance,__name__", "--threads", 7),
                List.of("--match", "up", "--by", "instance"),
                List.of("--match", "{job=\"api\"}", "--match", "{code!~\"2..|\"}"),
                List.of("--match", "{job=\"none\"}"),
                List.of("--from", "2026-11-20T12:34:56Z"),
                List.of("--to", "2026-11-21T06:00:00Z", "--by", "job"),
                List.of("--from", "2026-11-20T12:34:56Z", "--to", "2026-11-21T09:00:00.123Z", "--threads", 7),
                List.of("--from", "2026-11-21T00:00:03.589Z", "--to", "2026-11-21T00:00:03.589Z"),
                List.of("--from", "2026-11-20T00:00:00Z", "--to", "2026-11-20T01:00:00Z"),
                List.of("--at", "2026-11-21T07:07:07Z"),
                List.of("--at", "2026-11-20T09:00:00Z", "--match", "{job=\"checkout\"}", "--by", "__name__"),
                List.of("--block", "01M80JSGECYTYD0449WKP2YJV5"),
                List.of("--block", "01M80JSCXDWGPFXA23EPVFRNW0", "--from", "2026-11-20T12:00:00Z"),
                List.of("--strict"));
    }

    @ParameterizedTest
    @MethodSource("demoOptions")
    void theDemoHasTheNumbersOfAnalyze(List<Object> options) {
        assertSame(Fixtures.demo(), options.toArray());
    }

    @Test
    void aBlockHasTheNumbersOfAnalyze() {
        for (Path block : Fixtures.blocks(Fixtures.demo())) {
            assertSame(block, "--by", "job");
            assertSame(block, "--from", "2026-11-21T07:00:00Z", "--to", "2026-11-21T09:00:00Z");
        }
    }

    /// Rows of a short list are the first ones of the whole list.
    @Test
    void aLimitCutsTheLists() {
        JsonNode all = indexOnly(Fixtures.demo(), "--limit", 0, "--by", "job");
        JsonNode three = indexOnly(Fixtures.demo(), "--limit", 3, "--by", "job");
        for (String list : List.of(
                "/metrics",
                "/jobs",
                "/groups",
                "/labels",
                "/churn/byJob",
                "/churn/byLabelPair",
                "/churn/byLabelName",
                "/cardinality/labelPairsByChurn",
                "/cardinality/labelNamesByValues",
                "/cardinality/metricsBySeries")) {
            assertThat(three.at(list)).as(list).hasSize(3);
            for (int i = 0; i < 3; i++) {
                assertThat(three.at(list).get(i))
                        .as(list)
                        .isEqualTo(all.at(list).get(i));
            }
        }
        assertThat(three.get("series")).isEqualTo(all.get("series"));
        assertThat(indexOnly(Fixtures.demo()).get("metrics")).hasSize(20);
        assertThat(all.get("metrics")).hasSize(22);
    }

    /// A tombstone that hides the first samples of a series, the last ones, some between them, all, and none.
    @Test
    void tombstonesMoveTheEndsOfSeries() {
        BlockImage block = new BlockImage(DamagedData.HEALTHY);
        for (String job : List.of("all", "first", "last", "middle", "none", "two")) {
            block.series(Map.of("__name__", "up", "job", job), START, 61);
        }
        long end = START + 60 * MINUTE;
        long[] references = references(block.goodIndex(), 6);
        Path path = block.tombstone(references[0], START, end)
                .tombstone(references[1], START - 1, START + 10 * MINUTE)
                .tombstone(references[2], end - 10 * MINUTE, Long.MAX_VALUE)
                .tombstone(references[3], START + 1, end - 1)
                .tombstone(references[4], START + 1, START + MINUTE - 1)
                .tombstone(references[5], START, START + 5 * MINUTE)
                .tombstone(references[5], START + 6 * MINUTE, end - MINUTE)
                .write(directory);

        JsonNode report = assertSame(directory, "--by", "job");

        assertThat(report.at("/series/total").intValue()).isEqualTo(5);
        assertThat(report.at("/series/indexed").intValue()).isEqualTo(6);
        assertThat(report.at("/churn/seriesAdded").intValue()).isEqualTo(2);
        assertThat(report.get("groups")).hasSize(5);
        assertSame(path, "--threads", 2);
        assertSame(directory, "--match", "{job=\"all\"}");
        assertSame(directory, "--from", START + 8 * MINUTE, "--to", end - 12 * MINUTE);
        assertSame(directory, "--from", START + 2 * MINUTE, "--to", START + 4 * MINUTE);
        assertSame(directory, "--match", "{job=~\"last|two\"}", "--at", end - 1);
    }

    /// Blocks of any kind with any options: overlapping, with chunks that ranges cut, with tombstones anywhere.
    @ParameterizedTest
    @MethodSource("seeds")
    void randomBlocksHaveTheNumbersOfAnalyze(int seed) throws IOException {
        Random random = new Random(seed);
        List<Long> times = new ArrayList<>();
        List<String> ulids = new ArrayList<>();
        for (char name : "ABCD".substring(0, 1 + random.nextInt(4)).toCharArray()) {
            ulids.add("01HF7YAT00" + String.valueOf(name).repeat(16));
            randomBlock(random, ulids.getLast(), times).write(directory);
        }
        assertSame(directory);
        assertSame(directory.resolve(ulids.getFirst()), "--by", "job");
        for (int i = 0; i < 8; i++) {
            List<Object> options =
                    new ArrayList<>(List.of("--threads", List.of(1, 2, 7).get(random.nextInt(3))));
            if (random.nextBoolean()) {
                options.addAll(List.of(
                        "--by",
                        List.of("job", "instance,job", "__name__,zone,nonsense").get(random.nextInt(3))));
            }
            if (random.nextInt(3) == 0) {
                options.addAll(List.of(
                        "--match",
                        List.of("up", "{job=~\"a|\"}", "{zone!=\"\"}", "{job=\"x\"}")
                                .get(random.nextInt(4))));
            }
            if (random.nextInt(5) == 0) {
                options.addAll(List.of("--block", ulids.get(random.nextInt(ulids.size()))));
            }
            for (String edge : List.of("--from", "--to", "--at")) {
                if (random.nextInt(5) < 2) {
                    options.addAll(List.of(edge, times.get(random.nextInt(times.size())) + random.nextInt(-1, 2)));
                }
            }
            assertSame(directory, options.toArray());
        }
    }

    private static IntStream seeds() {
        return IntStream.range(0, 60);
    }

    private static BlockImage randomBlock(Random random, String ulid, List<Long> allTimes) {
        SegmentImage segment = new SegmentImage();
        IndexImage.Builder builder = new IndexImage.Builder();
        List<List<Long>> timesOfSeries = new ArrayList<>();
        int samples = 0;
        int chunks = 0;
        long start = START + random.nextInt(3) * 40L * MINUTE;
        for (Map<String, String> labels :
                LABELS.stream().sorted(IndexImage.labelOrder()).toList()) {
            if (random.nextInt(3) == 0) {
                continue;
            }
            List<Long> all = new ArrayList<>();
            List<Chunk> ofSeries = new ArrayList<>();
            long time = start + random.nextInt(8) * MINUTE * 2;
            for (int count = 1 + random.nextInt(4); ofSeries.size() < count; ) {
                long[] times = new long[1 + random.nextInt(5)];
                double[] values = new double[times.length];
                for (int i = 0; i < times.length; i++) {
                    times[i] = time;
                    all.add(time);
                    values[i] = random.nextInt(8) == 0 ? STALE : random.nextInt(100);
                    time += List.of(1L, 1000L, MINUTE, 7 * MINUTE).get(random.nextInt(4));
                }
                ofSeries.add(new Chunk(times[0], times[times.length - 1], segment.floats(times, values)));
            }
            builder.series(labels, ofSeries.toArray(Chunk[]::new));
            timesOfSeries.add(all);
            samples += all.size();
            chunks += ofSeries.size();
            allTimes.addAll(all);
        }
        if (timesOfSeries.isEmpty()) {
            return randomBlock(random, ulid, allTimes);
        }
        IndexImage index = builder.build();
        long[] references = references(index, timesOfSeries.size());
        long min = timesOfSeries.stream().mapToLong(List::getFirst).min().orElseThrow();
        long max = timesOfSeries.stream().mapToLong(List::getLast).max().orElseThrow();
        BlockImage block = new BlockImage(ulid)
                .index(index.bytes())
                .segment(segment.bytes())
                .meta("""
                        {"ulid":"%s","minTime":%d,"maxTime":%d,"version":1,
                        "stats":{"numSamples":%d,"numSeries":%d,"numChunks":%d},
                        "compaction":{"level":1,"sources":["%s"]}}
                        """.formatted(ulid, min, max + 1, samples, references.length, chunks, ulid));
        for (int i = 0; i < references.length && random.nextInt(4) != 0; i++) {
            List<Long> times = timesOfSeries.get(i);
            switch (random.nextInt(6)) {
                case 0 -> block.tombstone(references[i], Long.MIN_VALUE, Long.MAX_VALUE);
                case 1 -> block.tombstone(references[i], times.getFirst(), times.getLast());
                case 2 -> block.tombstone(references[i], min, times.get(random.nextInt(times.size())));
                case 3 -> block.tombstone(references[i], times.get(random.nextInt(times.size())), max);
                case 4 ->
                    block.tombstone(references[i], times.getFirst(), times.getFirst())
                            .tombstone(references[i], times.getLast(), times.getLast());
                default -> {}
            }
        }
        return block;
    }

    /// References of so many series, in the index's order.
    private static long[] references(IndexImage index, int series) {
        return IntStream.range(0, series)
                .mapToLong(i -> (index.seriesEntry(i) - 1) / 16)
                .toArray();
    }

    @Test
    void whatIsIgnoredIsCounted() {
        image(DamagedData.HEALTHY).write(directory);
        image(DamagedData.DAMAGED).write(directory);
        Fixtures.copy(
                directory.resolve(DamagedData.DAMAGED), directory.resolve(DamagedData.DAMAGED + ".tmp-for-deletion"));

        JsonNode report = assertSame(directory);

        assertThat(report.at("/disk/reclaimable/ignored").longValue())
                .isEqualTo(BlockFacts.bytes(directory.resolve(DamagedData.DAMAGED)))
                .isPositive();
        assertThat(report.get("ignored")).hasSize(1);
    }

    /// With zeros for chunks the answer stays the same, and so it does with a log and head chunks that say nothing.
    @Test
    void chunksAndLogsAreNotRead() throws IOException {
        Path good = Fixtures.copy(Fixtures.demo(), directory.resolve("good"));
        Path data = Fixtures.copy(good, directory.resolve("data"));
        for (Path block : Fixtures.blocks(good)) {
            if (Files.size(block.resolve("tombstones")) > NO_TOMBSTONES) {
                deleteAll(block);
                deleteAll(data.resolve(block.getFileName()));
            } else {
                eraseChunks(data.resolve(block.getFileName()));
            }
        }
        for (String kind : List.of("wal", "chunks_head")) {
            try (Stream<Path> files = Files.walk(data.resolve(kind))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    byte[] garbage = new byte[(int) Files.size(file)];
                    Arrays.fill(garbage, (byte) 0xa5);
                    Files.write(file, garbage);
                }
            }
        }
        assertThat(Fixtures.blocks(data)).hasSize(3);
        assertThat(ToolRun.of("analyze", data, "--no-wal").exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(ToolRun.of("analyze", data).exitCode()).isNotEqualTo(ExitCode.OK);
        Object[] options = {"--limit", 0, "--by", "job,code"};
        assertThat(withoutPath(indexOnly(data, options))).isEqualTo(withoutPath(indexOnly(good, options)));
        for (Path block : Fixtures.blocks(data)) {
            assertThat(withoutPath(indexOnly(block)))
                    .isEqualTo(withoutPath(indexOnly(good.resolve(block.getFileName()))));
            assertThat(ToolRun.of("analyze", block).exitCode()).isEqualTo(ExitCode.DATA);
        }
    }

    /// Where a tombstone or an edge of the range makes it read a chunk that is damaged, the block is left out.
    @Test
    void aDamagedChunkThatIsNeededIsNamed() throws IOException {
        image(DamagedData.HEALTHY).write(directory);
        BlockImage damaged = image(DamagedData.DAMAGED);
        eraseChunks(damaged.write(directory));
        assertThat(ToolRun.of("analyze", "--index-only", directory).exitCode()).isEqualTo(ExitCode.OK);
        assertNamesSegment(ToolRun.of("analyze", "--index-only", directory, "--from", START + 1, "-o", "json"));
        assertSame(directory, "--from", START + 1);
        assertSame(directory, "--at", START + 1);

        long first = references(damaged.goodIndex(), 1)[0];
        eraseChunks(damaged.tombstone(first, START, START + 1).write(directory));
        assertNamesSegment(ToolRun.of("analyze", "--index-only", directory, "-o", "json"));
        assertSame(directory);
        assertSame(directory, "--strict");
    }

    /// Chunks are needed of those series only that a tombstone or an edge of the range cuts.
    @Test
    void chunksOfOtherSeriesAreNotRead() throws IOException {
        BlockImage image = image(DamagedData.HEALTHY);
        Path block = image.tombstone(references(image.goodIndex(), 1)[0], START, START + 1)
                .write(directory);
        JsonNode whole = assertSame(directory, "--by", "job");
        byte[] segment = image.goodSegment();
        byte[] first = new BlockImage(DamagedData.HEALTHY)
                .series(Map.of("job", "a"), START, 5)
                .goodSegment();
        Arrays.fill(segment, first.length, segment.length, (byte) 0);
        Files.write(block.resolve("chunks/000001"), segment);
        assertThat(indexOnly(directory, "--limit", 0, "--by", "job")).isEqualTo(whole);
        assertThat(ToolRun.of("analyze", directory).exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(indexOnly(directory, "--match", "{job=\"a\"}", "--from", START + MINUTE + 1)
                        .get("dataStart")
                        .longValue())
                .isEqualTo(START + 2 * MINUTE);
    }

    /// An edge on the first or the last sample of a chunk cuts it not, nor does one beside it.
    @Test
    void anEdgeBesideAChunkDoesNotReadIt() throws IOException {
        Path good = Files.createDirectory(directory.resolve("good"));
        Path data = Files.createDirectory(directory.resolve("data"));
        image(DamagedData.HEALTHY).write(good);
        eraseChunks(image(DamagedData.HEALTHY).write(data));
        long end = START + 4 * MINUTE;
        for (List<Object> range : List.<List<Object>>of(
                List.of("--from", START, "--to", end),
                List.of("--from", START - 1, "--to", end + 1),
                List.of("--at", end),
                List.of("--to", START - 1),
                List.of("--from", end + 1))) {
            assertSame(good, range.toArray());
            assertThat(withoutPath(indexOnly(data, range.toArray())))
                    .as("%s", range)
                    .isEqualTo(withoutPath(indexOnly(good, range.toArray())));
        }
    }

    private static void assertNamesSegment(ToolRun run) {
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.json().at("/damaged/0/file").stringValue())
                .endsWith(Path.of(DamagedData.DAMAGED, "chunks", "000001").toString());
        assertThat(run.json().get("blocks").findValuesAsString("ulid")).containsExactly(DamagedData.HEALTHY);
    }

    /// Whatever byte of an index is wrong, both reports leave the block out, or both need not care.
    @Test
    void aDamagedIndexIsLeftOut() {
        DamagedData data = new DamagedData(directory);
        byte[] index = DamagedData.image().goodIndex().bytes();
        int leftOut = 0;
        for (int at = 0; at < index.length; at += 3) {
            byte[] wrong = index.clone();
            wrong[at] ^= (byte) (1 << at % 8);
            data.put("index", wrong);
            JsonNode report = assertSame(directory);
            leftOut += report.get("damaged").size();
        }
        assertThat(leftOut).isGreaterThan(index.length / 5);
        for (int length : new int[] {0, 4, 100, index.length - 1}) {
            data.put("index", Arrays.copyOf(index, length));
            JsonNode report = assertSame(directory, "--by", "job");
            assertThat(report.get("damaged")).hasSize(1);
            assertThat(report.get("blocks").findValuesAsString("ulid")).containsExactly(DamagedData.HEALTHY);
            ToolRun strict = ToolRun.of("analyze", directory, "--index-only", "--strict");
            assertThat(strict.exitCode()).isEqualTo(ExitCode.DATA);
            assertThat(strict.out()).isEmpty();
            assertThat(strict.complaints()).hasSize(1);
            assertSame(directory.resolve(DamagedData.DAMAGED));
        }
        data.put("index", index);
        assertSame(directory);
    }

    @Test
    void otherDamagedFilesOfABlockAreLeftOut() throws IOException {
        DamagedData data = new DamagedData(directory);
        data.put("tombstones", new byte[] {1, 2, 3});
        assertThat(assertSame(directory).get("damaged")).hasSize(1);
        data.put(DamagedData.image());
        data.put("meta.json", new byte[] {'{'});
        assertThat(assertSame(directory).get("damaged")).hasSize(1);
        data.put(DamagedData.image());
        Files.delete(data.block().resolve("index"));
        assertSame(directory);
    }

    @Test
    void aDirectoryOfALogAloneHasNoSeries() throws IOException {
        Files.createDirectory(directory.resolve("wal"));
        JsonNode report = assertSame(directory, "--by", "job");
        assertThat(report.at("/series/total").intValue()).isZero();
        assertThat(report.has("dataStart")).isFalse();
        assertThat(report.has("dataEnd")).isFalse();
        for (String format : List.of("text", "csv", "markdown", "prometheus")) {
            ToolRun.output("analyze", directory, "--index-only", "-o", format);
        }
    }

    @Test
    void itImpliesThatNoLogIsRead() {
        assertThat(indexOnly(Fixtures.demo(), "--no-wal")).isEqualTo(indexOnly(Fixtures.demo()));
        assertThat(indexOnly(Fixtures.demo()).get("leftOut").valueStream().map(JsonNode::stringValue))
                .containsExactly("wal", "chunks_head");
    }

    @Test
    void aTimelineTakesSamples() {
        ToolRun run = ToolRun.of("analyze", Fixtures.demo(), "--index-only", "--step", "1h");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).contains("--step");
    }

    /// Every line is one that `analyze` prints as well, and none is missing of those names.
    @ParameterizedTest
    @ValueSource(strings = {"{__name__!=\"\"}", "{job=\"api\"}"})
    void prometheusMetricsAreThoseOfAnalyze(String selector) {
        List<String> plain = metrics("--no-wal", "--match", selector);
        List<String> indexOnly = metrics("--index-only", "--match", selector);
        assertThat(plain).containsAll(indexOnly);
        Set<String> names = indexOnly.stream().map(IndexOnlyTest::name).collect(Collectors.toSet());
        assertThat(names)
                .contains(
                        "headroom_series",
                        "headroom_metric_series",
                        "headroom_group_series",
                        "headroom_label_values",
                        "headroom_label_new_values",
                        "headroom_directory_series",
                        "headroom_directory_series_added_per_hour",
                        "headroom_directory_label_pairs",
                        "headroom_disk_bytes",
                        "headroom_data_end_timestamp_seconds")
                .doesNotContain("headroom_active_series", "headroom_directory_samples");
        assertThat(plain.stream()
                        .filter(line -> names.contains(name(line)))
                        .filter(line -> !line.contains("{of=\"active\"}") && !line.contains("{why=\"tombstones\"}")))
                .containsExactlyInAnyOrderElementsOf(indexOnly);
    }

    private static String name(String line) {
        return line.replaceFirst("^# \\w+ ", "").replaceFirst("[ {].*", "");
    }

    private static List<String> metrics(Object... options) {
        Object[] arguments = {"analyze", Fixtures.demo(), "--limit", 0, "--by", "job", "-o", "prometheus"};
        return ToolRun.output(concat(arguments, options)).lines().toList();
    }

    @Test
    void textSaysWhatItLeavesOut() {
        assertText(Fixtures.demo());
        assertText(Fixtures.demo(), "--by", "job,code", "--limit", 0);
        assertText(Fixtures.demo(), "--match", "{job=\"none\"}");
        assertText(Fixtures.blocks(Fixtures.demo()).getFirst());
        BlockImage block = new BlockImage(DamagedData.HEALTHY);
        for (String value : RealBlocks.HOSTILE_VALUES) {
            block.series(Map.of("__name__", value, "job", value, "my.label", value), START, 3);
        }
        block.write(directory);
        assertText(directory, "--by", "my.label");
        assertSame(directory, "--by", "my.label");
    }

    private static void assertText(Path path, Object... options) {
        Object[] arguments = {"analyze", path, "--index-only"};
        String text = ToolRun.output(concat(arguments, options));
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(line).doesNotContainPattern("\\p{Cntrl}|Exception|null|NaN"))
                .filteredOn(line -> line.contains("left out"))
                .singleElement()
                .asString()
                .contains("--index-only");
    }

    /// All tables that the complaint about an unknown one names, in both formats of tables.
    @Test
    void everyTableCanBePrinted() {
        Object[] arguments = {"analyze", Fixtures.demo(), "--index-only", "--by", "job", "--limit", 0, "-o", "csv"};
        ToolRun unknown = ToolRun.of(concat(arguments, "--table", "nonsense"));
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.complaints()).hasSize(1);
        String list = unknown.err().replaceFirst("(?s).*there are: (.*) \\(try.*", "$1");
        List<String> tables = List.of(list.split(", "));
        assertThat(tables).contains("metrics", "jobs", "groups", "labels", "blocks", "churnByJob");
        for (String table : tables) {
            List<String> lines =
                    ToolRun.output(concat(arguments, "--table", table)).lines().toList();
            assertThat(lines).as(table).isNotEmpty();
            // The demo has something for all of them.
            assertThat(lines.size()).as(table).isGreaterThan(table.equals("ignored") ? 0 : 1);
        }
        JsonNode report = indexOnly(Fixtures.demo(), "--limit", 0);
        List<String> rows = report.get("metrics")
                .valueStream()
                .map(row ->
                        row.get("name").stringValue() + "," + row.get("series") + "," + row.get("seriesAddedPerHour"))
                .toList();
        assertThat(ToolRun.output(concat(arguments, "--table", "metrics"))
                        .lines()
                        .skip(1))
                .isEqualTo(rows);
        assertThat(ToolRun.output("analyze", Fixtures.demo(), "--index-only", "-o", "markdown"))
                .contains("| checkout\\_requests\\_by\\_user\\_total |");
    }

    private static BlockImage image(String ulid) {
        return new BlockImage(ulid)
                .series(Map.of("__name__", "up", "job", "a"), START, 5)
                .series(Map.of("__name__", "up", "job", "b"), START, 3);
    }

    /// Puts zeros for all that stands behind the header of a segment.
    private static void eraseChunks(Path block) throws IOException {
        try (Stream<Path> segments = Files.list(block.resolve("chunks"))) {
            for (Path segment : segments.toList()) {
                byte[] bytes = Files.readAllBytes(segment);
                Arrays.fill(bytes, 8, bytes.length, (byte) 0);
                Files.write(segment, bytes);
            }
        }
    }

    private static void deleteAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList().reversed()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode withoutPath(JsonNode report) {
        ((ObjectNode) report).remove("path");
        return report;
    }

    private static JsonNode indexOnly(Path path, Object... options) {
        return ToolRun.json(concat(new Object[] {"analyze", path, "--index-only"}, options));
    }

    private static JsonNode assertSame(Path path, Object... options) {
        return JsonMapper.shared()
                .readTree(IndexOnlyReports.assertSame(concat(new Object[] {path}, options))
                        .out());
    }

    private static Object[] concat(Object[] arguments, Object... more) {
        return Stream.concat(Arrays.stream(arguments), Arrays.stream(more)).toArray();
    }
}
