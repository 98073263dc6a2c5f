package dev.headroom.replay.remote;

/// The run would do harm and is not begun: the message says which, and the way out.
public final class ReplayRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ReplayRefusedException(String message) {
        super(message);
    }
}
