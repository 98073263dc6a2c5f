package dev.headroom.write.block;

import dev.headroom.tsdb.chunk.Encoding;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes the `chunks/` directory of a block; the layout stands at the reader's `ChunkSegments`.
final class ChunkSegmentWriter implements Closeable {
    /// Prometheus's own limit; readers take any.
    static final long SEGMENT_SIZE = 512L << 20;

    private static final int MAGIC = 0x85BD40DD;
    private static final int HEADER_LENGTH = 8;

    private final Path directory;
    private final long segmentSize;
    private OutputFile segment;
    private int segments;
    private final byte[] head = new byte[11];

    ChunkSegmentWriter(Path directory, long segmentSize) throws IOException {
        this.directory = Files.createDirectory(directory);
        this.segmentSize = segmentSize;
    }

    /// Writes a chunk and returns its reference.
    long write(Encoding encoding, byte[] data, int offset, int length) throws IOException {
        int prefix = OutputFile.putUvarint(head, 0, length);
        head[prefix] = (byte) encoding.code();
        long reference = place(prefix + 1 + length + 4);
        segment.write(head, 0, prefix);
        segment.startChecksum();
        segment.write(head, prefix, 1);
        segment.write(data, offset, length);
        segment.writeChecksum();
        return reference;
    }

    /// Writes a chunk with its length and checksum, as it stood in another segment, and returns its reference.
    long copy(byte[] chunk, int offset, int size) throws IOException {
        long reference = place(size);
        segment.write(chunk, offset, size);
        return reference;
    }

    private long place(int size) throws IOException {
        if (segment == null || (segment.position() + size > segmentSize && segment.position() > HEADER_LENGTH)) {
            cut();
        }
        return ((long) (segments - 1) << 32) | segment.position();
    }

    private void cut() throws IOException {
        if (segment != null) {
            segment.finish();
        }
        segments++;
        segment = new OutputFile(directory.resolve(String.format("%06d", segments)));
        segment.writeInt(MAGIC);
        segment.writeInt(1 << 24);
    }

    /// Brings everything to the disk.
    void finish() throws IOException {
        if (segment != null) {
            segment.finish();
        }
        Directories.sync(directory);
    }

    @Override
    public void close() throws IOException {
        if (segment != null) {
            segment.close();
        }
    }
}
