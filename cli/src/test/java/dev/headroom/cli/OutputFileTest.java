package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OutputFileTest {
    private static final String REPORT = ToolRun.output("list", Fixtures.demo());

    @TempDir
    Path directory;

    @Test
    void theReportReplacesTheFile() throws IOException {
        Path file = Files.writeString(directory.resolve("report"), "old");
        Path other = Files.writeString(directory.resolve("other"), "");
        assertThat(list(file).exitCode()).isEqualTo(ExitCode.OK);
        assertThat(file).hasContent(REPORT);
        assertThat(Files.getPosixFilePermissions(file))
                .as("open to whom new files are open")
                .isEqualTo(Files.getPosixFilePermissions(other));
        assertThat(files()).containsExactlyInAnyOrder(file, other);
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path file = Files.writeString(directory.resolve("report"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(list(link).exitCode()).isEqualTo(ExitCode.OK);
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent(REPORT);
    }

    @Test
    void aPipeIsWrittenToAndNotReplaced() throws Exception {
        assumeThat(Files.isExecutable(Path.of("/usr/bin/mkfifo")))
                .as("mkfifo is needed to make a pipe")
                .isTrue();
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                return e.toString();
            }
        });
        assertThat(list(pipe).exitCode()).isEqualTo(ExitCode.OK);
        assertThat(read.get()).isEqualTo(REPORT);
        assertThat(Files.isRegularFile(pipe)).isFalse();
    }

    @Test
    void whatCannotBeWrittenIsNamed() throws IOException {
        Path file = directory.resolve("none").resolve("report");
        ToolRun run = list(file);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err())
                .isEqualTo("headroom: " + file + ": cannot be written: no such directory; create it first\n");
        run = list(directory);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).startsWith("headroom: " + directory + ": cannot be written: ");
        assertThat(files()).isEmpty();
    }

    private static ToolRun list(Path file) {
        return ToolRun.of("list", Fixtures.demo(), "--output-file", file);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
