package dev.headroom.cli.render;

import dev.headroom.tsdb.units.Durations;
import dev.headroom.tsdb.units.Timestamps;
import java.util.Locale;

/// Values as people read them: thousands apart, bytes with a unit, times in UTC.
public final class Values {
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

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
        return String.format(Locale.ROOT, "%,d", value);
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
        return String.format(Locale.ROOT, value < 100 ? "%.1f %s" : "%.0f %s", value, BYTE_UNITS[unit]);
    }

    public static String ratio(double value) {
        return String.format(Locale.ROOT, "%,.2f", value);
    }

    /// Something per time: whole from a hundred on.
    public static String rate(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    public static String share(double value) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * value);
    }

    /// The text with everything escaped that could steer a terminal or break a line: label values are somebody
    /// else's.
    public static String printable(String text) {
        if (text.codePoints().allMatch(Values::isPrintable)) {
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
