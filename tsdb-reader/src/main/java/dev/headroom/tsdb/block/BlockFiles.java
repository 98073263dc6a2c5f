package dev.headroom.tsdb.block;

import dev.headroom.tsdb.chunk.ChunkSegments;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Bytes of a block's files by kind. Other files of the directory are not part of the block.
public record BlockFiles(long chunks, long index, long tombstones, long meta) {
    public static final BlockFiles NONE = new BlockFiles(0, 0, 0, 0);

    public static BlockFiles of(Path block) throws IOException {
        long chunks = 0;
        Path directory = block.resolve("chunks");
        if (Files.isDirectory(directory)) {
            for (Path segment : ChunkSegments.list(directory)) {
                chunks += size(segment);
            }
        }
        return new BlockFiles(
                chunks,
                size(block.resolve("index")),
                size(block.resolve("tombstones")),
                size(block.resolve("meta.json")));
    }

    public long total() {
        return chunks + index + tombstones + meta;
    }

    public BlockFiles plus(BlockFiles more) {
        return new BlockFiles(chunks + more.chunks, index + more.index, tombstones + more.tombstones, meta + more.meta);
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (FileSystemException e) {
            return 0; // gone, or nothing to look at: who opens it says what is wrong
        }
    }
}
