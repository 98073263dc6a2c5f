package dev.headroom.testing;

/// Numbers that look random and depend on nothing but their key.
final class Mix {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    /// The letters of a Kubernetes name: no vowels, nothing to misread.
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private Mix() {}

    static long of(long key, long part) {
        long z = key * GOLDEN + part + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /// From 0 to below `bound`.
    static int below(int bound, long key) {
        return (int) ((key >>> 33) % bound);
    }

    /// From 0 to below 1.
    static double fraction(long key) {
        return (key >>> 11) * 0x1.0p-53;
    }

    static String letters(long key, int count) {
        StringBuilder letters = new StringBuilder(count);
        long rest = key >>> 1;
        for (int i = 0; i < count; i++) {
            letters.append(LETTERS.charAt((int) (rest % LETTERS.length())));
            rest /= LETTERS.length();
        }
        return letters.toString();
    }
}
