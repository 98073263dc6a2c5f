package dev.headroom.replay.log;

import dev.headroom.write.block.Directories;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/// Puts a block into another directory: by hard links, since no file of a block is ever changed, or by copying
/// where the directory lies elsewhere.
final class BlockLinks {
    private static final String UNFINISHED = ".tmp-for-creation";

    private BlockLinks() {}

    /// Links a block, and returns where it lies now. It appears there whole or not at all.
    static Path link(Path block, Path target) throws IOException {
        String name = block.getFileName().toString();
        Path unfinished = target.resolve(name + UNFINISHED);
        boolean done = false;
        try {
            Files.walkFileTree(block, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes)
                        throws IOException {
                    Files.createDirectory(unfinished.resolve(block.relativize(visited)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Path copy = unfinished.resolve(block.relativize(file));
                    try {
                        Files.createLink(copy, file);
                    } catch (IOException | UnsupportedOperationException e) {
                        Files.copy(file, copy);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            Path linked = Files.move(unfinished, target.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            Directories.sync(target);
            done = true;
            return linked;
        } finally {
            if (!done) {
                Directories.delete(unfinished);
            }
        }
    }
}
