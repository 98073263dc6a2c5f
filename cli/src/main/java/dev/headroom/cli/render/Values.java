package dev.headroom.cli.render;

import dev.headroom.tsdb.units.Durations;
import dev.headroom.tsdb.units.Timestamps;
import java.util.Locale;

/// Values as people read them: thousands apart, bytes with a unit, times in UTC.
public final class Values {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final int[] POWERS_OF_TEN = {1, 10, 100};

    /// Up to here two decimals more are within the digits of a double.
    private static final double LARGEST_EXACT = 1e13;

    private Values() {}

    /// The value of a column of this kind; empty for `null`.
    public static String show(Table.Kind kind, Object value) {
        if (value == null) {
            return "";
        }
        return switch (kind) {
            case TEXT -> printable(value.toString());
            case COUNT -> count(((Number) value).longValue());
            case BYTES -> bytes(((Number) value).longValue());
            case RATIO -> ratio(((Number) value).doubleValue());
            case RATE -> rate(((Number) value).doubleValue());
            case SECONDS -> Durations.print(Math.round(((Number) value).doubleValue() * 1000));
            case SHARE -> share(((Number) value).doubleValue());
            case TIME -> time(((Number) value).longValue());
            case DURATION -> duration(((Number) value).longValue());
            case AMOUNT -> ((Amount) value).shown();
        };
    }

    /// The value of a label, or what says that there is none.
    public static String named(String value) {
        return value.isEmpty() ? "(none)" : value;
    }

    /// A time to the second: the second in which it lies.
    public static String time(long millis) {
        return Timestamps.print(millis - Math.floorMod(millis, 1000L));
    }

    /// A duration to the second, one of less than a minute to the millisecond.
    public static String duration(long millis) {
        return Durations.print(Math.abs(millis) < 60_000 ? millis : millis / 1000 * 1000);
    }

    public static String count(long value) {
        String digits = Long.toString(value);
        int first = value < 0 ? 1 : 0;
        if (digits.length() - first <= 3) {
            return digits;
        }
        StringBuilder grouped = new StringBuilder(digits);
        for (int at = digits.length() - 3; at > first; at -= 3) {
            grouped.insert(at, ',');
        }
        return grouped.toString();
    }

    /// Bytes with three digits or more, in powers of 1024.
    public static String bytes(long bytes) {
        if (Math.abs(bytes) < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit + 1 < BYTE_UNITS.length) {
            value /= 1024;
            unit++;
        }
        return decimal(value, value < 100 ? 1 : 0) + " " + BYTE_UNITS[unit];
    }

    public static String ratio(double value) {
        return decimal(value, 2);
    }

    /// Something per time: whole from a hundred on.
    public static String rate(double value) {
        return decimal(value, value < 100 ? 1 : 0);
    }

    public static String share(double value) {
        return decimal(100 * value, 1) + " %";
    }

    /// A number with so many decimals, two at most, thousands apart.
    ///
    /// Not `String.format`, which loads some two hundred classes for it, a tenth of the time that a run takes on a
    /// small directory.
    private static String decimal(double value, int decimals) {
        if (!(Math.abs(value) < LARGEST_EXACT)) {
            return String.format(Locale.ROOT, "%,." + decimals + "f", value);
        }
        int unit = POWERS_OF_TEN[decimals];
        long rounded = Math.round(Math.abs(value) * unit);
        String sign = value < 0 && rounded > 0 ? "-" : "";
        String whole = sign + count(rounded / unit);
        if (decimals == 0) {
            return whole;
        }
        String fraction = Long.toString(unit + rounded % unit).substring(1);
        return whole + "." + fraction;
    }

    /// The text with everything escaped that could steer a terminal or break a line: label values are somebody
    /// else's.
    public static String printable(String text) {
        if (isPrintable(text)) {
            return text;
        }
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isPrintable(c)) {
                safe.appendCodePoint(c);
            } else if (c == '\n') {
                safe.append("\\n");
            } else if (c == '\t') {
                safe.append("\\t");
            } else {
                safe.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return safe.toString();
    }

    private static boolean isPrintable(String text) {
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            if (!isPrintable(c)) {
                return false;
            }
            at += Character.charCount(c);
        }
        return true;
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    // Text that runs backwards or has no width can make a screen say what the data does not.
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
