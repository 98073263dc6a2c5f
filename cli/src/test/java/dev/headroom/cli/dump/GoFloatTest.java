package dev.headroom.cli.dump;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFloatTest {
    private final GoFloat floats = new GoFloat();

    /// The right column is what promtool printed for the left one.
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "-1, -1",
        "10, 10",
        "100000, 100000",
        "999999, 999999",
        "1000000, 1e+06",
        "1000001, 1.000001e+06",
        "1234567, 1.234567e+06",
        "123456789, 1.23456789e+08",
        "1e15, 1e+15",
        "9007199254740991, 9.007199254740991e+15",
        "9007199254740993, 9.007199254740992e+15",
        "1e21, 1e+21",
        "1e23, 1e+23",
        "9223372036854775807, 9.223372036854776e+18",
        "123456.7, 123456.7",
        "1234567.8, 1.2345678e+06",
        "999999.9999999999, 999999.9999999999",
        "123456.123456, 123456.123456",
        "0.1, 0.1",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "0.000123456789, 0.000123456789",
        "0.0000015, 1.5e-06",
        "1.5e-7, 1.5e-07",
        "0.30000000000000004, 0.30000000000000004",
        "33.333333333333336, 33.333333333333336",
        "2e-3, 0.002",
        "1e100, 1e+100",
        "4.9e-324, 5e-324",
        "9.9e-324, 1e-323",
        "1.5e-323, 1.5e-323",
        "2e-323, 2e-323",
        "2.5e-323, 2.5e-323",
        "3e-323, 3e-323",
        "9.9e-323, 1e-322",
        "4.9e-322, 4.9e-322",
        "9.9e-321, 9.9e-321",
        "2.2250738585072014e-308, 2.2250738585072014e-308",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "NaN, NaN",
        "Infinity, +Inf",
        "-Infinity, -Inf"
    })
    void writesWhatPromtoolWrites(double value, String text) {
        assertThat(text(value)).isEqualTo(text);
    }

    @Property
    void everyFloatReadsBackAndIsAsShortAsJavaCanWriteIt(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        if (!Double.isNaN(value) && !Double.isInfinite(value)) {
            String text = text(value);
            assertThat(Double.doubleToRawLongBits(Double.parseDouble(text))).isEqualTo(bits);
            assertThat(digits(text)).isLessThanOrEqualTo(digits(Double.toString(value)));
        }
    }

    @Property
    void decimalsOfAllSizesAreWrittenAsTheyAre(
            @ForAll @IntRange(min = -999_999_999, max = 999_999_999) int digits,
            @ForAll @IntRange(min = 0, max = 9) int decimals) {
        BigDecimal decimal = BigDecimal.valueOf(digits, decimals);

        assertThat(new BigDecimal(text(decimal.doubleValue()))).isEqualByComparingTo(decimal);
    }

    private static int digits(String text) {
        String mantissa = text.replaceAll("[eE].*", "");
        return mantissa.contains(".") || !mantissa.endsWith("0")
                ? new BigDecimal(mantissa).stripTrailingZeros().precision()
                : mantissa.replaceAll("0+$", "").length();
    }

    private String text(double value) {
        ByteSink sink = ByteSink.inMemory();
        floats.append(sink, value);
        return new String(sink.toByteArray(), StandardCharsets.US_ASCII);
    }
}
