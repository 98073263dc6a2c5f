package dev.headroom.tsdb.internal;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Opens the files and directories that a data directory is made of.
///
/// What is neither a regular file nor a directory, nor a link to one, is never opened: opening a pipe waits for
/// somebody to write into it, and a device may have no end. That, and what may not be read, is reported as damage
/// of the file, so that the rest of the directory can be read without it.
public final class DataFiles {
    private DataFiles() {}

    /// Opens a file for reading.
    ///
    /// @throws NoSuchFileException when the file is gone
    public static FileChannel open(Path path) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw damage(path, "a regular file", kind(attributes));
            }
            return FileChannel.open(path, StandardOpenOption.READ);
        } catch (FileSystemException e) {
            throw unreadable(path, e);
        }
    }

    /// Reads a whole file.
    ///
    /// @param most the largest size that is believed
    /// @param what names such a file in the message
    /// @throws NoSuchFileException when the file is gone
    public static byte[] read(Path path, int most, String what) throws IOException {
        try (FileChannel channel = open(path);
                InputStream in = Channels.newInputStream(channel)) {
            if (channel.size() > most) {
                throw damage(path, what + " of at most " + most + " bytes", "a file of " + channel.size());
            }
            return in.readNBytes((int) channel.size());
        }
    }

    /// What lies in a directory, in no particular order.
    ///
    /// @throws NoSuchFileException when the directory is gone
    public static List<Path> list(Path directory) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(directory, BasicFileAttributes.class);
            if (!attributes.isDirectory()) {
                throw damage(directory, "a directory", kind(attributes));
            }
            List<Path> paths = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                entries.forEach(paths::add);
            }
            return paths;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (FileSystemException e) {
            throw unreadable(directory, e);
        }
    }

    private static String kind(BasicFileAttributes attributes) {
        if (attributes.isDirectory()) {
            return "a directory";
        }
        return attributes.isRegularFile() ? "a file" : "a pipe, a socket or a device";
    }

    /// Whether there is something of this name, be it a link to nowhere.
    public static boolean isThere(Path path) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static CorruptionException unreadable(Path path, FileSystemException e) throws NoSuchFileException {
        if (e instanceof NoSuchFileException gone) {
            if (Files.isSymbolicLink(path)) {
                return damage(path, "something to read", "a link to nowhere");
            }
            throw gone;
        }
        String reason = e instanceof AccessDeniedException ? "permission denied" : String.valueOf(e.getReason());
        CorruptionException damage = damage(path, "something to read", reason);
        damage.initCause(e);
        return damage;
    }

    private static CorruptionException damage(Path path, String expected, String found) {
        return new CorruptionException(path.toString(), 0, expected, found);
    }
}
