package dev.headroom.write.chunk.internal;

/// A float that is stored as the XOR with the float before it; the layout stands at the decoder's class of this
/// name.
///
/// A window is kept as long as the next change fits into it, however wide it is: so does Prometheus, and the
/// same samples make the same bytes.
final class XorField {
    /// No window can be kept before there was one.
    private static final int NO_WINDOW = 0xff;

    /// Five bits hold no more.
    private static final int MOST_LEADING = 31;

    /// The float's raw bits.
    long bits;

    private int leading;
    private int trailing;

    /// Starts again with a float that its encoder stores in full.
    void start(long firstBits) {
        bits = firstBits;
        leading = NO_WINDOW;
        trailing = 0;
    }

    /// Writes the next float.
    void write(BitWriter out, long newBits) {
        long change = newBits ^ bits;
        if (change == 0) {
            out.writeBit(0);
            return;
        }
        out.writeBit(1);
        writeChange(out, newBits);
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
        return leading != NO_WINDOW
                && Math.min(Long.numberOfLeadingZeros(change), MOST_LEADING) >= leading
                && Long.numberOfTrailingZeros(change) >= trailing;
    }

    void writeWindow(BitWriter out, long change) {
        leading = Math.min(Long.numberOfLeadingZeros(change), MOST_LEADING);
        trailing = Long.numberOfTrailingZeros(change);
        // All 64 bits are written as none: six bits hold no 64.
        out.writeBits(((long) leading << 6) | ((64 - leading - trailing) & 63), 11);
    }

    void writeInWindow(BitWriter out, long change) {
        out.writeBits(change >>> trailing, 64 - leading - trailing);
    }
}
