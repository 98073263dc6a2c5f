package dev.headroom.tsdb.chunk;

/// Writes floats as the XOR with the float before, the way Prometheus chooses its windows.
final class XorWriter {
    long last;
    int leading = -1;
    int trailing;

    void first(BitWriter out, long bits) {
        out.bits(bits, 64);
        last = bits;
    }

    void next(BitWriter out, long bits) {
        next(out, bits, "0", "10", "11");
    }

    void next(BitWriter out, long bits, String same, String oldWindow, String newWindow) {
        long delta = last ^ bits;
        last = bits;
        if (delta == 0) {
            out.code(same);
            return;
        }
        int zerosBefore = Math.min(31, Long.numberOfLeadingZeros(delta));
        int zerosAfter = Long.numberOfTrailingZeros(delta);
        if (leading >= 0 && zerosBefore >= leading && zerosAfter >= trailing) {
            out.code(oldWindow).bits(delta >>> trailing, 64 - leading - trailing);
            return;
        }
        leading = zerosBefore;
        trailing = zerosAfter;
        int significant = 64 - leading - trailing;
        out.code(newWindow).bits(leading, 5).bits(significant % 64, 6).bits(delta >>> trailing, significant);
    }
}
