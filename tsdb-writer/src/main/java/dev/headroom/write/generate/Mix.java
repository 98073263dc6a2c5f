package dev.headroom.write.generate;

/// Numbers that look random and are the same every time, without a state: SplitMix64's finalizer.
final class Mix {
    private Mix() {}

    static long of(long a) {
        long z = a + 0x9e37_79b9_7f4a_7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return z ^ (z >>> 31);
    }

    static long of(long a, long b) {
        return of(of(a) ^ b);
    }

    static long of(long a, long b, long c) {
        return of(of(a, b) ^ c);
    }

    /// A number from 0 to `bound` - 1.
    static long below(long hash, long bound) {
        return (hash >>> 1) % bound;
    }
}
