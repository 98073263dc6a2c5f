package dev.headroom.tsdb.chunk;

/// How the samples of a chunk are encoded: the byte in front of a chunk's payload.
public enum Encoding {
    NONE(0, "none"),
    XOR(1, "XOR"),
    HISTOGRAM(2, "histogram"),
    FLOAT_HISTOGRAM(3, "floathistogram"),
    XOR2(4, "XOR2"),
    HISTOGRAM_ST(5, "histogramST"),
    FLOAT_HISTOGRAM_ST(6, "floathistogramST");

    private static final Encoding[] BY_CODE = values();

    private final int code;
    private final String label;

    Encoding(int code, String label) {
        this.code = code;
        this.label = label;
    }

    /// The encoding with this code, or `null` when there is none.
    public static Encoding of(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }

    /// The number that stands for this encoding in a file.
    public int code() {
        return code;
    }

    /// Whether the samples are histograms, of integer or of float counts.
    public boolean isHistogram() {
        return switch (this) {
            case HISTOGRAM, FLOAT_HISTOGRAM, HISTOGRAM_ST, FLOAT_HISTOGRAM_ST -> true;
            case NONE, XOR, XOR2 -> false;
        };
    }

    /// Whether samples may carry a start timestamp.
    public boolean hasStartTimestamps() {
        return switch (this) {
            case XOR2, HISTOGRAM_ST, FLOAT_HISTOGRAM_ST -> true;
            case NONE, XOR, HISTOGRAM, FLOAT_HISTOGRAM -> false;
        };
    }

    /// The name that Prometheus prints.
    public String label() {
        return label;
    }
}
