package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The demo with files in it that are no files: nothing may wait for a pipe or read a device to its end.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileFilesTest {
    private static final String REFUSAL = ": at byte 0: expected a regular file, found a pipe, a socket or a device";

    @TempDir
    Path temporary;

    private Path directory;
    private Path block;

    @BeforeEach
    void copyDemo() throws IOException {
        directory = temporary.resolve("data");
        try (Stream<Path> files = Files.walk(Fixtures.demo())) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(Fixtures.demo().relativize(file)));
            }
        }
        block = Fixtures.blocks(directory).getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta.json", "index", "tombstones", "chunks/000001"})
    void aPipeInABlockLeavesTheOtherBlocksWhole(String name) throws Exception {
        Path file = block.resolve(name);
        makePipe(file);
        assertRefused(file, "analyze", directory, "--no-wal");
        assertRefused(file, "analyze", block);
        ToolRun dump = assertRefused(file, "dump", directory, "--no-wal");
        Files.move(block, temporary.resolve("aside"));
        assertThat(dump.out()).isEqualTo(ToolRun.output("dump", directory, "--no-wal"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"meta.json", "index", "tombstones", "chunks/000001"})
    void aDeviceInABlockIsNotRead(String name) throws IOException {
        Path zero = Path.of("/dev/zero");
        assumeThat(Files.exists(zero)).as("there is no /dev/zero here").isTrue();
        Path file = block.resolve(name);
        Files.delete(file);
        Files.createSymbolicLink(file, zero);
        assertRefused(file, "analyze", directory, "--no-wal");
        assertRefused(file, "dump", directory, "--no-wal");
        Files.delete(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal/00000012", "wal/00000014", "wal/checkpoint.00000011/00000000", "chunks_head/000001"})
    void aPipeInTheHeadLeavesTheBlocksWhole(String name) throws Exception {
        Path file = directory.resolve(name);
        makePipe(file);
        assertRefused(file, "analyze", directory);
        assertRefused(file, "dump", directory);
        assertThat(ToolRun.of("list", directory).exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void aPipeInThePlaceOfADirectoryIsNotOpened() throws Exception {
        Path chunks = block.resolve("chunks");
        Files.move(chunks, temporary.resolve("chunks"));
        makePipe(chunks);
        for (String command : List.of("analyze", "dump")) {
            ToolRun run = ToolRun.of(command, directory, "--no-wal");
            assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
            assertThat(run.err()).startsWith("headroom: " + chunks + ": at byte 0: expected a directory");
        }
        ToolRun run = ToolRun.of("analyze", chunks);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
    }

    /// Prometheus passes links over when it looks for blocks.
    @Test
    void aLinkToABlockIsNoBlock() throws IOException {
        Path elsewhere = temporary.resolve("elsewhere");
        Files.move(block, elsewhere);
        String without = ToolRun.output("dump", directory, "--no-wal");
        Files.createSymbolicLink(block, elsewhere);
        assertThat(ToolRun.output("dump", directory, "--no-wal")).isEqualTo(without);
        assertThat(ToolRun.output("list", directory)).contains("a symbolic link");
    }

    private static ToolRun assertRefused(Path file, Object... arguments) {
        ToolRun run = ToolRun.of(arguments);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).startsWith("headroom: " + file + REFUSAL);
        return run;
    }

    private static void makePipe(Path path) throws IOException, InterruptedException {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/mkfifo")))
                .as("mkfifo is needed to make a pipe")
                .isTrue();
        Files.deleteIfExists(path);
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", path.toString())
                        .start()
                        .waitFor())
                .isZero();
    }
}
