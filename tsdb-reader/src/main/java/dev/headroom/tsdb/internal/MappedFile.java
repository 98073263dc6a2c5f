package dev.headroom.tsdb.internal;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// A whole file mapped read-only, of any size, until it is closed.
///
/// Offsets are bytes from the start of the file. Numbers are big-endian, as everywhere in Prometheus's block files.
/// A read outside the file is a [CorruptionException]: every offset comes out of some file, so it is the data that
/// is wrong.
public final class MappedFile implements AutoCloseable {
    /// How many bytes go through the checksum at a time: a `ByteBuffer` view holds less than 2 GiB.
    private static final int CRC_SLICE = 1 << 30;

    private final Path path;
    private final Arena arena;
    private final MemorySegment segment;
    private final long size;

    private MappedFile(Path path, Arena arena, MemorySegment segment) {
        this.path = path;
        this.arena = arena;
        this.segment = segment;
        this.size = segment.byteSize();
    }

    /// Maps the file as long as it is now.
    ///
    /// @throws CorruptionException when it is no regular file
    /// @throws java.nio.file.NoSuchFileException when the file is gone
    public static MappedFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = DataFiles.open(path)) {
            return new MappedFile(path, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    public Path path() {
        return path;
    }

    public long size() {
        return size;
    }

    /// The mapped bytes, for kernels that do their own checks.
    public MemorySegment segment() {
        return segment;
    }

    public int unsignedByteAt(long offset) {
        return (int) numberAt(offset, 1);
    }

    public int intAt(long offset) {
        return (int) numberAt(offset, 4);
    }

    public long unsignedIntAt(long offset) {
        return intAt(offset) & 0xffff_ffffL;
    }

    public long longAt(long offset) {
        return numberAt(offset, 8);
    }

    /// For single numbers: what reads many of them takes a [Window].
    ///
    /// By way of an array, because the first number read out of a segment has the JVM make method handles for four
    /// milliseconds, and hardly any run reads so many that it would get them back.
    private long numberAt(long offset, int length) {
        byte[] bytes = new byte[8];
        copy(offset, bytes, 8 - length, length);
        long number = 0;
        for (byte next : bytes) {
            number = number << 8 | (next & 0xff);
        }
        return number;
    }

    /// Whether there is nothing but zeros from one offset to another.
    public boolean isZero(long from, long to) {
        check(from, to - from);
        byte[] bytes = new byte[(int) Math.min(1 << 16, to - from)];
        for (long at = from; at < to; at += bytes.length) {
            int length = (int) Math.min(bytes.length, to - at);
            copy(at, bytes, 0, length);
            for (int i = 0; i < length; i++) {
                if (bytes[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Copies `length` bytes from the file into `target`.
    public void copy(long offset, byte[] target, int targetOffset, int length) {
        check(offset, length);
        MemorySegment.copy(segment, offset, MemorySegment.ofArray(target), targetOffset, length);
    }

    /// The CRC32C (Castagnoli) of `length` bytes.
    public int crc32c(long offset, long length) {
        check(offset, length);
        CRC32C crc = new CRC32C();
        for (long done = 0; done < length; ) {
            long slice = Math.min(CRC_SLICE, length - done);
            crc.update(segment.asSlice(offset + done, slice).asByteBuffer());
            done += slice;
        }
        return (int) crc.getValue();
    }

    /// Checks the four-byte CRC32C that stands right behind `length` bytes at `offset`.
    public void verifyCrc32c(String what, long offset, long length) {
        check(offset, length + 4);
        int stored = intAt(offset + length);
        int actual = crc32c(offset, length);
        if (stored != actual) {
            throw corruption(
                    offset + length,
                    "checksum " + Integer.toHexString(actual) + " of the " + what,
                    "checksum " + Integer.toHexString(stored));
        }
    }

    /// @throws CorruptionException when `length` bytes at `offset` are not all inside the file
    public void check(long offset, long length) {
        if (offset < 0 || length < 0 || offset > size - length) {
            throw corruption(offset, length + " bytes", "the end of the file at byte " + size);
        }
    }

    public CorruptionException corruption(long offset, String expected, String found) {
        return new CorruptionException(path.toString(), offset, expected, found);
    }

    /// Lets go of the memory that holds what was read; the next read brings it back.
    public void unload() {
        segment.unload();
    }

    @Override
    public void close() {
        arena.close();
    }
}
