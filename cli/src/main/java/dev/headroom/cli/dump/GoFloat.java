package dev.headroom.cli.dump;

import java.math.BigDecimal;
import java.math.MathContext;

/// Writes floats as Go's `%g` does: the fewest digits that read back as the same number, with an exponent when it
/// is below -4 or above 5.
///
/// Not for use by several threads: digits are worked out in place.
public final class GoFloat {
    /// Up to here every integer is a float of its own.
    private static final double LARGEST_EXACT = 0x1p53;

    private static final int MAX_PLAIN_EXPONENT = 6;
    private static final int MIN_PLAIN_EXPONENT = -4;
    private static final double MILLION = 1e6;

    /// Below this, numbers are so coarse that Java writes two digits where one would do.
    private static final double COARSE = 1e-320;

    private final byte[] digits = new byte[24];
    private int count;

    /// Position of the decimal point, counted from the first digit: 0.digits × 10^point.
    private int point;

    public void append(ByteSink out, double value) {
        if (Double.isNaN(value)) {
            out.appendAscii("NaN");
            return;
        }
        if (Double.isInfinite(value)) {
            out.appendAscii(value > 0 ? "+Inf" : "-Inf");
            return;
        }
        if (Double.doubleToRawLongBits(value) < 0) {
            out.append('-');
        }
        double magnitude = Math.abs(value);
        if (magnitude == (long) magnitude && magnitude < LARGEST_EXACT) {
            appendInteger(out, (long) magnitude);
            return;
        }
        if (!takeMillionths(magnitude)) {
            takeDigits(shortest(magnitude));
        }
        appendDigits(out);
    }

    private void appendInteger(ByteSink out, long value) {
        if (value < 1_000_000) {
            out.appendUnsigned(value);
        } else {
            takeInteger(value, 0);
            appendDigits(out);
        }
    }

    /// Takes a number with at most six decimals, and at most fifteen digits: as many always tell two floats apart,
    /// so there is no shorter way to write it.
    private boolean takeMillionths(double magnitude) {
        double millionths = Math.rint(magnitude * MILLION);
        if (millionths < 1 || millionths >= 1e15 || millionths / MILLION != magnitude) {
            return false;
        }
        takeInteger((long) millionths, 6);
        return true;
    }

    /// Takes `value` / 10^decimals.
    private void takeInteger(long value, int decimals) {
        long rest = value;
        int dropped = 0;
        while (rest % 10 == 0) {
            rest /= 10;
            dropped++;
        }
        int at = digits.length;
        while (rest != 0) {
            long tens = rest / 10;
            digits[--at] = (byte) ('0' + (rest - tens * 10));
            rest = tens;
        }
        count = digits.length - at;
        System.arraycopy(digits, at, digits, 0, count);
        point = count + dropped - decimals;
    }

    private static String shortest(double magnitude) {
        if (magnitude < COARSE) {
            BigDecimal oneDigit = new BigDecimal(magnitude).round(new MathContext(1));
            if (oneDigit.doubleValue() == magnitude) {
                return oneDigit.unscaledValue() + "E" + -oneDigit.scale();
            }
        }
        return Double.toString(magnitude);
    }

    /// Takes the digits of a Java number: `12.34`, `0.0012`, `1.2E34`.
    private void takeDigits(String text) {
        count = 0;
        point = 0;
        int exponent = 0;
        boolean fraction = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                fraction = true;
            } else if (c == 'E') {
                exponent = Integer.parseInt(text, i + 1, text.length(), 10);
                break;
            } else if (c != '0' || count > 0) {
                digits[count++] = (byte) c;
                point += fraction ? 0 : 1;
            } else if (fraction) {
                point--;
            }
        }
        while (digits[count - 1] == '0') {
            count--;
        }
        point += exponent;
    }

    private void appendDigits(ByteSink out) {
        int exponent = point - 1;
        if (exponent < MIN_PLAIN_EXPONENT || exponent >= MAX_PLAIN_EXPONENT) {
            appendWithExponent(out, exponent);
        } else if (point <= 0) {
            out.appendAscii("0.");
            for (int i = point; i < 0; i++) {
                out.append('0');
            }
            out.append(digits, 0, count);
        } else if (point >= count) {
            out.append(digits, 0, count);
            for (int i = count; i < point; i++) {
                out.append('0');
            }
        } else {
            out.append(digits, 0, point);
            out.append('.');
            out.append(digits, point, count - point);
        }
    }

    private void appendWithExponent(ByteSink out, int exponent) {
        out.append(digits[0]);
        if (count > 1) {
            out.append('.');
            out.append(digits, 1, count - 1);
        }
        out.append('e');
        out.append(exponent < 0 ? '-' : '+');
        int magnitude = Math.abs(exponent);
        if (magnitude < 10) {
            out.append('0');
        }
        out.appendUnsigned(magnitude);
    }
}
