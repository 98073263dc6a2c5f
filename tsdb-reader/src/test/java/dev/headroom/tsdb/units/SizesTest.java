package dev.headroom.tsdb.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0B, 0",
        "1B, 1",
        "512MB, 536870912",
        "512MiB, 536870912",
        "1KB, 1024",
        "1.5GiB, 1610612736",
        ".5KB, 512",
        "1.KB, 1024",
        "0.3KB, 307",
        "1GB512MB, 1610612736",
        "1GiB1B, 1073741825",
        "3TB, 3298534883328",
        "2PB, 2251799813685248",
        "7EB, 8070450532247928832",
        "7EiB1023PiB1023TiB1023GiB1023MiB1023KiB1023B, 9223372036854775807",
    })
    void readsWhatPrometheusReads(String text, long bytes) {
        assertThat(Sizes.parse(text)).isEqualTo(bytes);
    }

    @Test
    void refusesTheRest() {
        assertBad("", "expected a number with a unit, such as 512MB or 1.5GiB");
        assertBad("512", "a unit is missing: B, KB, MB, GB, TB, PB or EB");
        assertBad("1GB5", "a unit is missing: B, KB, MB, GB, TB, PB or EB");
        assertBad("1kB", "the units are B, KB, MB, GB, TB, PB and EB, or KiB and so on");
        assertBad("1mb", "the units are B, KB, MB, GB, TB, PB and EB, or KiB and so on");
        assertBad("1 GB", "the units are B, KB, MB, GB, TB, PB and EB, or KiB and so on");
        assertBad("1G", "the units are B, KB, MB, GB, TB, PB and EB, or KiB and so on");
        assertBad("1iB", "the units are B, KB, MB, GB, TB, PB and EB, or KiB and so on");
        assertBad("1ZB", "the units are B, KB, MB, GB, TB, PB and EB, or KiB and so on");
        assertBad("-1GB", "expected a number with a unit, such as 512MB or 1.5GiB");
        assertBad("GB", "expected a number with a unit, such as 512MB or 1.5GiB");
        assertBad(".GB", "expected a number with a unit, such as 512MB or 1.5GiB");
        assertBad("1GB1MiB", "units like MB and units like MiB do not go together");
        assertBad("8EB", "it is 8 EiB or more");
        assertBad("99999999999999999999EB", "it is 8 EiB or more");
        assertThatThrownBy(() -> Sizes.parse("9".repeat(100_000) + "GB"))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "1, 1B",
        "1024, 1KiB",
        "1025, 1KiB1B",
        "1610612736, 1GiB512MiB",
        "9223372036854775807, 7EiB1023PiB1023TiB1023GiB1023MiB1023KiB1023B",
    })
    void printsEveryByte(long bytes, String text) {
        assertThat(Sizes.print(bytes)).isEqualTo(text);
    }

    @Property
    void readingWhatWasPrintedGivesTheSame(@ForAll @LongRange(min = 0) long bytes) {
        assertThat(Sizes.parse(Sizes.print(bytes))).isEqualTo(bytes);
    }

    private static void assertBad(String text, String reason) {
        assertThatThrownBy(() -> Sizes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bad size \"" + text + "\": " + reason);
    }
}
