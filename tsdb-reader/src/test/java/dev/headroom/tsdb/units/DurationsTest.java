package dev.headroom.tsdb.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0s, 0",
        "15d, 1296000000",
        "2h, 7200000",
        "1h30m, 5400000",
        "250ms, 250",
        "90m, 5400000",
        "1y2w3d4h5m6s7ms, 33019506007",
        "4d1h, 349200000",
        "1y1ms, 31536000001",
        "0001s, 1000",
        "292y, 9208512000000",
        "9223372036854ms, 9223372036854",
    })
    void readsWhatPrometheusReads(String text, long millis) {
        assertThat(Durations.parse(text)).isEqualTo(millis);
    }

    @Test
    void refusesWhatPrometheusRefuses() {
        assertBad("", "expected something like 15d or 1h30m");
        assertBad("1", "a unit is missing: y, w, d, h, m, s or ms");
        assertBad("10d5", "a unit is missing: y, w, d, h, m, s or ms");
        assertBad("00", "a unit is missing: y, w, d, h, m, s or ms");
        assertBad("1.5h", "the units are y, w, d, h, m, s and ms");
        assertBad("1D", "the units are y, w, d, h, m, s and ms");
        assertBad("1 d", "the units are y, w, d, h, m, s and ms");
        assertBad("2d ", "the units are y, w, d, h, m, s and ms");
        assertBad("1µs", "the units are y, w, d, h, m, s and ms");
        assertBad("-1d", "expected whole numbers with units, such as 15d or 1h30m");
        assertBad("d", "expected whole numbers with units, such as 15d or 1h30m");
        assertBad("1s1m", "each unit stands once, larger ones before smaller ones");
        assertBad("1m1m", "each unit stands once, larger ones before smaller ones");
        assertBad("1ms1s", "each unit stands once, larger ones before smaller ones");
        assertBad("293y", "it is longer than 292 years");
        assertBad("9223372036855ms", "it is longer than 292 years");
        assertBad("292y99999999w", "it is longer than 292 years");
        assertBad("99999999999999999999999999y", "it is longer than 292 years");
        assertThatThrownBy(() -> Durations.parse("1\u001b[31md"))
                .hasMessage("bad duration \"1\\u001b[31md\": the units are y, w, d, h, m, s and ms");
        assertThatThrownBy(() -> Durations.parse("x".repeat(5000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "324000, 5m24s",
        "10800000, 3h",
        "432000000, 5d",
        "7776000000, 90d",
        "1209600000, 2w",
        "31536000000, 1y",
        "31536000001, 365d1ms",
        "33019506007, 382d4h5m6s7ms",
        "-5400000, -1h30m",
        "-9223372036854775808, -106751991167d7h12m55s808ms",
    })
    void printsAsPrometheusDoes(long millis, String text) {
        assertThat(Durations.print(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ns",
        "1100, 1.1µs",
        "2200000, 2.2ms",
        "3300000000, 3.3s",
        "7200000000000, 2h0m0s",
        "245000000000, 4m5s",
        "245001000000, 4m5.001s",
        "18367001000000, 5h6m7.001s",
        "480000000001, 8m0.000000001s",
        "7199999000000, 1h59m59.999s",
        "1000000, 1ms",
        "-90000000000, -1m30s",
        "9223372036854775807, 2562047h47m16.854775807s",
        "-9223372036854775808, -2562047h47m16.854775808s",
    })
    void printsAsGoDoes(long nanos, String text) {
        assertThat(Durations.printGo(nanos)).isEqualTo(text);
    }

    @Property
    void readingWhatWasPrintedGivesTheSame(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 1_000_000) long millis,
            @ForAll @LongRange(min = 0, max = 1000) long hours) {
        assertThat(Durations.parse(Durations.print(millis))).isEqualTo(millis);
        long whole = TimeUnit.HOURS.toMillis(hours);
        assertThat(Durations.parse(Durations.print(whole))).isEqualTo(whole);
    }

    private static void assertBad(String text, String reason) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bad duration \"" + text + "\": " + reason);
    }
}
