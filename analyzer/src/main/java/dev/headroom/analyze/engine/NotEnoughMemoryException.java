package dev.headroom.analyze.engine;

/// Data that needs more memory than the JVM may have, found out before anything was counted.
public final class NotEnoughMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long needed;

    NotEnoughMemoryException(long needed, long heap, long symbols, long pairs) {
        super("the blocks have " + symbols + " symbols and " + pairs + " label pairs, which takes a heap of about "
                + (needed >> 20) + " MiB, and " + (heap >> 20) + " MiB are allowed");
        this.needed = needed;
    }

    /// Bytes of heap.
    public long needed() {
        return needed;
    }
}
