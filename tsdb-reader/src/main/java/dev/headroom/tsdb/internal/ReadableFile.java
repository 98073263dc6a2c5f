package dev.headroom.tsdb.internal;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// What cannot be read is damage to what it belongs to, and to nothing else: one bad file must not end a run.
public final class Readable {
    private Readable() {}

    /// Checks that the path is a regular file before anybody opens it: a pipe would never open, a device never end.
    ///
    /// @return its bytes
    /// @throws NoSuchFileException when there is none
    public static long size(Path path) throws NoSuchFileException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new CorruptionException(
                        path.toString(),
                        0,
                        "a regular file",
                        attributes.isDirectory() ? "a directory" : "a pipe or a device");
            }
            return attributes.size();
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw damage(path, e);
        }
    }

    /// A failure to read as damage of what should have been read.
    public static CorruptionException damage(Path path, IOException failure) {
        String found = switch (failure) {
            case AccessDeniedException e -> "permission denied";
            case NotDirectoryException e -> "a file";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(failure.getMessage());
        };
        String expected = failure instanceof NotDirectoryException ? "a directory" : "something that can be read";
        CorruptionException damage = new CorruptionException(path.toString(), 0, expected, found);
        damage.initCause(failure);
        return damage;
    }
}
