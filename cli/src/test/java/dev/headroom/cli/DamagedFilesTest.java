package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.block.Bytes;
import dev.headroom.testing.block.SegmentImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Segments, tombstones and `meta.json` files with something wrong in them, and files that are none.
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class DamagedFilesTest {
    @TempDir
    Path directory;

    private DamagedData data;
    private BlockImage good;

    @BeforeEach
    void write() {
        data = new DamagedData(directory);
        good = DamagedData.image();
    }

    @ParameterizedTest
    @CsvSource({"chunks/000001", "tombstones", "meta.json"})
    void everyShorterFileIsDamaged(String file) throws IOException {
        byte[] whole = Files.readAllBytes(data.block().resolve(file));
        // The last byte of meta.json is a newline.
        int least = file.equals("meta.json") ? whole.length - 1 : whole.length;
        for (int length = 0; length < least; length++) {
            data.put(file, Arrays.copyOf(whole, length));
            assertThat(data.isWholeOrLeftOut(file)).as("%d bytes", length).isFalse();
        }
    }

    @Test
    void everyFlippedByteOfTheTombstonesIsFound() {
        byte[] whole = good.goodTombstones();
        for (int offset = 0; offset < whole.length; offset++) {
            byte[] bytes = whole.clone();
            bytes[offset] ^= 0x41;
            data.put("tombstones", bytes);
            assertThat(data.isWholeOrLeftOut("tombstones"))
                    .as("byte %d", offset)
                    .isFalse();
        }
        data.assertBlockLeftOut("tombstones", "at byte ");
    }

    /// Samples are checked by who reads them; who does not, may pass over a flipped byte, but stumbles over
    /// nothing.
    @Test
    void everyFlippedByteOfASegmentIsFoundByADump() {
        byte[] whole = good.goodSegment();
        for (int offset = 0; offset < whole.length; offset++) {
            byte[] bytes = whole.clone();
            bytes[offset] ^= (byte) 0xff;
            data.put("chunks/000001", bytes);
            data.assertNoHarmToAnalyze();
            if (offset >= 5 && offset < 8) {
                data.assertWhole();
            } else {
                data.assertDumpGoesOn("chunks/000001");
            }
        }
    }

    /// Chunk data of any bytes with a checksum that fits.
    @Test
    void noChunkWithAGoodChecksumDoesHarm() {
        long[] times = {DamagedData.START, DamagedData.START + 1, DamagedData.START + 5};
        byte[] xor = SegmentImage.xor(3, times, new double[] {1, 2, 3});
        for (int encoding : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 255}) {
            for (int offset = 0; offset < xor.length; offset++) {
                byte[] bytes = xor.clone();
                bytes[offset] ^= (byte) 0xff;
                SegmentImage segment = new SegmentImage();
                segment.chunk(encoding, bytes);
                data.put("chunks/000001", segment.bytes());
                data.assertNoHarmToDump();
            }
        }
    }

    static Stream<Arguments> segments() {
        byte[] whole = DamagedData.image().goodSegment();
        return Stream.of(
                arguments("nothing", new byte[0], "8 bytes"),
                arguments("half a header", Arrays.copyOf(whole, 7), "8 bytes"),
                arguments("another magic", patched(whole, 0, 0), "magic"),
                arguments("version 2", patched(whole, 4, 2), "version 1"),
                arguments("a chunk of 4 GiB", patched(whole, 8, 0xff, 0xff, 0xff, 0xff, 0xf), "chunk"),
                arguments(
                        "a chunk length of ten bytes",
                        patched(whole, 8, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1),
                        "chunk"),
                arguments("a chunk of nothing", patched(whole, 8, 0), "chunk"),
                arguments("an encoding nobody knows", patched(whole, 9, 99), "encoding 99"));
    }

    @ParameterizedTest
    @MethodSource("segments")
    void aSegmentThatIsNoneIsDamage(String what, byte[] segment, String gist) {
        data.put("chunks/000001", segment);
        data.assertBlockLeftOut("chunks/000001", gist);
    }

    static Stream<Arguments> chunks() {
        long[] times = {DamagedData.START, DamagedData.START + 60_000};
        double[] values = {0.5, 1.5};
        return Stream.of(
                arguments("more samples than bytes", SegmentImage.xor(65_535, times, values)),
                arguments("a stream that ends within a sample", Arrays.copyOf(SegmentImage.xor(2, times, values), 12)),
                arguments("no byte of a sample", new byte[] {0, 4}));
    }

    @ParameterizedTest
    @MethodSource("chunks")
    void samplesThatEndTooSoonAreDamage(String what, byte[] chunk) {
        SegmentImage segment = new SegmentImage();
        segment.chunk(SegmentImage.XOR, chunk);
        segment.chunk(SegmentImage.XOR, new byte[400]);
        data.put("chunks/000001", segment.bytes());
        data.assertNoHarmToAnalyze();
        data.assertNoHarmToDump();
        assertThat(ToolRun.of("dump", directory).complaints())
                .hasSizeGreaterThan(0)
                .allMatch(line -> line.contains("chunks/000001: at byte "));
    }

    @Test
    void otherFilesAmongTheSegmentsAreNobodysBusiness() throws IOException {
        Files.writeString(data.block().resolve("chunks/000002.tmp"), "x");
        Files.writeString(data.block().resolve("chunks/.nfs1234"), "x");
        Files.createDirectory(data.block().resolve("chunks/lost+found"));
        data.assertWhole();
    }

    /// Prometheus counts segments in the order of their names.
    @Test
    void aSegmentIsFoundByItsPlaceAmongThem() throws IOException {
        Files.move(data.block().resolve("chunks/000001"), data.block().resolve("chunks/000007"));
        data.assertWhole();
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "chunks/000001", "chunks"})
    void aMissingFileIsDamage(String file) throws IOException {
        if (file.equals("chunks")) {
            Files.delete(data.block().resolve("chunks/000001"));
        }
        Files.delete(data.block().resolve(file));
        data.assertBlockLeftOut(file.startsWith("chunks") ? "chunks" : file);
    }

    @Test
    void missingTombstonesAreNoTombstones() throws IOException {
        Files.delete(data.block().resolve("tombstones"));
        assertThat(ToolRun.json("analyze", directory)
                        .at("/bytesPerSample/deleted")
                        .longValue())
                .isZero();
    }

    @Test
    void tombstonesOfWhoIsNotThereAreLeftAlone() {
        data.put(DamagedData.image().tombstone(9_999, 0, Long.MAX_VALUE).tombstone(1L << 40, 5, 1));
        data.assertWhole();
    }

    @Test
    void aTombstoneOverAllTimeHidesASeries() {
        long reference = good.goodIndex().seriesEntry(0) / 16;
        data.put(DamagedData.image().tombstone(reference, Long.MIN_VALUE, Long.MAX_VALUE));
        JsonNode report = ToolRun.json("analyze", directory, "--match", "down");
        assertThat(report.at("/bytesPerSample/samples").longValue()).isZero();
        assertThat(report.at("/bytesPerSample/deleted").longValue()).isEqualTo(4);
        assertThat(ToolRun.output("dump", directory, "--match", "down")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300_000})
    void manyTombstonesAreReadInNoTime(int series) {
        BlockImage image = DamagedData.image();
        for (int i = 0; i < 300_000; i++) {
            image.tombstone(1_000 + i % series, 10L * i, 10L * i + 5);
        }
        data.put(image);
        long start = System.nanoTime();
        data.assertWhole();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void aTombstoneCutShortIsDamage() {
        for (Bytes tombstones : List.of(
                new Bytes().uvarint(20).varint(5).u8(0x80),
                new Bytes().uvarint(20).varint(5),
                new Bytes().raw(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 1, 1}))) {
            data.put(
                    "tombstones",
                    new Bytes()
                            .u32(0x0130BA30L)
                            .u8(1)
                            .checked(tombstones.toArray())
                            .toArray());
            data.assertBlockLeftOut("tombstones");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "{",
                "not json",
                "[]",
                "null",
                "\"x\"",
                "{}",
                "{\"version\":1}",
                "GOOD}",
                "GOOD{}",
                "{\"ulid\":\"../../etc\",\"version\":1}",
                "{\"ulid\":5,\"version\":1}"
            })
    void aMetaThatIsNoneIsDamage(String text) {
        data.put(DamagedData.image().meta(text.replace("GOOD", good.goodMeta())));
        data.assertBlockLeftOut("meta.json", "at byte ");
        data.assertListLeavesOut("meta.json");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"version\":1|\"version\":2",
                "\"version\":1|\"version\":0",
                "\"version\":1|\"version\":\"1\"",
                "\"version\":1|\"version\":4294967297",
                "\"version\":1|\"x\":1",
                "\"minTime\":1700000400000|\"minTime\":9223372036854775808",
                "\"minTime\":1700000400000|\"minTime\":1.5",
                "\"minTime\":1700000400000|\"minTime\":\"x\"",
                "\"minTime\":1700000400000|\"minTime\":1900000000000",
                "\"stats\":{|\"stats\":[{",
                "\"level\":1|\"level\":{}",
                "01HF7YAT00BBBBBBBBBBBBBBBB|01HF7YAT00BBBBBBBBBBBBBBBU",
            },
            delimiter = '|')
    void aMetaWithAWrongFieldIsDamage(String right, String wrong) {
        assertThat(good.goodMeta()).contains(right);
        data.put(DamagedData.image().meta(good.goodMeta().replace(right, wrong)));
        data.assertBlockLeftOut("meta.json", "at byte ");
        data.assertListLeavesOut("meta.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"unknown\":{\"a\":[1,2,{\"b\":null}]},",
                "\"stats\":{\"numSeries\":1000000000000000000,\"numSamples\":-5},",
                "\"thanos\":{\"labels\":{\"\\u001b[31m\":\"\\u001b[31m\\u202e\"},\"downsample\":{\"resolution\":0}},"
            })
    void whatMetaSaysBesidesDoesNoHarm(String field) {
        data.put(DamagedData.image().meta(good.goodMeta().replace("{\"ulid\"", "{" + field + "\"ulid\"")));
        data.assertWhole();
        assertThat(ToolRun.output("list", directory)).doesNotContain("\u001b").doesNotContain("\u202e");
    }

    @Test
    void aMetaOfMegabytesIsReadAndOneBeyondReasonIsNot() throws IOException {
        String large = "\"x\":\"" + "y".repeat(20 << 20) + "\",";
        data.put(DamagedData.image().meta(good.goodMeta().replace("{\"ulid\"", "{" + large + "\"ulid\"")));
        ToolRun run = ToolRun.of("list", directory);
        assertThat(run.exitCode()).isIn(ExitCode.OK, ExitCode.DATA);
        assertThat(run.err()).doesNotContain("memory", "internal");

        try (RandomAccessFile sparse =
                new RandomAccessFile(data.block().resolve("meta.json").toFile(), "rw")) {
            sparse.setLength(5L << 30);
        }
        data.assertBlockLeftOut("meta.json");
        data.assertListLeavesOut("meta.json");
    }

    @Test
    void deepNestingEndsNoStack() {
        String deep = "\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + ",";
        data.put(DamagedData.image().meta(good.goodMeta().replace("{\"ulid\"", "{" + deep + "\"ulid\"")));
        ToolRun run = ToolRun.of("list", directory);
        assertThat(run.exitCode()).isIn(ExitCode.OK, ExitCode.DATA);
        assertThat(run.err()).doesNotContain("internal");
    }

    @Test
    void fiveGigabytesOfZerosAreNoIndexAndTakeNoTime() throws IOException {
        try (RandomAccessFile sparse =
                new RandomAccessFile(data.block().resolve("index").toFile(), "rw")) {
            byte[] end = Arrays.copyOfRange(
                    good.goodIndex().bytes(),
                    good.goodIndex().tableOfContents(),
                    good.goodIndex().length());
            sparse.setLength(5L << 30);
            sparse.seek((5L << 30) - end.length);
            sparse.write(end);
            sparse.seek(good.goodIndex().symbols());
            sparse.write(new byte[2000]);
        }
        data.assertBlockLeftOut("index");
    }

    /// Such a file never ends, or never begins.
    @ParameterizedTest
    @ValueSource(strings = {"meta.json", "index", "tombstones", "chunks/000001"})
    void aDeviceIsNoFile(String file) throws IOException {
        Path device = data.block().resolve(file);
        Files.delete(device);
        Files.createSymbolicLink(device, Path.of("/dev/zero"));
        data.assertBlockLeftOut(file);
        Files.delete(device);
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta.json", "index", "tombstones", "chunks/000001"})
    void aPipeIsNoFile(String file) throws Exception {
        Path pipe = data.block().resolve(file);
        Files.delete(pipe);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        data.assertBlockLeftOut(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta.json", "index", "tombstones", "chunks/000001"})
    void aDirectoryIsNoFile(String file) throws IOException {
        Files.delete(data.block().resolve(file));
        Files.createDirectory(data.block().resolve(file));
        data.assertBlockLeftOut(file);
    }

    @Test
    void aFileIsNoDirectoryOfSegments() throws IOException {
        Files.delete(data.block().resolve("chunks/000001"));
        Files.delete(data.block().resolve("chunks"));
        Files.writeString(data.block().resolve("chunks"), "x");
        data.assertBlockLeftOut("chunks");
    }

    /// Nobody else is there to be read, and no report that looks like one of an empty directory.
    @Test
    void allBlocksDamagedAreAllNamed() throws IOException {
        Files.writeString(directory.resolve(DamagedData.HEALTHY).resolve("index"), "x");
        data.put("index", new byte[3]);
        ToolRun run = ToolRun.of("analyze", directory);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(2);
        assertThat(run.out()).contains("damaged").contains(DamagedData.HEALTHY).contains(DamagedData.DAMAGED);
        assertThat(ToolRun.of("dump", directory).complaints()).hasSize(2);
        assertThat(ToolRun.of("dump", directory).out()).isEmpty();
    }

    @Test
    void aNameThatSteersTerminalsStaysOffThem() throws IOException {
        Path odd = Files.createDirectory(directory.resolve("a\nb\u001b[31m c\u202e"));
        good.index("x".getBytes(StandardCharsets.UTF_8)).write(odd);
        for (String command : List.of("list", "analyze", "dump")) {
            ToolRun run = ToolRun.of(command, odd);
            assertThat(run.out() + run.err()).doesNotContain("\u001b").doesNotContain("\u202e");
            assertThat(run.complaints()).hasSizeLessThanOrEqualTo(1);
        }
        ToolRun nowhere = ToolRun.of("analyze", odd.resolve("no\u202ewhere"));
        assertThat(nowhere.err()).doesNotContain("\u001b").doesNotContain("\u202e");
        assertThat(nowhere.complaints()).hasSize(1);
    }

    private static byte[] patched(byte[] bytes, int offset, int... values) {
        byte[] patched = bytes.clone();
        for (int i = 0; i < values.length; i++) {
            patched[offset + i] = (byte) values[i];
        }
        return patched;
    }

    @Test
    void aTruthfulImageIsWhole() {
        data.put(DamagedData.image());
        data.assertWhole();
        assertThat(ToolRun.json("analyze", data.block()).at("/series/total").longValue())
                .isEqualTo(4);
    }
}
