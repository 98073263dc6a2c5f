package dev.headroom.tsdb.chunk.internal;

/// A float that is stored as the XOR with the float before it, as in Facebook's Gorilla.
///
/// ```
/// 0                                       unchanged
/// 10   <the window's bits>                the XOR is zero outside of the window used last
/// 11   <leading:5> <significant:6> <significant bits>    a new window; significant 0 means 64
/// ```
/// The window starts `leading` bits from the top. Source: Prometheus, `tsdb/chunkenc/xor.go`.
final class XorField {
    /// Bits of the longest code, with its window, before the bits of the float.
    static final int LONGEST_HEAD = 13;

    /// The float's raw bits.
    long bits;

    /// Bits of the window, and how many stand behind it.
    int significant;

    int trailing;

    /// Starts again with a float stored in full; the first window covers all bits.
    void start(long firstBits) {
        bits = firstBits;
        significant = 64;
        trailing = 0;
    }

    /// Reads the next float.
    void read(BitReader in) {
        if (in.readBit() != 0) {
            readChange(in);
        }
    }

    /// Reads a float that differs from the last one: the code above without its first bit.
    void readChange(BitReader in) {
        if (in.readBit() != 0) {
            readWindow(in);
        }
        readInWindow(in);
    }

    void readWindow(BitReader in) {
        int window = (int) in.readBits(11);
        int leading = window >>> 6;
        significant = (window & 63) == 0 ? 64 : window & 63;
        trailing = 64 - leading - significant;
        if (trailing < 0) {
            throw in.malformed(
                    "leading and significant bits of one 64-bit value",
                    leading + " leading, " + significant + " significant");
        }
    }

    void readInWindow(BitReader in) {
        bits ^= in.readBits(significant) << trailing;
    }
}
