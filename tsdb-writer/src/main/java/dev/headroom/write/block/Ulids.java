package dev.headroom.write.block;

import java.util.random.RandomGenerator;

/// Makes names for blocks.
public final class Ulids {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private Ulids() {}

    /// A ULID: 48 bits of milliseconds and 80 random bits, as 26 characters of Crockford's base 32.
    public static String make(long millis, RandomGenerator random) {
        char[] text = new char[26];
        for (int i = 0; i < 10; i++) {
            text[i] = ALPHABET.charAt((int) (millis >>> (45 - 5 * i)) & 31);
        }
        for (int i = 10; i < 26; i++) {
            text[i] = ALPHABET.charAt(random.nextInt(32));
        }
        return new String(text);
    }
}
