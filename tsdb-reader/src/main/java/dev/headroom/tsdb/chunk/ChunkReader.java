package dev.headroom.tsdb.chunk;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.MappedFile;
import dev.headroom.tsdb.internal.Varint;
import dev.headroom.tsdb.internal.Window;
import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/// Reads chunks out of a block's segments: the header of a chunk without its samples, and its data where they are
/// wanted. One instance is moved over any number of chunks; every thread has its own.
public final class ChunkReader {
    /// Bytes that are fetched at a time: many chunks when they are read one after the other, and not too much when
    /// only a few of them are.
    private static final int WINDOW = 1 << 14;

    /// No length has more bytes.
    private static final int MAX_LENGTH_BYTES = 5;

    /// The bits of a shared head that count samples.
    static final int SAMPLES_OF_SHARED_HEAD = 0x3fff;

    /// What no byte is.
    private static final int NO_CODE = 0x100;

    private final ChunkSegments segments;
    private final CRC32C crc = new CRC32C();

    private long position = -1;
    private MappedFile segment;
    private long segmentSize;
    private Window window;
    private long dataOffset;
    private int dataLength;
    private Encoding encoding;
    private int lastCode = NO_CODE;
    private int sampleBits;
    private int sampleCount;
    private int size;

    private final int windowSize;

    public ChunkReader(ChunkSegments segments) {
        this(segments, WINDOW);
    }

    private ChunkReader(ChunkSegments segments, int windowSize) {
        this.segments = segments;
        this.windowSize = windowSize;
    }

    /// A reader for chunks that are wanted whole, one after the other.
    public static ChunkReader ofWholeChunks(ChunkSegments segments) {
        return new ChunkReader(segments, 4 * WINDOW);
    }

    /// Reads the header of the chunk that a series refers to; touches the chunk's first bytes only.
    ///
    /// @throws CorruptionException when no whole chunk of a known encoding stands there
    public void readHeader(long reference) {
        if (reference >>> 32 != position) {
            segment = segments.segmentOf(reference);
            position = reference >>> 32;
            segmentSize = segment.size();
            window = new Window(segment, windowSize);
        }
        long offset = reference & 0xffff_ffffL;
        // Length, encoding and number of samples; where the file ends before, zeros follow and make no chunk.
        int at = window.atMost(offset, MAX_LENGTH_BYTES + 3);
        byte[] bytes = window.bytes();
        int prefix = 1;
        long length = bytes[at];
        if (length < 0) {
            // Hardly any chunk has a length of three bytes.
            int next = bytes[at + 1];
            length = (length & 0x7f) | ((long) next << 7);
            prefix = 2;
            if (next < 0) {
                prefix = Varint.length(bytes, at);
                length = Varint.unsigned(bytes, at);
            }
        }
        if (prefix > MAX_LENGTH_BYTES) {
            throw segment.corruption(offset, "a chunk length of at most five bytes", "a longer one");
        }
        long begin = offset + prefix + 1;
        if (length < 2 || length > segmentSize - begin - 4) {
            throw segment.corruption(
                    offset,
                    "a chunk of 2 to " + Math.max(0, segmentSize - begin - 4) + " bytes of data",
                    "one of " + length + " bytes");
        }
        dataOffset = begin;
        dataLength = (int) length;
        size = prefix + 1 + dataLength + 4;
        int code = bytes[at + prefix];
        if (code != lastCode) {
            look(code & 0xff, offset + prefix);
        }
        int head = ((bytes[at + prefix + 1] & 0xff) << 8) | (bytes[at + prefix + 2] & 0xff);
        sampleCount = head & sampleBits;
    }

    /// Notes what an encoding means for the header; most chunks have that of the one before.
    private void look(int code, long offset) {
        encoding = Encoding.of(code);
        if (encoding == null || encoding == Encoding.NONE) {
            lastCode = NO_CODE;
            throw segment.corruption(offset, "a known chunk encoding", "encoding " + code);
        }
        lastCode = (byte) code;
        sampleBits = sharesHead(encoding) ? SAMPLES_OF_SHARED_HEAD : 0xffff;
    }

    /// Whether the two bytes of the sample count hold the counter-reset bits too.
    static boolean sharesHead(Encoding encoding) {
        return encoding == Encoding.HISTOGRAM_ST || encoding == Encoding.FLOAT_HISTOGRAM_ST;
    }

    public Encoding encoding() {
        return encoding;
    }

    public int sampleCount() {
        return sampleCount;
    }

    /// Bytes of the chunk's data, without length, encoding and checksum.
    public int dataLength() {
        return dataLength;
    }

    /// Bytes of the whole chunk in its segment.
    public int size() {
        return size;
    }

    /// The whole segment of the chunk whose header was read last, for who is about to copy it out of there; as long as
    /// the block is open.
    public MemorySegment segment() {
        return segment.segment(offset(), size);
    }

    /// Where in its [#segment] the chunk begins whose header was read last.
    public long offset() {
        return dataOffset + dataLength + 4 - size;
    }

    /// Points `samples` at the chunk whose header was read last, after checking its checksum.
    ///
    /// @param buffer takes the chunk's bytes when they fit; `samples` reads from it until it is used again
    /// @return the array that `samples` reads from: the buffer, or a larger one
    public byte[] readSamples(SampleCursor samples, byte[] buffer) {
        byte[] chunk = readChunk(buffer);
        pointAt(samples, chunk);
        return chunk;
    }

    /// Copies the whole chunk whose header was read last, from its length to its checksum, and checks the latter.
    ///
    /// @param buffer takes the [#size] bytes when they fit
    /// @return the array that holds them: the buffer, or a larger one
    public byte[] readChunk(byte[] buffer) {
        byte[] chunk = buffer.length >= size ? buffer : new byte[Math.max(2 * buffer.length, size)];
        segment.copy(offset(), chunk, 0, size);
        verify(chunk, size - 4);
        return chunk;
    }

    /// Checks the checksum of the chunk whose header was read last.
    public void verify() {
        int start = window.at(offset(), size);
        verify(window.bytes(), start + size - 4);
    }

    /// @param end where the data ends and the checksum begins
    private void verify(byte[] chunk, int end) {
        crc.reset();
        crc.update(chunk, end - dataLength - 1, dataLength + 1);
        int stored = (chunk[end] & 0xff) << 24
                | (chunk[end + 1] & 0xff) << 16
                | (chunk[end + 2] & 0xff) << 8
                | (chunk[end + 3] & 0xff);
        if (stored != (int) crc.getValue()) {
            throw segment.corruption(
                    dataOffset + dataLength,
                    "checksum " + Long.toHexString(crc.getValue()) + " of the chunk",
                    "checksum " + Integer.toHexString(stored));
        }
    }

    /// Points `samples` at the chunk that was read last.
    ///
    /// @param chunk what [#readChunk] returned
    public void pointAt(SampleCursor samples, byte[] chunk) {
        try {
            samples.reset(encoding, chunk, size - 4 - dataLength, dataLength);
        } catch (CorruptionException e) {
            throw inSegment(e);
        }
    }

    /// A decoder's complaint about the chunk that was read last, with the segment's name and offset.
    public CorruptionException inSegment(CorruptionException e) {
        return e.in(segment.path().toString(), dataOffset);
    }
}
