package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// Data directories that tests read: those of other releases, which lie outside the project, and copies.
public final class Fixtures {
    private static final String ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";

    private Fixtures() {}

    /// The folder of the shared fixtures; without it the test is skipped.
    public static Path shared() {
        String fixtures = System.getProperty("headroom.fixtures", "");
        assumeThat(fixtures.isEmpty() || fixtures.startsWith("${"))
                .as("the shared fixtures are needed: set -Dheadroom.fixtures or HEADROOM_FIXTURES to their folder")
                .isFalse();
        return Path.of(fixtures);
    }

    /// The data directory that the project ships.
    public static Path demo() {
        return Path.of(System.getProperty("headroom.root")).resolve("samples/demo");
    }

    /// The block directories of a data directory, by name.
    public static List<Path> blocks(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> blocks = entries.filter(
                            entry -> entry.getFileName().toString().matches(ULID))
                    .sorted()
                    .toList();
            assertThat(blocks).isNotEmpty();
            return blocks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Copies the blocks of a data directory, and nothing else but an empty log, without which promtool opens none.
    public static Path copyOfBlocks(Path directory, Path to) {
        try {
            Files.createDirectories(to.resolve("wal"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Path block : blocks(directory)) {
            copy(block, to.resolve(block.getFileName()));
        }
        return to;
    }

    /// Copies a directory; what is copied can be written to.
    public static Path copy(Path directory, Path to) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(directory.relativize(file));
                Files.copy(file, target);
                Files.setPosixFilePermissions(
                        target, PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
