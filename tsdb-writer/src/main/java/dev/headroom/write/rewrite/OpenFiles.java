package dev.headroom.write.rewrite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Who else writes to the log of a data directory, as far as `/proc` tells: what it says of processes of other users
/// is known to root alone, and there is none but on Linux.
///
/// Some servers run without a lock (`--storage.tsdb.no-lockfile`, which is how Debian builds some releases), and are
/// found by the log that they write.
final class OpenFiles {
    private static final Path PROC = Path.of("/proc");

    private OpenFiles() {}

    /// Another process that has a segment of the log open for writing, and which.
    static Optional<String> writerOf(Path directory) throws IOException {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return Optional.empty();
        }
        Path log = directory.toRealPath().resolve("wal");
        long self = ProcessHandle.current().pid();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                Path open = process.endsWith(Long.toString(self)) ? null : openBelow(log, process);
                if (open != null) {
                    return Optional.of("process " + process.getFileName() + " writes to " + open);
                }
            }
        }
        return Optional.empty();
    }

    private static Path openBelow(Path directory, Path process) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path link : links) {
                Path file = Files.readSymbolicLink(link);
                if (file.startsWith(directory)
                        && isForWriting(process.resolve("fdinfo").resolve(link.getFileName()))) {
                    return file;
                }
            }
        } catch (IOException e) {
            // Somebody else's process, or one that has ended.
        }
        return null;
    }

    /// The last octal digit of the flags says how a file was opened: 0 for reading, 1 or 2 for writing.
    private static boolean isForWriting(Path info) throws IOException {
        for (String line : Files.readAllLines(info)) {
            if (line.startsWith("flags:")) {
                return (line.charAt(line.length() - 1) & 3) != 0;
            }
        }
        return false;
    }
}
