package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.NativeSnappy;
import dev.headroom.tsdb.internal.DataFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// Reads the records of a log, one after the other, from a list of segments.
///
/// A segment is a row of pages of 32 KiB and has no header. A record is cut into fragments where a page ends; a
/// page's rest that is too small for a fragment is zero. Every fragment has a header of seven bytes:
///
/// ```
/// byte 0      bits 0-2  0 rest of the page is zero, 1 whole record, 2 first, 3 middle, 4 last fragment
///             bit 3     the record is compressed with snappy (block format)
///             bit 4     the record is compressed with zstd
/// bytes 1-2   length of the fragment's data, big-endian, at most 32,761
/// bytes 3-6   CRC-32C of the data, big-endian
/// ```
///
/// Source of the format: Prometheus, `tsdb/docs/format/wal.md`.
///
/// The two ways Prometheus reads segments differ in what a record may do at a segment's end. [#log] reads each
/// segment for itself, as the segments of a WAL are read: a record that is cut off at the end of the last one was
/// being written when the reader came or the writer died, and ends the log in peace. [#stream] reads all of them as
/// one run of pages, as checkpoints and snapshots are read, which are complete or damaged.
///
/// A segment may end within a page; Prometheus takes what is missing of the page for zeros, and so does this
/// reader. It matters where a record ends in zeros, and where a writer died after the first byte of a header: what
/// is there of it then passes for an empty record, and the next segment goes on without a word.
///
/// After damage nothing more is read: Prometheus cuts the log off at that place when it starts, so what comes
/// behind is lost. [#damage()] tells where and what it was.
///
/// Segments are read through a buffer, never mapped: the last one grows while it is read, and a truncated map would
/// kill the process. A record is exposed in place and valid until the next call of [#next()]. Who wants records of
/// some types only calls [#advance()] instead, looks at the [#type()] and decompresses what is wanted with
/// [#unpack()].
public final class WalReader implements LogRecord, AutoCloseable {
    /// Bytes of a page.
    public static final int PAGE_SIZE = 32 * 1024;

    private static final int HEADER_SIZE = 7;
    private static final int MAX_FRAGMENT = PAGE_SIZE - HEADER_SIZE;

    private static final byte[] EMPTY = {};

    /// Bytes of segments for which loading a library pays.
    private static final long LONG = 256L << 20;

    private final List<Segment> segments;
    private final boolean stream;

    // The segment that is read, and the window of it that lies in the buffer.
    private int current = -1;
    private FileChannel channel;
    private final byte[] buffer = new byte[16 * PAGE_SIZE];
    private final ByteBuffer window = ByteBuffer.wrap(buffer);
    private long base;
    private int position;
    private int limit;
    // Where the segment ends; zeros lie in the buffer from there to the end of the page.
    private long end;

    // The record.
    private byte[] record = EMPTY;
    private int offset;
    private int length;
    private int storedLength;
    private Compression compression = Compression.NONE;
    private boolean packed;
    private int recordSegment;
    private long recordStart;

    // Records of several fragments are put together here.
    private byte[] assembly = EMPTY;
    private final Unpacker unpacker = new Unpacker();
    private final Room unpacked = new Room(0);

    private final CRC32C crc = new CRC32C();

    private boolean seeking;
    private boolean ended;
    private boolean torn;
    private CorruptionException damage;

    private WalReader(List<Segment> segments, boolean stream) {
        this.segments = List.copyOf(segments);
        this.stream = stream;
    }

    /// Reads segments that grow or may have been left behind by a crash: those of a WAL or WBL.
    public static WalReader log(List<Segment> segments) {
        return new WalReader(segments, false);
    }

    /// Reads segments that were finished before they got their name: those of a checkpoint or snapshot.
    public static WalReader stream(List<Segment> segments) {
        return new WalReader(segments, true);
    }

    /// Starts in the middle: at a place of the first segment where a record begins.
    public WalReader from(long offset) throws IOException {
        if (current >= 0) {
            throw new IllegalStateException("already reading");
        }
        if (!segments.isEmpty()) {
            open(0);
            base = Math.min(offset, segments.getFirst().size());
        }
        return this;
    }

    /// Starts in the middle: at the first record that begins in a page of the first segment, or behind it. Every
    /// page begins with a fragment, and those that go on with an earlier record are passed over.
    ///
    /// @param page the page's number
    public WalReader fromPage(long page) throws IOException {
        from(page * PAGE_SIZE);
        seeking = true;
        return this;
    }

    /// Goes to the next record; false at the end of the log, be it whole, torn or damaged.
    ///
    /// @throws java.nio.file.NoSuchFileException when a segment is gone: the log was truncated since it was listed
    public boolean next() throws IOException {
        return advance() && unpack();
    }

    /// Goes to the next record and leaves it as it is stored; false at the end of the log.
    ///
    /// @throws java.nio.file.NoSuchFileException when a segment is gone: the log was truncated since it was listed
    public boolean advance() throws IOException {
        if (ended) {
            return false;
        }
        int fragments = 0;
        int assembled = 0;
        boolean afterZeros = false;
        while (true) {
            if (position == limit && !fill(1)) {
                if (!endOfSegment(afterZeros ? 0 : fragments)) {
                    return false;
                }
                if (!stream) {
                    fragments = 0;
                    assembled = 0;
                }
                continue;
            }
            long at = base + position;
            int header = buffer[position];
            int kind = header & 7;
            if (kind == 0) {
                if (!skipPadding(at)) {
                    return false;
                }
                afterZeros = true;
                continue;
            }
            afterZeros = false;
            if (fragments == 0) {
                recordSegment = current;
                recordStart = at;
            }
            if (!fill(HEADER_SIZE)) {
                return cutOff(at, "a fragment's header of " + HEADER_SIZE + " bytes");
            }
            int size = (buffer[position + 1] & 0xff) << 8 | (buffer[position + 2] & 0xff);
            if (size > MAX_FRAGMENT) {
                return damaged(at, "a fragment of at most " + MAX_FRAGMENT + " bytes", Integer.toString(size));
            }
            if (!fill(HEADER_SIZE + size)) {
                return cutOff(at, "a fragment of " + (HEADER_SIZE + size) + " bytes");
            }
            int data = position + HEADER_SIZE;
            int expectedCrc = be32(position + 3);
            crc.reset();
            crc.update(buffer, data, size);
            boolean cutOff = at + HEADER_SIZE + size > end;
            if (cutOff && ((int) crc.getValue() != expectedCrc || (size == 0 && isLast()))) {
                return cutOff(at, "a fragment of " + (HEADER_SIZE + size) + " bytes");
            }
            if ((int) crc.getValue() != expectedCrc) {
                return damaged(
                        at, "checksum " + Integer.toHexString(expectedCrc), Integer.toHexString((int) crc.getValue()));
            }
            boolean starts = kind == 1 || kind == 2;
            if (seeking && (kind == 3 || kind == 4)) {
                position = data + size;
                continue;
            }
            seeking = false;
            if (kind > 4 || starts != (fragments == 0)) {
                return damaged(
                        at, fragments == 0 ? "the start of a record" : "a record's next fragment", kindName(kind));
            }
            position = data + size;
            compression = Compression.of(header);
            if (kind == 1) {
                if (cutOff && size == 0) {
                    continue;
                }
                return stored(buffer, data, size);
            }
            if (assembly.length - assembled < size) {
                assembly = Arrays.copyOf(assembly, Math.max(assembled + size, 2 * assembly.length));
            }
            System.arraycopy(buffer, data, assembly, assembled, size);
            assembled += size;
            fragments++;
            if (kind == 4) {
                return stored(assembly, 0, assembled);
            }
            if (assembled > Unpacker.MAX_RECORD) {
                return damaged(at, "a record of at most " + Unpacker.MAX_RECORD + " bytes", "more");
            }
        }
    }

    /// Decompresses the record, unless it is stored as it is; false when that shows the log to be damaged.
    public boolean unpack() {
        if (!packed) {
            return true;
        }
        unpacked.clear();
        if (!unpackTo(unpacked)) {
            return false;
        }
        record = unpacked.bytes();
        offset = 0;
        packed = false;
        return true;
    }

    /// Says that a log will be read soon: when it is long, what decompresses it faster is loaded meanwhile.
    ///
    /// @throws java.nio.file.NoSuchFileException when a segment is gone: the log was truncated since it was listed
    public static void expect(List<Segment> segments) throws IOException {
        if (segments.stream().mapToLong(Segment::size).sum() < LONG) {
            return;
        }
        for (Segment segment : segments) {
            if (beginsWithSnappy(segment)) {
                NativeSnappy.begin();
                return;
            }
        }
    }

    private static boolean beginsWithSnappy(Segment segment) throws IOException {
        try (FileChannel file = DataFiles.open(segment.file())) {
            ByteBuffer header = ByteBuffer.allocate(1);
            return file.read(header) == 1 && Compression.of(header.get(0)) == Compression.SNAPPY;
        }
    }

    /// Whether the record is still compressed.
    boolean isPacked() {
        return packed;
    }

    /// Puts a compressed record, decompressed, behind what is in the room; false when that shows the log to be damaged.
    boolean unpackTo(Room room) {
        try {
            length = unpacker.unpack(compression, record, offset, storedLength, room);
            return true;
        } catch (CorruptionException e) {
            damage = damagedRecord(segment(), recordStart, e);
            ended = true;
            return false;
        }
    }

    /// The record's type, read with as little decompression as will do; [RecordType#UNKNOWN] for damage as well.
    public RecordType type() {
        if (packed && compression == Compression.SNAPPY) {
            return snappyType();
        }
        return unpack() ? RecordType.of(record, offset, length) : RecordType.UNKNOWN;
    }

    /// A snappy block begins with its length as varint and the first literal, whose first byte is the record's.
    private RecordType snappyType() {
        int at = offset;
        int end = offset + storedLength;
        while (at < end && record[at] < 0) {
            at++;
        }
        at++;
        if (at >= end || (record[at] & 3) != 0) {
            return unpack() ? RecordType.of(record, offset, length) : RecordType.UNKNOWN;
        }
        int literal = (record[at] & 0xff) >> 2;
        at += literal < 60 ? 1 : literal - 58;
        return at < end ? RecordType.of(record[at] & 0xff) : RecordType.UNKNOWN;
    }

    @Override
    public byte[] record() {
        return record;
    }

    @Override
    public int offset() {
        return offset;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public int storedLength() {
        return storedLength;
    }

    @Override
    public Compression compression() {
        return compression;
    }

    @Override
    public Segment segment() {
        return segments.get(recordSegment);
    }

    @Override
    public long position() {
        return recordStart;
    }

    /// Whether the log ended within a record that was never finished.
    public boolean isTorn() {
        return torn;
    }

    /// What ended the log before its end, or `null`.
    public CorruptionException damage() {
        return damage;
    }

    /// Ends the log at the current record, whose content turned out not to be what its type says.
    ///
    /// @param cause the damage, seen from the record's first byte
    public void reject(CorruptionException cause) {
        damage = rejected(segment(), recordStart, cause);
        ended = true;
    }

    /// The damage that a record is that cannot be decompressed.
    static CorruptionException damagedRecord(Segment segment, long position, CorruptionException cause) {
        return new CorruptionException(segment.file().toString(), position, cause.expected(), cause.found());
    }

    /// The damage that a record is whose content is not what its type says.
    ///
    /// @param position where in the segment the record begins
    /// @param cause the damage, seen from the record's first byte
    static CorruptionException rejected(Segment segment, long position, CorruptionException cause) {
        return new CorruptionException(
                segment.file().toString(),
                position,
                cause.expected() + " at byte " + cause.offset() + " of the record",
                cause.found());
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    /// @param fragments those of a record that is not complete
    private boolean endOfSegment(int fragments) throws IOException {
        boolean last = current + 1 >= segments.size();
        if (fragments > 0 && (last || !stream)) {
            return cutOff(recordStart, "a whole record");
        }
        if (last) {
            ended = true;
            return false;
        }
        open(current + 1);
        return !ended;
    }

    private void open(int next) throws IOException {
        close();
        current = next;
        recordSegment = next;
        base = 0;
        position = 0;
        limit = 0;
        end = segments.get(next).size();
        try {
            channel = DataFiles.open(segments.get(next).file());
        } catch (CorruptionException e) {
            damage = e;
            ended = true;
        }
    }

    /// Steps over the zeros up to the page's end.
    private boolean skipPadding(long at) throws IOException {
        int size = (int) (PAGE_SIZE - at % PAGE_SIZE);
        if (!fill(size)) {
            throw new IllegalStateException("a page is filled up with zeros");
        }
        for (int i = position + 1; i < position + size; i++) {
            if (buffer[i] != 0) {
                return damaged(base + i, "zeros to the end of the page", "a byte " + (buffer[i] & 0xff));
            }
        }
        position += size;
        return true;
    }

    /// Makes at least `wanted` bytes lie in the buffer from [#position] on; false when the segment has no more, and
    /// no more pages to be filled up with zeros.
    private boolean fill(int wanted) throws IOException {
        int held = limit - position;
        if (held >= wanted) {
            return true;
        }
        if (channel == null) {
            return false;
        }
        System.arraycopy(buffer, position, buffer, 0, held);
        base += position;
        position = 0;
        limit = held;
        while (limit < wanted) {
            long left = end - base - limit;
            if (left <= 0) {
                return fillPage(wanted);
            }
            window.clear().position(limit).limit((int) Math.min(buffer.length, limit + left));
            int read = channel.read(window, base + limit);
            if (read < 0) {
                // The file is shorter than it was when it was listed.
                end = base + limit;
            } else {
                limit += read;
            }
        }
        return true;
    }

    /// Puts zeros behind the end of the segment, up to the end of the page; whether that makes up what is wanted.
    private boolean fillPage(int wanted) {
        int zeros = (int) (-(base + limit) & (PAGE_SIZE - 1));
        Arrays.fill(buffer, limit, limit + zeros, (byte) 0);
        limit += zeros;
        return limit >= wanted;
    }

    /// Whether what is cut off in this segment may still be written.
    private boolean isLast() {
        return !stream && current + 1 == segments.size();
    }

    private boolean stored(byte[] bytes, int from, int size) {
        record = bytes;
        offset = from;
        length = size;
        storedLength = size;
        packed = compression != Compression.NONE;
        return true;
    }

    /// The segment ends within a fragment or record. At the end of a log that is how a write in progress looks.
    private boolean cutOff(long at, String expected) {
        if (isLast()) {
            torn = true;
            ended = true;
            return false;
        }
        return damaged(at, expected, "the end of the segment");
    }

    private boolean damaged(long at, String expected, String found) {
        damage = new CorruptionException(segments.get(current).file().toString(), at, expected, found);
        ended = true;
        return false;
    }

    private int be32(int at) {
        return (buffer[at] & 0xff) << 24
                | (buffer[at + 1] & 0xff) << 16
                | (buffer[at + 2] & 0xff) << 8
                | (buffer[at + 3] & 0xff);
    }

    private static String kindName(int kind) {
        return switch (kind) {
            case 1 -> "a whole record";
            case 2 -> "a first fragment";
            case 3 -> "a middle fragment";
            case 4 -> "a last fragment";
            default -> "a fragment of kind " + kind;
        };
    }
}
