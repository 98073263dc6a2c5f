package dev.headroom.tsdb.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    private static final long NOW = 1_700_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T15:04:05Z, 1767366245000",
        "2026-01-02T15:04:05.250Z, 1767366245250",
        "2026-01-02T15:04:05.123456789Z, 1767366245123",
        "2026-01-02T16:04:05+01:00, 1767366245000",
        "1969-12-31T23:59:59.9999Z, -1",
        "1767366245, 1767366245000",
        "1767366245.25, 1767366245250",
        "1767366245., 1767366245000",
        "1.767366245e9, 1767366245000",
        "1767366245250, 1767366245250",
        "100000000000, 100000000000",
        "99999999999, 99999999999000",
        "100000000000.5, 100000000000500",
        "0, 0",
        "-1.5, -1500",
        "-9223372036854775808, -9223372036854775808",
        "9223372036854775807, 9223372036854775807",
        "now, 1700000000000",
        "now-2h, 1699992800000",
        "now+5m, 1700000300000",
        "now-1d12h, 1699870400000",
        "now-0, 1700000000000",
    })
    void readsTimes(String text, long millis) {
        assertThat(Timestamps.parse(text, NOW)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2026-01-02",
                "2026-01-02T15:04:05",
                "2026-13-02T15:04:05Z",
                "2026-02-30T15:04:05Z",
                "2026-01-02T25:04:05Z",
                "2026-01-02 15:04:05Z",
                "NaN",
                "Inf",
                "1e99",
                "9223372036854775808",
                "0x10",
                "1_000",
                " 1",
                "now2h",
                "nowhere",
                "+999999999-12-31T00:00:00Z",
                "٣"
            })
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text, NOW))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bad time \"" + text
                        + "\": expected one like 2026-01-02T15:04:05Z, seconds or milliseconds since 1970, or now-2h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"now-", "now-5", "now-5x", "now--5m", "now- 5m"})
    void whatFollowsNowIsADuration(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text, NOW)).hasMessageStartingWith("bad duration \"");
    }

    @Property
    void readingWhatWasPrintedGivesTheSame(@ForAll long millis) {
        assertThat(Timestamps.parse(Timestamps.print(millis), NOW)).isEqualTo(millis);
        assertThat(Timestamps.parse(Timestamps.print(millis % 4_000_000_000_000L), NOW))
                .isEqualTo(millis % 4_000_000_000_000L);
    }
}
