package dev.headroom.write.block;

import dev.headroom.tsdb.block.BlockMeta;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A block whose files are all on the disk, under a name that Prometheus deletes at its start.
///
/// @param directory where it lies
/// @param ulid the name that it is to have
/// @param maxTime behind the last sample
public record UnnamedBlock(Path directory, String ulid, long minTime, long maxTime, BlockMeta.Stats stats) {
    /// Gives the block its name, and returns its directory.
    public Path publish() throws IOException {
        return publish(directory, ulid);
    }

    static Path publish(Path directory, String ulid) throws IOException {
        Path block = directory.resolveSibling(ulid);
        Files.move(directory, block, StandardCopyOption.ATOMIC_MOVE);
        Directories.sync(block.getParent());
        return block;
    }

    /// Deletes the block.
    public void delete() throws IOException {
        Directories.delete(directory);
    }
}
