package dev.headroom.analyze.exposition;

import java.io.IOException;

/// A page that Prometheus would not take.
public final class ExpositionException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param line from 1
    ExpositionException(String page, int line, String reason) {
        super(page + ":" + line + ": " + reason);
    }
}
