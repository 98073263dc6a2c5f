package dev.headroom.tsdb.units;

import dev.headroom.tsdb.internal.Shown;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers of bytes as Prometheus's `--storage.tsdb.retention.size` takes them: `512MB`, `1.5GiB`.
///
/// All units are powers of 1024, whether written `MB` or `MiB`.
public final class Sizes {
    private static final String PREFIXES = "KMGTPE";
    private static final Pattern PART = Pattern.compile("([0-9]{1,30}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30})([^0-9.]*)");

    private Sizes() {}

    /// Reads one or more numbers with units, whose sum it is: `512MB`, `1GB512MB`. Zero needs no unit.
    ///
    /// @return bytes, parts of a byte dropped
    /// @throws IllegalArgumentException with one line that says what is wrong
    public static long parse(String text) {
        if (text.equals("0")) {
            return 0;
        }
        BigDecimal total = BigDecimal.ZERO;
        boolean binary = false;
        boolean plain = false;
        Matcher part = PART.matcher(text);
        int pos = 0;
        while (pos < text.length() && part.region(pos, text.length()).lookingAt()) {
            String unit = part.group(2);
            int power = power(unit);
            if (power < 0) {
                throw bad(
                        text,
                        unit.isEmpty()
                                ? "a unit is missing: B, KB, MB, GB, TB, PB or EB"
                                : "the units are B, KB, MB, GB, TB, PB and EB, or KiB and so on");
            }
            binary |= unit.length() == 3;
            plain |= unit.length() == 2;
            total = total.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(1L << (10 * power))));
            pos = part.end();
        }
        if (pos < text.length() || text.isEmpty()) {
            throw bad(text, "expected a number with a unit, such as 512MB or 1.5GiB");
        }
        if (binary && plain) {
            throw bad(text, "units like MB and units like MiB do not go together");
        }
        BigDecimal bytes = total.setScale(0, RoundingMode.DOWN);
        if (bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw bad(text, "it is 8 EiB or more");
        }
        return bytes.longValueExact();
    }

    /// Prints every byte, as Prometheus does: `1GiB512MiB`.
    ///
    /// @throws IllegalArgumentException when the number is negative
    public static String print(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size is not negative: " + bytes);
        }
        if (bytes == 0) {
            return "0B";
        }
        StringBuilder out = new StringBuilder();
        for (int power = PREFIXES.length(); power >= 0; power--) {
            long digit = (bytes >> (10 * power)) & 1023;
            if (digit != 0) {
                out.append(digit);
                out.append(power == 0 ? "B" : PREFIXES.charAt(power - 1) + "iB");
            }
        }
        return out.toString();
    }

    /// Which power of 1024 the unit is, or -1.
    private static int power(String unit) {
        if (unit.equals("B")) {
            return 0;
        }
        boolean known = (unit.length() == 2 && unit.endsWith("B")) || (unit.length() == 3 && unit.endsWith("iB"));
        int prefix = known ? PREFIXES.indexOf(unit.charAt(0)) : -1;
        return prefix < 0 ? -1 : prefix + 1;
    }

    private static IllegalArgumentException bad(String text, String reason) {
        return new IllegalArgumentException("bad size \"" + Shown.text(text) + "\": " + reason);
    }
}
