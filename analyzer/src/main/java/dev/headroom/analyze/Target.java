package dev.headroom.analyze;

import dev.headroom.tsdb.DataDirectoryException;
import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;

/// What a user's `DIR|BLOCK` and `--block` point at.
final class Target {
    private Target() {}

    /// The data directory, or one that holds the one block that is meant and nothing else.
    ///
    /// @param block ULID of the one block that is wanted; `null` for all
    /// @throws DataDirectoryException when there is no such thing
    static DataDirectory resolve(Path path, String block) throws IOException {
        if (DataDirectory.isBlock(path)) {
            if (block != null) {
                throw new DataDirectoryException(
                        path + ": a block already; leave --block out, or give the data directory above it");
            }
            return DataDirectory.ofBlock(path);
        }
        DataDirectory directory = DataDirectory.list(path);
        if (block == null) {
            return directory;
        }
        if (!directory.has(block)) {
            throw new DataDirectoryException(
                    path + ": no block " + block + " here; `headroom list` says which there are");
        }
        return DataDirectory.ofBlock(path.resolve(block));
    }
}
