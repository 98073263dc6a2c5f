package dev.headroom.tsdb.units;

import dev.headroom.tsdb.internal.Shown;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/// Points in time as operators write them, in milliseconds since 1970, Prometheus's own unit.
public final class Timestamps {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,30}(\\.[0-9]{0,30})?([eE][+-]?[0-9]{1,2})?");

    /// As seconds the year 5138, as milliseconds March 1973: no data is in doubt.
    private static final long LEAST_MILLIS = 100_000_000_000L;

    private Timestamps() {}

    /// Reads one of
    ///
    /// - an RFC 3339 time: `2026-01-02T15:04:05Z`, `2026-01-02T15:04:05.250+01:00`;
    /// - seconds since 1970, as Prometheus's HTTP API has them: `1767366245`, `1767366245.25`;
    /// - milliseconds since 1970, as blocks and promtool have them: a whole number of 12 digits or more;
    /// - `now`, or a time relative to it: `now-2h`, `now+5m`.
    ///
    /// @param now what `now` stands for, in milliseconds since 1970
    /// @return milliseconds since 1970, parts of a millisecond dropped
    /// @throws IllegalArgumentException with one line that says what is wrong
    public static long parse(String text, long now) {
        if (text.startsWith("now")) {
            return relative(text, now);
        }
        try {
            if (NUMBER.matcher(text).matches()) {
                return number(new BigDecimal(text));
            }
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw bad(text, e);
        }
    }

    private static long number(BigDecimal number) {
        boolean whole = number.stripTrailingZeros().scale() <= 0;
        boolean millis = whole && number.abs().compareTo(BigDecimal.valueOf(LEAST_MILLIS)) >= 0;
        BigDecimal exact = millis ? number : number.movePointRight(3);
        return exact.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    private static long relative(String text, long now) {
        String rest = text.substring("now".length());
        if (rest.isEmpty()) {
            return now;
        }
        char sign = rest.charAt(0);
        if (sign != '-' && sign != '+') {
            throw bad(text, null);
        }
        long distance = Durations.parse(rest.substring(1));
        return sign == '-' ? now - distance : now + distance;
    }

    /// Prints the time in RFC 3339, in UTC, with milliseconds where there are any.
    public static String print(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static IllegalArgumentException bad(String text, Exception cause) {
        return new IllegalArgumentException(
                "bad time \"" + Shown.text(text)
                        + "\": expected one like 2026-01-02T15:04:05Z, seconds or milliseconds since 1970, or now-2h",
                cause);
    }
}
