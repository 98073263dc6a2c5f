package dev.headroom.write.block;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// A new file that is written from its start to its end, through buffers; a few bytes before may be corrected.
///
/// With a thread to write it, the file grows beside who fills the buffers; with one to sync it, it is brought to the
/// disk on the way.
///
/// Numbers are big-endian. Between [#startChecksum] and [#writeChecksum] everything written goes into a CRC32C.
final class OutputFile implements Closeable {
    private static final int BUFFER = 1 << 18;
    private static final int MOST_AT_ONCE = 1 << 30;
    private static final long SYNC = 16 << 20;

    private final Path path;
    private final FileChannel channel;
    private final Background writing;
    private final Background syncing;
    private final byte[][] buffers;
    private byte[] buffer = new byte[BUFFER];
    private int nextBuffer;
    private long synced;
    private final CRC32C crc = new CRC32C();

    private int used;
    private long flushed;
    // Where in the buffer the bytes begin that the checksum has not seen; negative when none is wanted.
    private int unchecked = -1;

    OutputFile(Path path) throws IOException {
        this(path, null, null);
    }

    /// @param writing the thread that writes, or `null` for the one that calls
    /// @param syncing the thread that waits for the disk meanwhile; with `null`, none does before the end
    OutputFile(Path path, Background writing, Background syncing) throws IOException {
        this.path = path;
        this.writing = writing;
        this.syncing = syncing;
        // One more than can be on their way: the next one is free.
        buffers = new byte[writing == null ? 1 : Background.MOST_WAITING + 1][];
        channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    Path path() {
        return path;
    }

    /// The file itself, up to the last [#flush].
    FileChannel channel() {
        return channel;
    }

    /// Bytes written so far.
    long position() {
        return flushed + used;
    }

    void writeByte(int value) throws IOException {
        reserve(1);
        buffer[used++] = (byte) value;
    }

    void writeInt(int value) throws IOException {
        reserve(4);
        put(buffer, used, value);
        used += 4;
    }

    void writeInts(int[] values, int from, int to) throws IOException {
        for (int i = from; i < to; ) {
            reserve(4);
            int count = Math.min(to - i, (BUFFER - used) / 4);
            ByteBuffer.wrap(buffer, used, 4 * count).asIntBuffer().put(values, i, count);
            used += 4 * count;
            i += count;
        }
    }

    void writeLong(long value) throws IOException {
        writeInt((int) (value >>> 32));
        writeInt((int) value);
    }

    void writeUvarint(long value) throws IOException {
        reserve(10);
        used = putUvarint(buffer, used, value);
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            reserve(1);
            int part = Math.min(left, BUFFER - used);
            System.arraycopy(bytes, from, buffer, used, part);
            used += part;
            from += part;
            left -= part;
        }
    }

    /// Writes bytes of another file that stand in no checksum of this one; many go past the buffer.
    void write(MemorySegment bytes, long offset, long length) throws IOException {
        if (length > BUFFER - used) {
            flush();
        }
        if (length <= BUFFER) {
            MemorySegment.copy(bytes, offset, MemorySegment.ofArray(buffer), used, length);
            used += (int) length;
            return;
        }
        for (long done = 0; done < length; ) {
            long part = Math.min(length - done, MOST_AT_ONCE);
            hand(bytes.asSlice(offset + done, part).asByteBuffer());
            done += part;
        }
    }

    /// Writes zeros up to a multiple of `alignment`, a power of two.
    void pad(int alignment) throws IOException {
        while ((position() & (alignment - 1)) != 0) {
            writeByte(0);
        }
    }

    void startChecksum() {
        crc.reset();
        unchecked = used;
    }

    void writeChecksum() throws IOException {
        crc.update(buffer, unchecked, used - unchecked);
        unchecked = -1;
        writeInt((int) crc.getValue());
    }

    /// Replaces four bytes that were written before and are in no checksum.
    void correctInt(long position, int value) throws IOException {
        if (position >= flushed) {
            put(buffer, (int) (position - flushed), value);
            return;
        }
        byte[] bytes = new byte[4];
        put(bytes, 0, value);
        flush();
        channel.write(ByteBuffer.wrap(bytes), position);
    }

    void flush() throws IOException {
        if (unchecked >= 0) {
            crc.update(buffer, unchecked, used - unchecked);
            unchecked = 0;
        }
        hand(ByteBuffer.wrap(buffer, 0, used));
        used = 0;
        if (writing != null) {
            buffers[nextBuffer] = buffer;
            nextBuffer = (nextBuffer + 1) % buffers.length;
            buffer = buffers[nextBuffer] == null ? new byte[BUFFER] : buffers[nextBuffer];
        }
    }

    /// Writes bytes past the buffer that stand in no checksum of this file.
    void append(ByteBuffer bytes) throws IOException {
        if (used > 0) {
            flush();
        }
        hand(bytes);
    }

    private void hand(ByteBuffer bytes) throws IOException {
        long start = flushed;
        flushed += bytes.remaining();
        if (writing == null) {
            write(bytes, start);
        } else {
            writing.run(() -> write(bytes, start));
        }
    }

    private void write(ByteBuffer bytes, long start) throws IOException {
        long end = start + bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes, end - bytes.remaining());
        }
        if (syncing != null && end - synced > SYNC) {
            synced = end;
            sync();
        }
    }

    /// Has the disk begin before the end has come.
    private void sync() throws IOException {
        syncing.run(() -> channel.force(true));
    }

    /// Brings everything to the disk and closes the file.
    void finish() throws IOException {
        try (channel) {
            flush();
            if (writing != null) {
                writing.finish();
            }
            if (syncing == null) {
                channel.force(true);
            } else {
                sync();
                syncing.finish();
            }
        }
    }

    /// Closes the file as it stands; nothing is worth keeping then.
    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void reserve(int bytes) throws IOException {
        if (used + bytes > BUFFER) {
            flush();
        }
    }

    static void put(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    /// Writes an unsigned LEB128 number into an array; returns where the next one starts.
    static int putUvarint(byte[] bytes, int at, long value) {
        int next = at;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[next++] = (byte) rest;
        return next;
    }

    /// How many bytes [#putUvarint] takes.
    static int uvarintLength(long value) {
        return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
    }
}
