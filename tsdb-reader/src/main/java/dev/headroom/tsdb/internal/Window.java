package dev.headroom.tsdb.internal;

import dev.headroom.tsdb.CorruptionException;

/// A stretch of a mapped file in an array, for decoders that go through the file mostly forwards.
///
/// Decoding varints out of an array is several times faster than out of a mapped segment while the JVM is cold, and
/// a command-line tool is always cold; copying the bytes costs next to nothing beside it. [#SLACK] zero bytes
/// always follow the last byte that was asked for, so a varint that runs over the end of its record reads zeros,
/// not somebody else's memory: a decoder checks its position once per item instead of once per byte.
///
/// The stretch is short at first and after a jump, and doubles as long as the decoder goes on where it ended.
public final class Window {
    /// How far a decoder may read past the bytes it asked for: two varints and change.
    public static final int SLACK = 32;

    private static final int SIZE = 1 << 16;
    private static final int SHORTEST = 1 << 12;

    private final MappedFile file;
    private byte[] bytes;
    private long start;
    private int length;
    private int ahead = SHORTEST;

    public Window(MappedFile file) {
        this(file, SIZE);
    }

    /// @param size bytes that are brought in at a time at most
    public Window(MappedFile file, int size) {
        this.file = file;
        bytes = new byte[size + SLACK];
    }

    /// The array, which stays the same until the next call of [#at].
    public byte[] bytes() {
        return bytes;
    }

    public MappedFile file() {
        return file;
    }

    /// Brings at least `wanted` bytes at `offset` into the array and returns where in it they begin.
    ///
    /// @throws CorruptionException when the file ends before
    public int at(long offset, long wanted) {
        long at = offset - start;
        if (at >= 0 && at <= length - wanted) {
            return (int) at;
        }
        fill(offset, wanted);
        return 0;
    }

    private void fill(long offset, long wanted) {
        file.check(offset, wanted);
        if (wanted > bytes.length - SLACK) {
            if (wanted > Integer.MAX_VALUE - SLACK - 8) {
                throw file.corruption(offset, "a record of less than 2 GiB", "one of " + wanted + " bytes");
            }
            bytes = new byte[(int) wanted + SLACK];
        }
        boolean goesOn = offset >= start && offset <= start + length + SHORTEST;
        ahead = goesOn ? Math.min(2 * ahead, bytes.length) : SHORTEST;
        length = (int) Math.min(Math.min(bytes.length - SLACK, Math.max(ahead, wanted)), file.size() - offset);
        file.copy(offset, bytes, 0, length);
        java.util.Arrays.fill(bytes, length, length + SLACK, (byte) 0);
        start = offset;
    }

    /// Like [#at], for a record whose length is not known yet: fewer bytes are fine where the file ends, zeros
    /// follow.
    public int atMost(long offset, int wanted) {
        long at = offset - start;
        if (at >= 0 && at <= length - wanted) {
            return (int) at;
        }
        return at(offset, Math.clamp(file.size() - offset, 0, wanted));
    }
}
