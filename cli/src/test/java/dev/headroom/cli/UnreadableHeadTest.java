package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.wal.LogImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Something that is no file or directory where the head has its files: it is named, and all else is read.
@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class UnreadableHeadTest {
    private static final long AFTER_BLOCK = DamagedData.START + 3 * 3_600_000;

    @TempDir
    Path directory;

    private Path replaced;

    @BeforeEach
    void write() throws IOException {
        BlockImage block = new BlockImage(DamagedData.HEALTHY)
                .series(Map.of("__name__", "up", "job", "block"), DamagedData.START, 5);
        block.write(directory);
        new LogImage()
                .series(1, "__name__", "up", "job", "checkpoint")
                .write(directory.resolve("wal/checkpoint.00000000"), 0);
        new LogImage()
                .samples(1, AFTER_BLOCK, 1)
                .series(2, "__name__", "up", "job", "wal")
                .samples(2, AFTER_BLOCK, 1, AFTER_BLOCK + 1000, 2)
                .write(directory.resolve("wal"), 1);
        new LogImage().samples(2, AFTER_BLOCK - 5000, 7).write(directory.resolve("wbl"), 0);
        Files.createDirectory(directory.resolve("chunks_head"));
        Files.write(
                directory.resolve("chunks_head/000001"), new byte[] {0x01, 0x30, (byte) 0xbc, (byte) 0x91, 1, 0, 0, 0});
        assertThat(samples(ToolRun.json("analyze", directory))).isEqualTo(9);
    }

    /// Deleting a link to a device with the rest of the folder is nothing that JUnit does in silence.
    @AfterEach
    void remove() throws IOException {
        if (Files.isSymbolicLink(replaced)) {
            Files.delete(replaced);
        }
    }

    /// The file, what is there instead, and the samples that are still found.
    static Stream<Arguments> places() {
        return Stream.of("wal", "wbl", "chunks_head", "wal/checkpoint.00000000")
                .flatMap(path -> Stream.of("a file", "a device", "a pipe", "a link to nowhere")
                        .map(what -> arguments(path, what)));
    }

    static Stream<Arguments> files() {
        return Stream.of("wal/00000001", "wbl/00000000", "chunks_head/000001", "wal/checkpoint.00000000/00000000")
                .flatMap(path -> Stream.of("a directory", "a device", "a pipe").map(what -> arguments(path, what)));
    }

    @ParameterizedTest
    @MethodSource({"places", "files"})
    void whatIsNoneIsNamed(String path, String what) throws Exception {
        replaced = directory.resolve(path);
        put(what);
        int least = path.startsWith("wal") ? 5 : 8;

        ToolRun run = ToolRun.of("analyze", directory, "-o", "json");
        assertNamed(run);
        assertThat(run.json().at("/damaged/0/file").stringValue()).isEqualTo(replaced.toString());
        assertThat(run.json().get("blocks").findValuesAsString("ulid")).containsExactly(DamagedData.HEALTHY);
        assertThat(samples(run.json())).isBetween(least, 9);
        assertThat(jobs(run.json())).contains("block");
        assertThat(ToolRun.of("analyze", directory).out()).contains("damaged");

        ToolRun dump = ToolRun.of("dump", directory);
        assertNamed(dump);
        assertThat(dump.out().lines().count()).isEqualTo(samples(run.json()));

        for (String command : List.of("analyze", "dump")) {
            ToolRun strict = ToolRun.of(command, directory, "--strict");
            assertNamed(strict);
            assertThat(strict.out()).isEmpty();
            assertThat(ToolRun.of(command, directory, "--no-wal").exitCode()).isEqualTo(ExitCode.OK);
        }
        assertThat(ToolRun.of("list", directory).exitCode()).isEqualTo(ExitCode.OK);

        if (!path.startsWith("chunks_head")) {
            assertNamed(ToolRun.of("wal", directory));
        }
    }

    private void put(String what) throws Exception {
        try (Stream<Path> below = Files.walk(replaced)) {
            for (Path path : below.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
        switch (what) {
            case "a file" -> Files.writeString(replaced, "x");
            case "a directory" -> Files.createDirectory(replaced);
            case "a device" -> Files.createSymbolicLink(replaced, Path.of("/dev/zero"));
            case "a link to nowhere" -> Files.createSymbolicLink(replaced, directory.resolve("nowhere"));
            case "a pipe" ->
                assertThat(new ProcessBuilder("mkfifo", replaced.toString())
                                .start()
                                .waitFor())
                        .isZero();
            default -> throw new IllegalArgumentException(what);
        }
    }

    private void assertNamed(ToolRun run) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.complaints().getFirst())
                .startsWith("headroom: " + replaced + ": ")
                .doesNotContain("internal error");
    }

    private static int samples(JsonNode report) {
        return report.at("/bytesPerSample/samples").intValue();
    }

    private static List<String> jobs(JsonNode report) {
        return report.get("jobs").findValuesAsString("name");
    }
}
