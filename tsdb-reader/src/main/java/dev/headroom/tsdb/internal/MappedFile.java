package dev.headroom.tsdb.internal;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// A whole file mapped read-only, of any size, until it is closed.
///
/// Offsets are bytes from the start of the file. Numbers are big-endian, as everywhere in Prometheus's block files.
/// A read outside the file is a [CorruptionException]: every offset comes out of some file, so it is the data that
/// is wrong.
public final class MappedFile implements AutoCloseable {
    /// How many bytes of the file a view begins behind the one before it: one holds less than 2 GiB.
    private static final int VIEW_BITS = 30;

    private static final int VIEW = 1 << VIEW_BITS;

    /// How far a view reaches into the next one, so that a number lies in one of them.
    private static final int OVERLAP = 8;

    /// The kernel brings 64 KiB into memory with a byte that is read, or a little more.
    private static final int AROUND_BITS = 16;

    /// How much is read at a time to work out a checksum.
    private static final int PIECE = 1 << 20;

    private final Path path;
    private final Arena arena;
    private final MemorySegment segment;
    private final long size;

    /// Whether what was read stays in memory.
    private final boolean kept;

    /// The same bytes as buffers. What reads out of a segment itself has the JVM make method handles at the first use,
    /// for five milliseconds; hardly any run reads so much that it would get them back.
    private final ByteBuffer[] views;

    // A bit for each stretch of 64 KiB that was read since the file was let go of. Threads may lose each other's: then
    // more is counted.
    private final long[] read;

    private MappedFile(Path path, Arena arena, MemorySegment segment, boolean kept) {
        this.path = path;
        this.arena = arena;
        this.segment = segment;
        this.size = segment.byteSize();
        this.kept = kept;
        this.read = new long[(int) (size >>> (AROUND_BITS + 6)) + 1];
        this.views = new ByteBuffer[(int) (size >>> VIEW_BITS) + 1];
        for (int i = 0; i < views.length; i++) {
            long start = (long) i << VIEW_BITS;
            views[i] = segment.asSlice(start, Math.min(VIEW + OVERLAP, size - start))
                    .asByteBuffer();
        }
    }

    /// Maps the file as long as it is now. What has been read of it is let go of now and then.
    ///
    /// @throws CorruptionException when it is no regular file
    /// @throws java.nio.file.NoSuchFileException when the file is gone
    public static MappedFile open(Path path) throws IOException {
        MappedFile file = open(path, false);
        MappedMemory.opened(file);
        return file;
    }

    /// Like [#open], for a file that is read in no order, so that what was read may be wanted again: the memory that
    /// holds it stays until the kernel takes it.
    public static MappedFile openKept(Path path) throws IOException {
        return open(path, true);
    }

    private static MappedFile open(Path path, boolean kept) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = DataFiles.open(path)) {
            MemorySegment segment = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new MappedFile(path, arena, segment, kept);
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

    /// The mapped bytes, for who is about to read `length` of them at `offset`.
    public MemorySegment segment(long offset, long length) {
        coming(offset, length);
        return segment;
    }

    public int unsignedByteAt(long offset) {
        check(offset, 1);
        return view(offset).get(inView(offset)) & 0xff;
    }

    public int intAt(long offset) {
        check(offset, 4);
        return view(offset).getInt(inView(offset));
    }

    public long unsignedIntAt(long offset) {
        return intAt(offset) & 0xffff_ffffL;
    }

    public long longAt(long offset) {
        check(offset, 8);
        return view(offset).getLong(inView(offset));
    }

    private ByteBuffer view(long offset) {
        return views[(int) (offset >>> VIEW_BITS)];
    }

    private static int inView(long offset) {
        return (int) offset & (VIEW - 1);
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
        coming(offset, length);
        for (int done = 0; done < length; ) {
            int part = inOneView(offset + done, length - done);
            view(offset + done).get(inView(offset + done), target, targetOffset + done, part);
            done += part;
        }
    }

    /// Copies `count` numbers of four bytes to the start of `target`.
    public void copyInts(long offset, int[] target, int count) {
        check(offset, 4L * count);
        coming(offset, 4L * count);
        for (int done = 0; done < count; ) {
            long from = offset + 4L * done;
            int part = inOneView(from, 4L * (count - done)) / 4;
            view(from).slice(inView(from), 4 * part).asIntBuffer().get(target, done, part);
            done += part;
        }
    }

    /// The CRC32C (Castagnoli) of `length` bytes.
    public int crc32c(long offset, long length) {
        check(offset, length);
        CRC32C crc = new CRC32C();
        for (long done = 0; done < length; ) {
            int part = inOneView(offset + done, Math.min(length - done, PIECE));
            coming(offset + done, part);
            crc.update(view(offset + done).slice(inView(offset + done), part));
            done += part;
        }
        return (int) crc.getValue();
    }

    /// How many of the bytes from an offset on lie in its view.
    private int inOneView(long offset, long length) {
        return (int) Math.min(length, view(offset).limit() - inView(offset));
    }

    /// Checks the four-byte CRC32C that stands right behind `length` bytes at `offset`.
    public void verifyCrc32c(String what, long offset, long length) {
        check(offset, length + 4);
        int stored = intAt(offset + length);
        int actual = crc32c(offset, length);
        if (stored != actual) {
            throw wrongChecksum(what, offset + length, actual, stored);
        }
    }

    /// @param offset of the stored checksum
    public CorruptionException wrongChecksum(String what, long offset, int actual, int stored) {
        return corruption(
                offset,
                "checksum " + Integer.toHexString(actual) + " of the " + what,
                "checksum " + Integer.toHexString(stored));
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

    /// Notes that bytes are about to be read. Single numbers are not counted: they are few.
    private void coming(long offset, long length) {
        if (kept || length == 0) {
            return;
        }
        long stretches = 0;
        int last = (int) ((offset + length - 1) >>> AROUND_BITS);
        for (int i = (int) (offset >>> AROUND_BITS); i <= last; i++) {
            if ((read[i >> 6] >>> i & 1) == 0) {
                read[i >> 6] |= 1L << i;
                stretches++;
            }
        }
        if (stretches > 0) {
            MappedMemory.coming(stretches << AROUND_BITS);
        }
    }

    /// Lets go of the memory that holds what was read; the next read brings it back.
    public void unload() {
        Arrays.fill(read, 0);
        segment.unload();
    }

    @Override
    public void close() {
        MappedMemory.closed(this);
        arena.close();
    }
}
