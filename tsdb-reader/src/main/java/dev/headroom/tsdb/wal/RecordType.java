package dev.headroom.tsdb.wal;

/// What a record holds: its first byte.
public enum RecordType {
    UNKNOWN(0, "unknown"),
    SERIES(1, "series"),
    SAMPLES(2, "samples"),
    TOMBSTONES(3, "tombstones"),
    EXEMPLARS(4, "exemplars"),
    MMAP_MARKERS(5, "mmap markers"),
    METADATA(6, "metadata"),
    HISTOGRAM_SAMPLES(7, "histogram samples"),
    FLOAT_HISTOGRAM_SAMPLES(8, "float histogram samples"),
    CUSTOM_BUCKETS_HISTOGRAM_SAMPLES(9, "custom-bucket histogram samples"),
    CUSTOM_BUCKETS_FLOAT_HISTOGRAM_SAMPLES(10, "custom-bucket float histogram samples"),
    SAMPLES_V2(11, "samples v2"),
    HISTOGRAM_SAMPLES_V2(12, "histogram samples v2"),
    FLOAT_HISTOGRAM_SAMPLES_V2(13, "float histogram samples v2");

    private static final RecordType[] BY_CODE = values();

    private final int code;
    private final String label;

    RecordType(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /// The type with this code, [#UNKNOWN] for a code that is newer than this reader.
    public static RecordType of(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : UNKNOWN;
    }

    /// The type of a record; an empty record has none.
    public static RecordType of(byte[] record, int offset, int length) {
        return length == 0 ? UNKNOWN : of(record[offset] & 0xff);
    }

    /// Whether it holds samples, of whatever kind.
    public boolean isOfSamples() {
        return switch (this) {
            case UNKNOWN, SERIES, TOMBSTONES, EXEMPLARS, MMAP_MARKERS, METADATA -> false;
            default -> true;
        };
    }

    /// The record's first byte.
    public int code() {
        return code;
    }

    /// Its name for people.
    public String label() {
        return label;
    }
}
