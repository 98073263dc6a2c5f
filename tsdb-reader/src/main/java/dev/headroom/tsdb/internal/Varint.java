package dev.headroom.tsdb.internal;

/// Go's variable-length integers (`encoding/binary`): seven bits a byte, least significant first, the top bit says
/// that another byte follows; signed ones are zigzag-encoded first.
///
/// The value and the bytes it took come out of two calls, so that a decoder keeps its position in a local variable.
public final class Varint {
    /// The longest encoding of 64 bits.
    public static final int MAX_LENGTH = 10;

    private Varint() {}

    /// The unsigned integer at `position`; reads at most [#MAX_LENGTH] bytes, whatever stands there.
    public static long unsigned(byte[] bytes, int position) {
        long value = bytes[position];
        if (value >= 0) {
            return value;
        }
        value &= 0x7f;
        for (int i = 1; i < MAX_LENGTH; i++) {
            long next = bytes[position + i];
            value |= (next & 0x7f) << (7 * i);
            if (next >= 0) {
                break;
            }
        }
        return value;
    }

    /// The signed integer at `position`.
    public static long signed(byte[] bytes, int position) {
        return zigzag(unsigned(bytes, position));
    }

    /// The signed integer that a zigzag-encoded one stands for.
    public static long zigzag(long encoded) {
        return (encoded >>> 1) ^ -(encoded & 1);
    }

    /// How many bytes the integer at `position` takes.
    public static int length(byte[] bytes, int position) {
        int length = 1;
        while (length < MAX_LENGTH && bytes[position + length - 1] < 0) {
            length++;
        }
        return length;
    }
}
