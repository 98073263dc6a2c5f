package dev.headroom.tsdb.wal;

/// How a record's bytes are stored in a segment.
public enum Compression {
    NONE,
    SNAPPY,
    ZSTD;

    private static final int SNAPPY_FLAG = 1 << 3;
    private static final int ZSTD_FLAG = 1 << 4;

    /// The compression that the first byte of a fragment's header names; snappy wins when both flags are set.
    static Compression of(int header) {
        if ((header & SNAPPY_FLAG) != 0) {
            return SNAPPY;
        }
        return (header & ZSTD_FLAG) != 0 ? ZSTD : NONE;
    }
}
