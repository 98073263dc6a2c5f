package dev.headroom.tsdb.block;

/// A block's name: 48 bits of milliseconds and 80 random bits, as 26 characters of Crockford's base 32.
public final class Ulid {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private Ulid() {}

    /// Whether the text is a ULID as Prometheus accepts it for a block's directory.
    public static boolean isValid(String text) {
        // Five bits times 26 are two more than 128: the first character carries three.
        if (text.length() != 26 || text.charAt(0) > '7') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (ALPHABET.indexOf(Character.toUpperCase(text.charAt(i))) < 0) {
                return false;
            }
        }
        return true;
    }
}
