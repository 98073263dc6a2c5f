package dev.headroom.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/// Numbers are written without the library's formatter; it says what they have to be.
class ValuesTest {
    @Property
    void countsHaveThousandsApart(@ForAll long value) {
        assertThat(Values.count(value)).isEqualTo(String.format(Locale.ROOT, "%,d", value));
    }

    @Property
    void ratiosHaveTheNearestHundredth(@ForAll @DoubleRange(min = -1e15, max = 1e15) double value) {
        BigDecimal shown = new BigDecimal(Values.ratio(value).replace(",", ""));
        assertThat(shown.subtract(new BigDecimal(value)).abs().doubleValue())
                .isLessThanOrEqualTo(0.005 + Math.ulp(value));
        assertThat(Values.ratio(value)).matches("-?\\d{1,3}(,\\d{3})*\\.\\d\\d");
    }

    @Test
    void numbersRoundAsTheyAreRead() {
        assertThat(Values.ratio(0)).isEqualTo("0.00");
        assertThat(Values.ratio(-0.001)).isEqualTo("0.00");
        assertThat(Values.ratio(1.995000001)).isEqualTo("2.00");
        assertThat(Values.ratio(-1234.5)).isEqualTo("-1,234.50");
        assertThat(Values.ratio(Double.NaN)).isEqualTo("NaN");
        assertThat(Values.ratio(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
        assertThat(Values.rate(99.96)).isEqualTo("100.0");
        assertThat(Values.rate(12_345.6)).isEqualTo("12,346");
        assertThat(Values.share(0.12345)).isEqualTo("12.3 %");
        assertThat(Values.bytes(1023)).isEqualTo("1023 B");
        assertThat(Values.bytes(1024)).isEqualTo("1.0 KiB");
        assertThat(Values.bytes(212_000_000)).isEqualTo("202 MiB");
        assertThat(Values.bytes(-1536)).isEqualTo("-1.5 KiB");
        assertThat(Values.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
    }
}
