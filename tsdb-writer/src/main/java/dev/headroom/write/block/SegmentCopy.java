package dev.headroom.write.block;

import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.ChunkScanner;
import dev.headroom.tsdb.chunk.ChunkSegments;
import dev.headroom.write.internal.ChunkPlaces;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// A copy of the segments of a block as they are, a piece at a time, with the checksum of each chunk verified: every
/// chunk keeps its reference.
///
/// Pieces are read instead of mapped: that costs less than bringing every page into memory once and taking it out
/// again.
public final class SegmentCopy {
    private static final int PIECE = 1 << 20;

    private final ChunkSegments source;
    private final ChunkPlaces places = new ChunkPlaces();
    private final ChunkScanner scanner = new ChunkScanner();
    // Read into and written from outside the heap, and looked at in an array, which is several times faster.
    // One more than can be on their way to the disk: the next one is free.
    private final ByteBuffer[] pieces = new ByteBuffer[Background.MOST_WAITING + 1];
    private final byte[] bytes;
    private int nextPiece;
    private volatile boolean stopped;
    private long samples;
    private long histogramSamples;

    SegmentCopy(ChunkSegments source) {
        this(source, PIECE);
    }

    /// @param size bytes of a piece
    SegmentCopy(ChunkSegments source, int size) {
        this.source = source;
        bytes = new byte[size];
    }

    void run(ChunkSegmentWriter target) throws IOException {
        for (int segment = 0; segment < source.count(); segment++) {
            target.cut();
            try (FileChannel file = source.openFile(segment)) {
                copy(file, segment, target);
            }
        }
    }

    private void copy(FileChannel file, int segment, ChunkSegmentWriter target) throws IOException {
        ChunkReader reader = null;
        long end = source.size(segment);
        for (long at = ChunkSegments.SEGMENT_HEADER_LENGTH; at < end && !stopped; ) {
            ByteBuffer piece = nextPiece().clear().limit((int) Math.min(bytes.length, end - at));
            int length = read(file, at, piece);
            long reference = ((long) segment << 32) | at;
            int taken = scan(length, reference);
            if (taken > 0) {
                target.append(piece.limit(taken));
                at += taken;
                continue;
            }
            // It is larger than a piece, or there is something wrong with it.
            reader = reader == null ? ChunkReader.ofWholeChunks(source) : reader;
            reader.readHeader(reference);
            reader.verify();
            target.append(reader.segment().asSlice(at, reader.size()).asByteBuffer());
            add(reference, reader.sampleCount(), reader.encoding().isHistogram());
            at += reader.size();
        }
    }

    private ByteBuffer nextPiece() {
        int index = nextPiece++ % pieces.length;
        if (pieces[index] == null) {
            pieces[index] = ByteBuffer.allocateDirect(bytes.length);
        }
        return pieces[index];
    }

    /// Fills the piece as far as the file goes.
    private int read(FileChannel file, long from, ByteBuffer piece) throws IOException {
        int more = 0;
        while (more >= 0 && piece.hasRemaining()) {
            more = file.read(piece, from + piece.position());
        }
        piece.flip().get(bytes, 0, piece.limit()).rewind();
        return piece.limit();
    }

    /// Looks at the whole chunks of a piece; returns how many bytes they take.
    private int scan(int length, long reference) {
        ChunkScanner scan = scanner;
        scan.reset(bytes, length);
        while (scan.next()) {
            add(scan, reference);
        }
        return scan.end();
    }

    private void add(ChunkScanner scan, long reference) {
        add(reference + scan.start(), scan.sampleCount(), scan.isHistogram());
    }

    private void add(long reference, int sampleCount, boolean histogram) {
        places.add(reference);
        samples += sampleCount;
        histogramSamples += histogram ? sampleCount : 0;
    }

    void stop() {
        stopped = true;
    }

    /// Where the chunks are.
    public ChunkPlaces places() {
        return places;
    }

    public long samples() {
        return samples;
    }

    long histogramSamples() {
        return histogramSamples;
    }
}
