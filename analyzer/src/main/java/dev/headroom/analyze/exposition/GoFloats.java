package dev.headroom.analyze.exposition;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/// Numbers as Go reads them and Prometheus writes them.
final class GoFloats {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

    private GoFloats() {}

    /// The number; `null` when Go would not read it, or finds it too large.
    static Double parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> {
                if (!DECIMAL.matcher(text).matches()) {
                    yield null;
                }
                double value = Double.parseDouble(text);
                yield Double.isInfinite(value) ? null : value;
            }
        };
    }

    /// The number as OpenMetrics writes bounds: always with a point or an exponent, the latter from a million
    /// on.
    static String print(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        if (value == 0) {
            return "0.0";
        }
        BigDecimal shortest = BigDecimal.valueOf(value).stripTrailingZeros();
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        if (exponent < -4 || exponent >= 6) {
            String mantissa = digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "");
            return (value < 0 ? "-" : "") + mantissa + "e" + (exponent < 0 ? "-" : "+")
                    + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        }
        String plain = shortest.toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}
