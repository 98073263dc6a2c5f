package dev.headroom.replay.remote;

import java.util.random.RandomGenerator;

/// How long to wait before a request is tried again: longer each time, up to half a minute, and never less
/// than the server asked for. Senders that failed together do not come back together: a fifth more or less is
/// left to chance.
final class Backoff {
    static final long FIRST = 100;
    static final long LONGEST = 30_000;

    /// Nobody waits longer than this for a server that asks for more.
    static final long LONGEST_ASKED = 600_000;

    private final RandomGenerator random;
    private int attempts;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /// Milliseconds to wait after one more attempt that failed.
    ///
    /// @param asked what the server asked for; -1 when it did not
    long next(long asked) {
        long step = Math.min(LONGEST, FIRST << Math.min(attempts++, 20));
        long wait = step - step / 5 + random.nextLong(2 * step / 5 + 1);
        return asked < 0 ? wait : Math.max(wait, Math.min(asked, LONGEST_ASKED));
    }

    void reset() {
        attempts = 0;
    }
}
