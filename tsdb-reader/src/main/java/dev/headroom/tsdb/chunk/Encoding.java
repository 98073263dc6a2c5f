package dev.headroom.tsdb.chunk;

/// How the samples of a chunk are encoded: the byte in front of a chunk's payload.
public enum Encoding {
    NONE(0, "none", false),
    XOR(1, "XOR", false),
    HISTOGRAM(2, "histogram", true),
    FLOAT_HISTOGRAM(3, "floathistogram", true),
    XOR2(4, "XOR2", false),
    HISTOGRAM_ST(5, "histogramST", true),
    FLOAT_HISTOGRAM_ST(6, "floathistogramST", true);

    private static final Encoding[] BY_CODE = values();

    private final int code;
    private final String label;
    private final boolean histogram;

    Encoding(int code, String label, boolean histogram) {
        this.code = code;
        this.label = label;
        this.histogram = histogram;
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
        return histogram;
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
