package dev.headroom.cli.command;

import dev.headroom.tsdb.units.Durations;
import dev.headroom.tsdb.units.Sizes;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Figures as people write them on a command line: `4.1M`, `100k/h`, `5%/month`, `500GB`.
final class Quantities {
    private static final Pattern NUMBER =
            Pattern.compile("([0-9]{1,18}(?:[.][0-9]{0,9})?|[.][0-9]{1,9})(?:e([0-9]{1,2}))?([kKMGT]?)");
    private static final Pattern PER = Pattern.compile("([^/]+)/(.+)");
    private static final Map<String, Double> SCALES =
            Map.of("", 1.0, "k", 1e3, "K", 1e3, "M", 1e6, "G", 1e9, "T", 1e12);
    private static final double HOUR = 3_600_000;
    private static final double DAY = 24 * HOUR;

    private Quantities() {}

    /// A number above zero, thousands as `k`, millions as `M`, and so on.
    static final class Count implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            double count = number(text, "a number such as 61000, 61k or 4.1M");
            if (!(count > 0)) {
                throw bad(text, "more than 0");
            }
            return count;
        }
    }

    /// A number per hour, or per another time: `100k/h`, `2M/d`, `500` for per hour.
    static final class PerHour implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            String expected = "a number per time, such as 100k/h or 2M/d";
            Matcher per = PER.matcher(text);
            return per.matches()
                    ? number(per.group(1), expected) * HOUR / period(per.group(2), text, expected)
                    : number(text, expected);
        }
    }

    /// A number per second, or per another time: `500k/s`, `500k` for per second.
    static final class PerSecond implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            String expected = "a number per time above 0, such as 500k/s";
            Matcher per = PER.matcher(text);
            double rate = per.matches()
                    ? number(per.group(1), expected) * 1000 / period(per.group(2), text, expected)
                    : number(text, expected);
            if (!(rate > 0)) {
                throw bad(text, expected);
            }
            return rate;
        }
    }

    /// How many times as fast as it was: `1x`, `60x`; `max`, for as fast as it goes, is 0.
    static final class Speed implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            if (text.equals("max")) {
                return 0.0;
            }
            String expected = "max, or how many times as fast as it was, such as 1x or 60x";
            if (!text.endsWith("x")) {
                throw bad(text, expected);
            }
            double speed = number(text.substring(0, text.length() - 1), expected);
            if (!(speed > 0)) {
                throw bad(text, expected);
            }
            return speed;
        }
    }

    /// A percentage per time, as the part by which something grows in a day; `auto` is none.
    static final class Growth implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            if (text.equals("auto")) {
                return null;
            }
            String expected = "auto, or a percentage per time, such as 5%/month or -2%/week";
            Matcher per = PER.matcher(text);
            if (!per.matches() || !per.group(1).endsWith("%")) {
                throw bad(text, expected);
            }
            String percentage = per.group(1).substring(0, per.group(1).length() - 1);
            boolean less = percentage.startsWith("-");
            double part = number(less ? percentage.substring(1) : percentage, expected) / 100 * (less ? -1 : 1);
            if (part <= -1) {
                throw bad(text, "less than 100 % of what is there to go");
            }
            return Math.expm1(Math.log1p(part) * DAY / period(per.group(2), text, expected));
        }
    }

    /// A percentage, as a part of one.
    static final class Share implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            String expected = "a percentage such as 25%";
            if (!text.endsWith("%")) {
                throw bad(text, expected);
            }
            return number(text.substring(0, text.length() - 1), expected) / 100;
        }
    }

    /// Bytes above zero, in Prometheus's units.
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                long bytes = Sizes.parse(text);
                if (bytes == 0) {
                    throw bad(text, "more than 0 bytes");
                }
                return bytes;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private static double number(String text, String expected) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            throw bad(text, expected);
        }
        double exponent = number.group(2) == null ? 0 : Double.parseDouble(number.group(2));
        return Double.parseDouble(number.group(1)) * Math.pow(10, exponent) * SCALES.get(number.group(3));
    }

    /// Milliseconds of `s`, `h`, `day`, `month` or a duration of Prometheus.
    private static double period(String unit, String text, String expected) {
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "s", "second" -> 1000;
            case "h", "hour" -> HOUR;
            case "d", "day" -> DAY;
            case "w", "week" -> 7 * DAY;
            case "month" -> 365 * DAY / 12;
            case "y", "year" -> 365 * DAY;
            default -> duration(unit, text, expected);
        };
    }

    private static double duration(String unit, String text, String expected) {
        try {
            long millis = Durations.parse(unit);
            if (millis > 0) {
                return millis;
            }
        } catch (IllegalArgumentException e) {
            throw bad(text, expected);
        }
        throw bad(text, expected);
    }

    private static TypeConversionException bad(String text, String expected) {
        return new TypeConversionException("bad value \"" + text + "\": expected " + expected);
    }
}
