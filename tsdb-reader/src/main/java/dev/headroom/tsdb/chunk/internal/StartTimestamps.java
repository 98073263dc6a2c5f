package dev.headroom.tsdb.chunk.internal;

/// The optional start timestamps of the encodings XOR2, histogramST and floathistogramST.
///
/// One header byte `<first known:1> <first change:7>` says which samples have one; it follows the sample's other
/// bits:
/// ```
/// sample 0                 when first known: varint, its timestamp - its start timestamp
/// sample = first change    varbit int, the timestamp of the sample before - its start timestamp
/// sample > first change    varbit int, by how much that difference grew since the sample before
/// ```
/// Samples before the first change keep the start timestamp of sample 0; a first change of 0 says that there is
/// none. Source: Prometheus, `tsdb/chunkenc/st.go`.
final class StartTimestamps {
    private boolean firstKnown;
    private int firstChange;
    private long current;
    private long distance;

    void reset(int header) {
        firstKnown = (header & 0x80) != 0;
        firstChange = header & 0x7f;
        current = 0;
        distance = 0;
    }

    /// Reads what follows sample `index` and returns its start timestamp, 0 when it has none.
    long read(BitReader in, int index, long previousTimestamp, long timestamp) {
        if (index == 0) {
            if (firstKnown) {
                current = timestamp - in.readVarint();
            }
        } else if (firstChange != 0 && index >= firstChange) {
            long change = in.readVarbitInt();
            distance = index == firstChange ? change : distance + change;
            current = previousTimestamp - distance;
        }
        return current;
    }
}
