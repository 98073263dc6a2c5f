package dev.headroom.replay.remote;

/// Lets a number of samples through per second: each request waits until those before it have had their time.
/// A pause earns no more than a tenth of a second of haste.
final class RateLimiter {
    private static final long EARNED = 100_000_000;

    private final double nanosPerSample;

    /// When the samples that were let through have had their time.
    private long free;

    /// @param perSecond 0 for no limit
    RateLimiter(double perSecond, long now) {
        nanosPerSample = perSecond == 0 ? 0 : 1e9 / perSecond;
        free = now;
    }

    /// Takes its time for a request.
    ///
    /// @param now nanoseconds of any clock
    /// @return nanoseconds to wait before the request is sent
    synchronized long reserve(long samples, long now) {
        if (nanosPerSample == 0) {
            return 0;
        }
        free = Math.max(free, now - EARNED);
        long wait = Math.max(0, free - now);
        free += (long) (samples * nanosPerSample);
        return wait;
    }
}
