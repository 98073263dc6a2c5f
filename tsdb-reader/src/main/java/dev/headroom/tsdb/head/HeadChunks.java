package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.internal.DataFiles;
import dev.headroom.tsdb.internal.LongIntMap;
import dev.headroom.tsdb.internal.MappedFile;
import dev.headroom.tsdb.internal.Window;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// The chunks that the head has written to `chunks_head`, by series.
///
/// ```
/// chunks_head/000001        files, numbered without a gap, at most 128 MiB each
///
/// magic 0x0130BC91 <4>  version 1 <1>  zero <3>
/// { series reference <8>  minTime <8>  maxTime <8>  encoding <1>  length <uvarint, at most 5>  data  CRC32C <4>
/// }... zeros                     what was allocated ahead
/// ```
///
/// The top bit of the encoding marks a chunk of out-of-order samples. The checksum covers all from the reference to
/// the data. A chunk is named by its file's number in the upper and its offset in the lower four bytes of a
/// reference. (Format: Prometheus, `tsdb/docs/format/head_chunks.md`.)
///
/// Prometheus deletes a file with damage and all files after it, and takes their samples out of the logs again.
/// When the chunks of a series are not in order, it deletes all files. So does this reader, except that it deletes
/// nothing. A running Prometheus writes chunks in large pieces: the last file may end within one, which is no
/// damage.
///
/// Keeps sixteen bytes per chunk. Belongs to one thread.
public final class HeadChunks implements AutoCloseable {
    private static final int MAGIC = 0x0130BC91;
    private static final int VERSION = 1;
    private static final int FILE_HEADER = 8;
    /// Bytes of a chunk that are read at first: its header, the length and the number of samples. Most are asked for
    /// nothing else.
    private static final int BEGINNING = 64;

    private static final int CHUNK_HEADER = 25;
    private static final int MAX_LENGTH_FIELD = 5;
    private static final int CRC = 4;
    private static final int OUT_OF_ORDER = 0x80;
    private static final int UNCOUNTED = -1;
    private static final long NONE = -1;

    private final Path directory;
    private final Map<Integer, MappedFile> files;
    private final List<CorruptionException> damage = new ArrayList<>();

    // All chunks; those of a series form a ring, and the maps know its last one, whose next is the first.
    private long[] refs = new long[64];
    private int[] next = new int[64];
    private int count;
    // Of each chunk, the samples up to a time that all are asked for, counted when it was checked; else UNCOUNTED.
    private final long countedTime;
    private int[] counted = new int[64];
    private LongIntMap inOrder = new LongIntMap();
    private LongIntMap outOfOrder = new LongIntMap();
    private long lastRef;

    // The chunk that was loaded last.
    private long loaded = NONE;
    private long seriesRef;
    private boolean late;
    private long minTime;
    private long maxTime;
    private Encoding encoding;
    private int sampleCount;
    private byte[] bytes = new byte[1024];
    // How much of the chunk lies there.
    private int held;
    private int dataOffset;
    private int dataLength;

    private final SampleCursor cursor = new SampleCursor();

    private HeadChunks(Path directory, long countedTime) {
        this.directory = directory;
        this.countedTime = countedTime;
        files = new TreeMap<>();
    }

    private HeadChunks(HeadChunks other) {
        directory = other.directory;
        files = other.files;
        refs = other.refs;
        next = other.next;
        count = other.count;
        countedTime = other.countedTime;
        counted = other.counted;
        inOrder = other.inOrder;
        outOfOrder = other.outOfOrder;
        lastRef = other.lastRef;
    }

    /// Finds all chunks and checks them. A directory that is not there holds none.
    ///
    /// @param minValidTime in-order chunks that end before are left out: they stand in a block
    /// @param countedTime a time for which [#samplesUpTo] will be asked; counted here, where the chunks are read
    /// anyway
    /// @throws java.nio.file.NoSuchFileException when a file is deleted meanwhile
    public static HeadChunks open(Path directory, long minValidTime, long countedTime) throws IOException {
        HeadChunks chunks = new HeadChunks(directory, countedTime);
        try {
            chunks.read(minValidTime);
            return chunks;
        } catch (IOException | RuntimeException e) {
            chunks.close();
            throw e;
        }
    }

    /// What is wrong with the files, and where.
    public List<CorruptionException> damage() {
        return List.copyOf(damage);
    }

    /// Number of chunks.
    public int count() {
        return count;
    }

    /// The reference of the last chunk of all files, 0 without any.
    public long lastRef() {
        return lastRef;
    }

    /// Whether there are chunks of out-of-order samples.
    public boolean hasOutOfOrder() {
        return outOfOrder.size() > 0;
    }

    /// The last in-order chunk of a series, or -1: the start of its ring, see [#next].
    public int lastInOrder(long seriesRef) {
        return inOrder.get(seriesRef);
    }

    /// The last out-of-order chunk of a series, or -1.
    public int lastOutOfOrder(long seriesRef) {
        return outOfOrder.get(seriesRef);
    }

    /// The next chunk of the same series and kind; after the last comes the first.
    public int next(int chunk) {
        return next[chunk];
    }

    public long ref(int chunk) {
        return refs[chunk];
    }

    /// Time of a chunk's first sample.
    public long minTimeOf(int chunk) {
        return timeAt(chunk, 8);
    }

    /// Time of a chunk's last sample.
    public long maxTimeOf(int chunk) {
        return timeAt(chunk, 16);
    }

    private long timeAt(int chunk, int offset) {
        long ref = refs[chunk];
        return files.get((int) (ref >>> 32)).longAt((ref & 0xffff_ffffL) + offset);
    }

    /// The same chunks for another thread, to be used before these are closed.
    public HeadChunks shared() {
        return new HeadChunks(this);
    }

    /// The samples of a chunk.
    ///
    /// @param minValid samples before are left out
    /// @param damaged takes what is wrong with the chunk, which ends there
    public SampleRun run(int chunk, long minValid, List<CorruptionException> damaged) {
        load(chunk);
        return new ChunkRun(this, chunk, minValid, damaged);
    }

    /// Reads a chunk: what its header says, and its data.
    public void load(int chunk) {
        load(refs[chunk]);
    }

    /// Reads only of which series a chunk is, its kind and its times. Who looks at all chunks goes through them by
    /// their numbers, from zero: in the order in which they lie in the files.
    public void loadHeader(int chunk) {
        long ref = refs[chunk];
        loaded = NONE;
        file(ref).copy(ref & 0xffff_ffffL, bytes, 0, CHUNK_HEADER);
        readHeader();
    }

    /// The reference of the loaded chunk's series.
    public long seriesRef() {
        return seriesRef;
    }

    /// Whether the loaded chunk has out-of-order samples.
    public boolean isOutOfOrder() {
        return late;
    }

    public long minTime() {
        return minTime;
    }

    public long maxTime() {
        return maxTime;
    }

    public Encoding encoding() {
        return encoding;
    }

    public int sampleCount() {
        return sampleCount;
    }

    /// The array that holds the loaded chunk's data, until the next is loaded.
    public byte[] bytes() {
        int end = dataOffset + dataLength;
        if (end > held) {
            if (bytes.length < end) {
                bytes = Arrays.copyOf(bytes, 2 * end);
            }
            file(loaded).copy((loaded & 0xffff_ffffL) + held, bytes, held, end - held);
            held = end;
        }
        return bytes;
    }

    public int dataOffset() {
        return dataOffset;
    }

    public int dataLength() {
        return dataLength;
    }

    /// How many samples of the loaded chunk, which is this one, are no later than a time.
    ///
    /// @throws CorruptionException without a place ([#placed]) when it cannot be decoded that far
    int samplesUpTo(int chunk, long time) {
        return time == countedTime && counted[chunk] != UNCOUNTED
                ? counted[chunk]
                : samplesUpTo(time, encoding, bytes(), dataOffset, dataLength);
    }

    private int samplesUpTo(long time, Encoding kind, byte[] data, int offset, int length) {
        cursor.reset(kind, data, offset, length);
        return cursor.countUntil(time);
    }

    /// The same damage with the loaded chunk's place.
    public CorruptionException placed(int chunk, CorruptionException cause) {
        long ref = refs[chunk];
        MappedFile file = files.get((int) (ref >>> 32));
        return cause.in(file.path().toString(), (ref & 0xffff_ffffL) + dataOffset);
    }

    @Override
    public void close() {
        files.values().forEach(MappedFile::close);
        files.clear();
    }

    private void load(long ref) {
        if (ref == loaded) {
            return;
        }
        loaded = NONE;
        MappedFile file = file(ref);
        long offset = ref & 0xffff_ffffL;
        held = (int) Math.min(file.size() - offset, BEGINNING);
        file.copy(offset, bytes, 0, held);
        readHeader();
        encoding = Encoding.of(bytes[24] & ~OUT_OF_ORDER & 0xff);
        int position = CHUNK_HEADER;
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = bytes[position++];
            length |= (digit & 0x7f) << shift;
            if (digit >= 0) {
                break;
            }
        }
        dataOffset = position;
        dataLength = length;
        int samples = length < 2 ? 0 : ((bytes[position] & 0xff) << 8) | (bytes[position + 1] & 0xff);
        // In these encodings the counter-reset bits share the two bytes.
        boolean shared = encoding == Encoding.HISTOGRAM_ST || encoding == Encoding.FLOAT_HISTOGRAM_ST;
        sampleCount = shared ? samples & 0x3fff : samples;
        loaded = ref;
    }

    private MappedFile file(long ref) {
        return files.get((int) (ref >>> 32));
    }

    private void readHeader() {
        seriesRef = be64(bytes, 0);
        minTime = be64(bytes, 8);
        maxTime = be64(bytes, 16);
        late = (bytes[24] & OUT_OF_ORDER) != 0;
    }

    private void read(long minValidTime) throws IOException {
        NavigableMap<Integer, Path> paths;
        try {
            paths = list();
        } catch (CorruptionException e) {
            damage.add(e);
            return;
        }
        int expected = paths.isEmpty() ? 0 : paths.firstKey();
        for (Map.Entry<Integer, Path> entry : paths.entrySet()) {
            boolean last = entry.getKey().equals(paths.lastKey());
            try {
                MappedFile file = MappedFile.openKept(entry.getValue());
                files.put(entry.getKey(), file);
                if (last && isUnwritten(file)) {
                    return;
                }
                if (entry.getKey() != expected++) {
                    throw file.corruption(0, "a file numbered " + (expected - 1) + " before", "none");
                }
                collect(entry.getKey(), file, contentEnd(file, last), minValidTime);
                file.unload();
            } catch (CorruptionException e) {
                damage.add(e);
                return;
            } catch (OutOfSequence e) {
                damage.add(e.place);
                count = 0;
                lastRef = 0;
                inOrder = new LongIntMap();
                outOfOrder = new LongIntMap();
                return;
            }
        }
    }

    private NavigableMap<Integer, Path> list() throws IOException {
        NavigableMap<Integer, Path> paths = new TreeMap<>();
        if (!DataFiles.isThere(directory)) {
            return paths;
        }
        for (Path entry : DataFiles.list(directory)) {
            String name = entry.getFileName().toString();
            if (name.length() <= 9 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                paths.put(Integer.parseInt(name), entry);
            }
        }
        return paths;
    }

    /// Whether a file was made and nothing reached it: what Prometheus deletes without a word.
    private static boolean isUnwritten(MappedFile file) {
        return file.size() < FILE_HEADER || file.intAt(0) == 0;
    }

    /// Checks every chunk of a file and says where the last one ends.
    private static long contentEnd(MappedFile file, boolean last) {
        if (file.size() < FILE_HEADER) {
            throw file.corruption(file.size(), "a header of 8 bytes", "the end of the file");
        }
        if (file.intAt(0) != MAGIC) {
            throw file.corruption(0, "the head chunks' magic number 130bc91", Integer.toHexString(file.intAt(0)));
        }
        if (file.unsignedByteAt(4) != VERSION) {
            throw file.corruption(4, "head chunks version 1", "version " + file.unsignedByteAt(4));
        }
        Window window = new Window(file);
        CRC32C crc = new CRC32C();
        long size = file.size();
        long offset = FILE_HEADER;
        while (offset < size) {
            if (size - offset < CHUNK_HEADER + MAX_LENGTH_FIELD + CRC) {
                if (last || file.isZero(offset, size)) {
                    return offset;
                }
                throw file.corruption(offset, "a chunk or zeros", (size - offset) + " bytes to the end of the file");
            }
            int at = window.at(offset, CHUNK_HEADER + MAX_LENGTH_FIELD);
            byte[] bytes = window.bytes();
            if (be64(bytes, at) == 0 && be64(bytes, at + 8) == 0 && be64(bytes, at + 16) == 0) {
                return offset;
            }
            int position = at + CHUNK_HEADER;
            long length = 0;
            for (int shift = 0; ; shift += 7) {
                int digit = bytes[position++];
                length |= (long) (digit & 0x7f) << shift;
                if (digit >= 0) {
                    break;
                }
                if (shift == 28) {
                    throw file.corruption(
                            offset + CHUNK_HEADER, "a chunk length of at most five bytes", "a longer one");
                }
            }
            int header = position - at;
            if (length > size - offset - header - CRC) {
                if (last) {
                    return offset;
                }
                throw file.corruption(
                        offset,
                        "a chunk of at most " + (size - offset - header - CRC) + " bytes",
                        "one of " + length + " bytes");
            }
            int covered = header + (int) length;
            at = window.at(offset, covered + CRC);
            crc.reset();
            crc.update(window.bytes(), at, covered);
            int stored = (int) (be64(window.bytes(), at + covered) >>> 32);
            if (stored != (int) crc.getValue()) {
                // What was not written yet is zero, and the end of the checksum at the least.
                if (last && file.isZero(offset + covered + CRC - 1, size)) {
                    return offset;
                }
                throw file.corruption(
                        offset,
                        "a chunk with checksum " + Integer.toHexString((int) crc.getValue()),
                        "checksum " + Integer.toHexString(stored));
            }
            offset += covered + CRC;
        }
        return offset;
    }

    /// Takes up the chunks of a file that has been checked.
    private void collect(int number, MappedFile file, long end, long minValidTime) throws OutOfSequence {
        Window window = new Window(file);
        long offset = FILE_HEADER;
        while (offset < end) {
            int at = window.atMost(offset, CHUNK_HEADER + MAX_LENGTH_FIELD);
            byte[] header = window.bytes();
            int position = at + CHUNK_HEADER;
            int length = 0;
            for (int shift = 0; ; shift += 7) {
                int digit = header[position++];
                length |= (digit & 0x7f) << shift;
                if (digit >= 0) {
                    break;
                }
            }
            lastRef = ((long) number << 32) | offset;
            int size = position - at + length + CRC;
            int code = header[at + 24] & 0xff;
            Encoding known = Encoding.of(code & ~OUT_OF_ORDER);
            boolean late = (code & OUT_OF_ORDER) != 0;
            long seriesRef = be64(header, at);
            if (known != null && known != Encoding.NONE && (late || be64(header, at + 16) >= minValidTime)) {
                if (!late && !followsLast(seriesRef, be64(header, at + 8))) {
                    throw new OutOfSequence(file.corruption(
                            offset,
                            "a chunk that begins after the one before of series " + seriesRef,
                            "one that overlaps it"));
                }
                append(late ? outOfOrder : inOrder, seriesRef, lastRef);
                boolean reachesOver = be64(header, at + 8) <= countedTime && be64(header, at + 16) > countedTime;
                counted[count - 1] = reachesOver && !late ? countAhead(window, offset, size, length, known) : UNCOUNTED;
            }
            offset += size;
        }
    }

    private int countAhead(Window window, long offset, int size, int length, Encoding kind) {
        int at = window.at(offset, size);
        try {
            return samplesUpTo(countedTime, kind, window.bytes(), at + size - CRC - length, length);
        } catch (CorruptionException e) {
            // Who asks for the number hears of it.
            return UNCOUNTED;
        }
    }

    private boolean followsLast(long seriesRef, long begin) {
        int previous = inOrder.get(seriesRef);
        if (previous < 0) {
            return true;
        }
        long ref = refs[previous];
        return files.get((int) (ref >>> 32)).longAt((ref & 0xffff_ffffL) + 16) < begin;
    }

    private void append(LongIntMap rings, long seriesRef, long ref) {
        if (count == refs.length) {
            refs = Arrays.copyOf(refs, 2 * count);
            next = Arrays.copyOf(next, 2 * count);
            counted = Arrays.copyOf(counted, 2 * count);
        }
        refs[count] = ref;
        int previous = rings.get(seriesRef);
        next[count] = previous < 0 ? count : next[previous];
        if (previous >= 0) {
            next[previous] = count;
        }
        rings.put(seriesRef, count++);
    }

    private static long be64(byte[] b, int at) {
        long value = 0;
        for (int i = at; i < at + 8; i++) {
            value = (value << 8) | (b[i] & 0xff);
        }
        return value;
    }

    /// Chunks of a series that are not one after the other: Prometheus throws all files away then.
    private static final class OutOfSequence extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient CorruptionException place;

        OutOfSequence(CorruptionException place) {
            super(place.getMessage());
            this.place = place;
        }
    }
}
