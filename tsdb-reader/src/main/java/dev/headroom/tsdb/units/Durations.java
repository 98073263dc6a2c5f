package dev.headroom.tsdb.units;

import dev.headroom.tsdb.internal.Shown;

/// Durations as Prometheus writes them, `15d` or `1h30m`, in milliseconds.
///
/// A year is 365 days, a week 7, a day 24 hours: Prometheus has no calendar.
public final class Durations {
    /// From large to small, the order in which they must stand.
    private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};

    private static final long[] MILLIS = {
        31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L,
    };

    /// Prometheus counts nanoseconds in 64 bits, which are full after about 292 years.
    private static final long LONGEST = Long.MAX_VALUE / 1_000_000;

    private Durations() {}

    /// Reads whole numbers with units, each unit once and larger ones first: `1y2w3d4h5m6s7ms`. Zero needs no unit.
    ///
    /// @return milliseconds
    /// @throws IllegalArgumentException with one line that says what is wrong
    public static long parse(String text) {
        if (text.equals("0")) {
            return 0;
        }
        if (text.isEmpty()) {
            throw bad(text, "expected something like 15d or 1h30m");
        }
        long total = 0;
        int nextUnit = 0;
        int pos = 0;
        while (pos < text.length()) {
            int digits = pos;
            long count = 0;
            while (pos < text.length() && isDigit(text.charAt(pos))) {
                // Anything beyond the longest duration is as wrong as that: the sum need not grow further.
                count = Math.min(count * 10 + text.charAt(pos++) - '0', LONGEST + 1);
            }
            if (pos == digits) {
                throw bad(text, "expected whole numbers with units, such as 15d or 1h30m");
            }
            int unitStart = pos;
            while (pos < text.length() && !isDigit(text.charAt(pos))) {
                pos++;
            }
            int unit = unit(text.substring(unitStart, pos));
            if (unit < 0) {
                throw bad(
                        text,
                        unitStart == pos
                                ? "a unit is missing: y, w, d, h, m, s or ms"
                                : "the units are y, w, d, h, m, s and ms");
            }
            if (unit < nextUnit) {
                throw bad(text, "each unit stands once, larger ones before smaller ones");
            }
            nextUnit = unit + 1;
            if (count > (LONGEST - total) / MILLIS[unit]) {
                throw bad(text, "it is longer than 292 years");
            }
            total += count * MILLIS[unit];
        }
        return total;
    }

    /// Prints milliseconds as Prometheus does: `1h30m`, `90d`; years and weeks only where nothing is left over.
    public static String print(long millis) {
        if (millis == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder(millis < 0 ? "-" : "");
        // In the negative half every long has its own absolute value.
        long left = millis < 0 ? millis : -millis;
        for (int unit = 0; unit < UNITS.length; unit++) {
            boolean onlyIfExact = unit < 2;
            if (onlyIfExact && left % MILLIS[unit] != 0) {
                continue;
            }
            long count = left / MILLIS[unit];
            if (count != 0) {
                out.append(-count).append(UNITS[unit]);
                left -= count * MILLIS[unit];
            }
        }
        return out.toString();
    }

    /// Prints nanoseconds as Go does: `2h0m0s`, `1.5s`, `250µs`.
    public static String printGo(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        StringBuilder out = new StringBuilder(nanos < 0 ? "-" : "");
        long left = nanos < 0 ? nanos : -nanos;
        if (left > -1_000L) {
            return out.append(-left).append("ns").toString();
        }
        if (left > -1_000_000L) {
            return decimal(out, left, 1_000L).append("µs").toString();
        }
        if (left > -1_000_000_000L) {
            return decimal(out, left, 1_000_000L).append("ms").toString();
        }
        long minutes = left / 60_000_000_000L;
        long hours = minutes / 60;
        if (hours != 0) {
            out.append(-hours).append('h');
        }
        if (minutes != 0) {
            out.append(-(minutes % 60)).append('m');
        }
        return decimal(out, left % 60_000_000_000L, 1_000_000_000L).append('s').toString();
    }

    /// Appends a negative number of nanoseconds as a positive decimal of `unit` nanoseconds each.
    private static StringBuilder decimal(StringBuilder out, long nanos, long unit) {
        out.append(-(nanos / unit));
        long fraction = -(nanos % unit);
        if (fraction != 0) {
            String digits = Long.toString(unit + fraction).substring(1);
            int end = digits.length();
            while (digits.charAt(end - 1) == '0') {
                end--;
            }
            out.append('.').append(digits, 0, end);
        }
        return out;
    }

    private static int unit(String name) {
        for (int i = 0; i < UNITS.length; i++) {
            if (UNITS[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static IllegalArgumentException bad(String text, String reason) {
        return new IllegalArgumentException("bad duration \"" + Shown.text(text) + "\": " + reason);
    }
}
