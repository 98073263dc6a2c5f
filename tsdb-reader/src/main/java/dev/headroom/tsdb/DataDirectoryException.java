package dev.headroom.tsdb;

import java.io.IOException;

/// A path that is no Prometheus data directory and no block, or one that cannot be used as such. The message is one
/// line for the user: what was looked for, and where.
public final class DataDirectoryException extends IOException {
    private static final long serialVersionUID = 1L;

    public DataDirectoryException(String message) {
        super(message);
    }
}
