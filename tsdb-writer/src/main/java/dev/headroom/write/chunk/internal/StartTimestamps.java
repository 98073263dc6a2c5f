package dev.headroom.write.chunk.internal;

/// The optional start timestamps; the layout stands at the decoder's class of this name.
///
/// The header byte is known when the last sample is.
final class StartTimestamps {
    /// The header has seven bits for the sample of the first change: there every sample begins to have one.
    private static final int LAST_FIRST_CHANGE = 0x7f;

    private boolean firstKnown;
    private int firstChange;
    private long current;
    private long distance;

    void reset() {
        firstKnown = false;
        firstChange = 0;
        current = 0;
        distance = 0;
    }

    int header() {
        return (firstKnown ? 0x80 : 0) | firstChange;
    }

    /// Writes what follows sample `index`.
    ///
    /// @param start 0 when it is not known
    void write(BitWriter out, int index, long previousTimestamp, long timestamp, long start) {
        if (index == 0) {
            if (start != 0) {
                firstKnown = true;
                out.writeVarint(timestamp - start);
            }
        } else if (firstChange != 0) {
            long newDistance = previousTimestamp - start;
            out.writeVarbitInt(newDistance - distance);
            distance = newDistance;
        } else if (start != current || index == LAST_FIRST_CHANGE) {
            firstChange = index;
            distance = previousTimestamp - start;
            out.writeVarbitInt(distance);
        }
        current = start;
    }
}
