package dev.headroom.tsdb.internal;

import dev.headroom.tsdb.CorruptionException;

/// Reads the numbers of a log's record from bytes that are hostile until checked.
///
/// Big-endian fixed numbers, varints of at most ten bytes (zigzag for signed ones). What would lie beyond the end
/// is a [CorruptionException] with the offset from the start of the record.
public final class RecordInput {
    private static final byte[] EMPTY = {};

    /// Bytes of the longest varint.
    private static final int LONGEST = 10;

    private byte[] bytes = EMPTY;
    private int start;
    private int position;
    private int end;

    /// Reads on from here.
    public RecordInput reset(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.start = offset;
        this.position = offset;
        this.end = offset + length;
        return this;
    }

    public byte[] bytes() {
        return bytes;
    }

    /// Where in [#bytes()] the next read begins.
    public int position() {
        return position;
    }

    public boolean hasMore() {
        return position < end;
    }

    public int remaining() {
        return end - position;
    }

    public int u8() {
        if (position >= end) {
            throw cut("a byte");
        }
        return bytes[position++] & 0xff;
    }

    public long be64() {
        int at = position;
        if (end - at < 8) {
            throw cut("8 bytes");
        }
        position = at + 8;
        return ((long) be32(bytes, at) << 32) | (be32(bytes, at + 4) & 0xffff_ffffL);
    }

    private static int be32(byte[] b, int at) {
        return ((b[at] & 0xff) << 24) | ((b[at + 1] & 0xff) << 16) | ((b[at + 2] & 0xff) << 8) | (b[at + 3] & 0xff);
    }

    public long uvarint() {
        int at = position;
        byte[] b = bytes;
        if (at < end && b[at] >= 0) {
            position = at + 1;
            return b[at];
        }
        // Two and three bytes are what the references and times of samples take.
        if (end - at >= 3) {
            int low = (b[at] & 0x7f) | (b[at + 1] & 0x7f) << 7;
            if (b[at + 1] >= 0) {
                position = at + 2;
                return low;
            }
            if (b[at + 2] >= 0) {
                position = at + 3;
                return low | b[at + 2] << 14;
            }
        }
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= end) {
                throw cut("a varint");
            }
            int next = b[at++];
            if (shift == 63 && (next & 0xfe) != 0) {
                break;
            }
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                position = at;
                return value;
            }
        }
        throw new CorruptionException(null, position - start, "a varint of 64 bits", "a longer one");
    }

    /// Steps over so many varints.
    public void skipUvarints(int count) {
        byte[] b = bytes;
        int at = position;
        int first = at;
        int left = count;
        while (left > 0) {
            if (at == end || at - first == LONGEST - 1) {
                // It is cut off, or as long as it may be or longer.
                position = first;
                uvarint();
                at = position;
                first = at;
                left--;
            } else if (b[at++] >= 0) {
                first = at;
                left--;
            }
        }
        position = at;
    }

    public long varint() {
        long zigzag = uvarint();
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    /// A number of elements of which each takes at least `minimum` bytes: more than can follow are refused.
    public int count(int minimum) {
        int at = position;
        long count = uvarint();
        if (count < 0 || count > remaining() / minimum) {
            throw new CorruptionException(
                    null,
                    at - start,
                    "a count of elements that fit into " + remaining() + " bytes",
                    Long.toUnsignedString(count));
        }
        return (int) count;
    }

    /// Steps over bytes and gives where they began.
    public int skip(long length) {
        int at = position;
        if (length < 0 || length > end - at) {
            throw cut(Long.toUnsignedString(length) + " bytes");
        }
        position = at + (int) length;
        return at;
    }

    /// Goes back over bytes that have been read.
    public void back(int length) {
        position -= length;
    }

    /// The error for something that is not what the format says.
    public CorruptionException unexpected(String expected, String found) {
        return new CorruptionException(null, position - start, expected, found);
    }

    private CorruptionException cut(String expected) {
        return new CorruptionException(null, position - start, expected, (end - position) + " bytes to the end");
    }
}
