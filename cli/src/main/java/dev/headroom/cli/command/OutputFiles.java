package dev.headroom.cli.command;

import dev.headroom.cli.Interruption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;

/// Writes files that a user has named for results.
final class OutputFiles {
    private OutputFiles() {}

    /// Writes what the printer prints.
    ///
    /// @throws IOException naming the file and the reason when that is not possible
    static void write(Path file, Consumer<PrintWriter> printer) throws IOException {
        try {
            replace(file, printer);
        } catch (FileSystemException e) {
            throw new IOException(file + ": cannot be written: " + reason(e), e);
        }
    }

    /// Writes beside the file and moves the result into its place, so that nobody ever sees half of it. A pipe
    /// or a device is written to as it is, and a link is followed: neither is replaced.
    private static void replace(Path file, Consumer<PrintWriter> printer) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "a directory; give a file's name");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            save(printer, file);
            return;
        }
        Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path temporary =
                place.resolveSibling(".headroom-" + ProcessHandle.current().pid() + "-" + place.getFileName() + ".tmp");
        Thread whenInterrupted = Interruption.close(() -> Files.deleteIfExists(temporary));
        try {
            save(printer, temporary);
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Interruption.forget(whenInterrupted);
            Files.deleteIfExists(temporary);
        }
    }

    private static void save(Consumer<PrintWriter> printer, Path path) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(path))) {
            printer.accept(out);
            if (out.checkError()) {
                throw new FileSystemException(path.toString(), null, "is the disk full?");
            }
        }
    }

    private static String reason(FileSystemException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "no such directory; create it first";
            case AccessDeniedException e -> "permission denied";
            default -> failure.getReason() == null ? failure.toString() : failure.getReason();
        };
    }
}
