package dev.headroom.write.rewrite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Who else has a file of a directory open, as far as `/proc` tells: what it says of processes of other users is
/// known to root alone, and there is none but on Linux.
///
/// Some servers run without a lock (`--storage.tsdb.no-lockfile`, which is how Debian builds some releases), and are
/// found by the log that they write.
final class OpenFiles {
    private static final Path PROC = Path.of("/proc");

    private OpenFiles() {}

    /// Another process that has a file below the directory open, and which.
    static Optional<String> userOf(Path directory) throws IOException {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return Optional.empty();
        }
        Path real = directory.toRealPath();
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                Path open = process.endsWith(Long.toString(self)) ? null : openBelow(real, process.resolve("fd"));
                if (open != null) {
                    return Optional.of("process " + process.getFileName() + " has " + open + " open");
                }
            }
        }
        return Optional.empty();
    }

    private static Path openBelow(Path directory, Path descriptors) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                Path file = Files.readSymbolicLink(link);
                if (file.startsWith(directory)) {
                    return file;
                }
            }
        } catch (IOException e) {
            // Somebody else's process, or one that has ended.
        }
        return null;
    }
}
