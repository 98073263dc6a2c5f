package dev.headroom.write.chunk.internal;

/// A float that is stored as the XOR with the float before it; the layout stands at the decoder's class of this
/// name.
///
/// A window is kept as long as the next change fits into it, however wide it is: so does Prometheus, and the
/// same samples make the same bytes.
final class XorField {
    /// Five bits hold no more.
    private static final int MOST_LEADING = 31;

    /// The float's raw bits.
    long bits;

    private int trailing;
    private int width;

    // The bits that no change may have that is to fit the window: all of them before there is one.
    private long outside;

    /// Starts again with a float that its encoder stores in full.
    void start(long firstBits) {
        bits = firstBits;
        outside = -1;
    }

    /// Writes the next float.
    void write(BitWriter out, long newBits) {
        write(out, 0, 0, newBits);
    }

    /// Writes the next float behind at most 50 bits of something else.
    void write(BitWriter out, long before, int beforeCount, long newBits) {
        long change = newBits ^ bits;
        if (change == 0) {
            out.writeBits(before << 1, beforeCount + 1);
            return;
        }
        bits = newBits;
        if (fitsWindow(change)) {
            out.writeBits(before << 2 | 0b10, beforeCount + 2);
        } else {
            int leading = open(change);
            out.writeBits(before << 13 | 0b11L << 11 | windowCode(leading), beforeCount + 13);
        }
        writeInWindow(out, change);
    }

    /// Writes a float that differs from the last one: the code of [#write] without its first bit.
    void writeChange(BitWriter out, long newBits) {
        long change = newBits ^ bits;
        bits = newBits;
        if (fitsWindow(change)) {
            out.writeBit(0);
        } else {
            out.writeBit(1);
            writeWindow(out, change);
        }
        writeInWindow(out, change);
    }

    boolean fitsWindow(long change) {
        return (change & outside) == 0;
    }

    void writeWindow(BitWriter out, long change) {
        int leading = open(change);
        out.writeBits(windowCode(leading), 11);
    }

    /// Makes the window fit a change; returns the zeros in front of it.
    private int open(long change) {
        int leading = Math.min(Long.numberOfLeadingZeros(change), MOST_LEADING);
        trailing = Long.numberOfTrailingZeros(change);
        width = 64 - leading - trailing;
        outside = ~(-1L >>> (64 - width) << trailing);
        return leading;
    }

    /// All 64 bits are written as none: six bits hold no 64.
    private long windowCode(int leading) {
        return ((long) leading << 6) | (width & 63);
    }

    void writeInWindow(BitWriter out, long change) {
        out.writeBits(change >>> trailing, width);
    }
}
