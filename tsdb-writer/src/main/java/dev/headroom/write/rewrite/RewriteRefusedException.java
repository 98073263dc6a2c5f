package dev.headroom.write.rewrite;

/// Going on could have lost data, so nothing more was written.
public final class RewriteRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RewriteRefusedException(String message) {
        super(message);
    }
}
