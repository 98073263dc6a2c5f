package dev.headroom.replay.remote;

/// The versions of remote write.
///
/// Source: the specifications "Prometheus Remote-Write 1.0" and "2.0".
public enum Protocol {
    V1("1.0", "application/x-protobuf", "0.1.0"),
    V2("2.0", "application/x-protobuf;proto=io.prometheus.write.v2.Request", "2.0.0");

    private final String label;
    private final String contentType;
    private final String version;

    Protocol(String label, String contentType, String version) {
        this.label = label;
        this.contentType = contentType;
        this.version = version;
    }

    public String label() {
        return label;
    }

    String contentType() {
        return contentType;
    }

    /// The value of `X-Prometheus-Remote-Write-Version`.
    String version() {
        return version;
    }
}
