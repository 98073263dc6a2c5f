package dev.headroom.tsdb.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DataFilesTest {
    @TempDir
    Path dir;

    @Test
    void readsFilesAndLinksToFiles() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "abc");
        Path link = Files.createSymbolicLink(dir.resolve("link"), file);
        assertThat(DataFiles.read(file, 3, "a text")).isEqualTo("abc".getBytes(UTF_8));
        assertThat(DataFiles.read(link, 3, "a text")).isEqualTo("abc".getBytes(UTF_8));
        assertThat(DataFiles.list(dir)).containsExactlyInAnyOrder(file, link);
        assertThatThrownBy(() -> DataFiles.read(file, 2, "a text"))
                .isInstanceOf(CorruptionException.class)
                .hasMessage(file + ": at byte 0: expected a text of at most 2 bytes, found a file of 3");
    }

    @Test
    void whatIsGoneIsToldFromWhatIsDamaged() {
        assertThatThrownBy(() -> DataFiles.open(dir.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> DataFiles.list(dir.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aDirectoryIsNoFileAndAFileNoDirectory() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "abc");
        assertThatThrownBy(() -> DataFiles.open(dir))
                .hasMessageEndingWith("expected a regular file, found a directory");
        assertThatThrownBy(() -> DataFiles.list(file)).hasMessageEndingWith("expected a directory, found a file");
    }

    /// Nobody writes into the pipe: to open it would be to wait for ever.
    @Test
    void pipesAreNotOpened() throws Exception {
        Path pipe = dir.resolve("pipe");
        assumeThat(Files.isExecutable(Path.of("/usr/bin/mkfifo")))
                .as("mkfifo is needed to make a pipe")
                .isTrue();
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();
        assertRefused(pipe);
        assertRefused(Files.createSymbolicLink(dir.resolve("link"), pipe));
    }

    @Test
    void devicesAreNotRead() throws IOException {
        Path zero = Path.of("/dev/zero");
        assumeThat(Files.exists(zero)).as("there is no /dev/zero here").isTrue();
        Path link = Files.createSymbolicLink(dir.resolve("link"), zero);
        assertRefused(link);
        // JUnit warns of links that lead out of the directory it cleans up.
        Files.delete(link);
    }

    @Test
    void aLinkToItselfIsDamage() throws IOException {
        Path loop = dir.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThatThrownBy(() -> DataFiles.open(loop)).isInstanceOf(CorruptionException.class);
    }

    private static void assertRefused(Path path) {
        String found = "found a pipe, a socket or a device";
        assertThatThrownBy(() -> DataFiles.open(path))
                .isInstanceOf(CorruptionException.class)
                .hasMessage(path + ": at byte 0: expected a regular file, " + found);
        assertThatThrownBy(() -> DataFiles.read(path, 10, "a text")).isInstanceOf(CorruptionException.class);
        assertThatThrownBy(() -> MappedFile.open(path)).isInstanceOf(CorruptionException.class);
        assertThatThrownBy(() -> DataFiles.list(path)).hasMessageEndingWith("expected a directory, " + found);
    }
}
