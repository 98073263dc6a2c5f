package dev.headroom.write.block;

import dev.headroom.tsdb.chunk.Encoding;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes the `chunks/` directory of a block; the layout stands at the reader's `ChunkSegments`.
final class ChunkSegmentWriter implements Closeable {
    /// Prometheus's own limit; readers take any.
    static final long SEGMENT_SIZE = 512L << 20;

    private static final int NAME_LENGTH = 6;
    private static final int MAGIC = 0x85BD40DD;
    private static final int HEADER_LENGTH = 8;
    private static final long LONGEST_RUN = 8 << 20;

    private final Path directory;
    private final long segmentSize;
    private final Background writing;
    private final Background syncing;
    private OutputFile segment;
    private int segments;
    private final byte[] head = new byte[11];

    // Chunks that stand one behind the other in another segment and are to be written.
    private MemorySegment runSource;
    private long runOffset;
    private long runLength;

    /// @param writing the thread that writes
    /// @param syncing the thread that waits for the disk meanwhile
    ChunkSegmentWriter(Path directory, long segmentSize, Background writing, Background syncing) throws IOException {
        this.writing = writing;
        this.syncing = syncing;
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

    /// Writes a chunk with its length and checksum, as it stands in another segment, and returns its reference.
    ///
    /// Chunks that stand there one behind the other are written at once, in the end.
    ///
    /// @param source the other segment, which stays until the writer is finished
    long copy(MemorySegment source, long offset, int size) throws IOException {
        boolean goesOn =
                offset == runOffset + runLength && source.equals(runSource) && fits(size) && runLength < LONGEST_RUN;
        if (!goesOn) {
            flushRun();
            place(size);
            runSource = source;
            runOffset = offset;
        }
        runLength += size;
        return reference(runLength - size);
    }

    /// Writes chunks as they stand in another segment, however long this one becomes.
    ///
    /// @param chunks stays as it is until [Background#MOST_WAITING] more calls have returned
    void append(ByteBuffer chunks) throws IOException {
        flushRun();
        segment.append(chunks);
    }

    private void flushRun() throws IOException {
        if (runLength > 0) {
            segment.write(runSource, runOffset, runLength);
            runLength = 0;
        }
    }

    private boolean fits(int size) {
        return segment.position() + runLength + size <= segmentSize;
    }

    /// Where the next chunk begins.
    private long place(int size) throws IOException {
        flushRun();
        if (segment == null || (!fits(size) && segment.position() > HEADER_LENGTH)) {
            cut();
        }
        return reference(0);
    }

    /// A reference to so many bytes behind what has been written.
    private long reference(long ahead) {
        return ((long) (segments - 1) << 32) | (segment.position() + ahead);
    }

    /// Begins the next segment.
    void cut() throws IOException {
        if (segment != null) {
            flushRun();
            segment.finish();
        }
        segments++;
        String number = String.valueOf(segments);
        String name = "0".repeat(Math.max(0, NAME_LENGTH - number.length())) + number;
        segment = new OutputFile(directory.resolve(name), writing, syncing);
        segment.writeInt(MAGIC);
        segment.writeInt(1 << 24);
    }

    /// Brings everything to the disk.
    void finish() throws IOException {
        if (segment != null) {
            flushRun();
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
