package dev.headroom.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Heads that Prometheus 3.14 wrote.
class FixtureHeadTest {
    /// The end of the fixtures' newest block of in-order samples.
    private static final long MIN_VALID_TIME = 1_700_013_600_000L;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "xor2", "st"})
    void countingAndReadingSayTheSame(String name) throws IOException {
        HeadContent content = HeadContent.of(fixtures().resolve(name), MIN_VALID_TIME);

        assertThat(content.damage).isEmpty();
        assertThat(content.torn).isFalse();
        assertThat(content.unknownSamples).isZero();
        assertThat(content.kept).isEqualTo(45);
    }

    @Test
    void theSnapshotSaysWhatTheLogSays() throws IOException {
        Path directory = fixtures().resolve("xor2");

        HeadContent fromSnapshot = HeadContent.of(directory, MIN_VALID_TIME, true);

        assertThat(fromSnapshot.damage).isEmpty();
        assertThat(fromSnapshot.samples).isEqualTo(HeadContent.of(directory, MIN_VALID_TIME).samples);
    }

    @Test
    void theThreeDirectoriesHoldTheSameSamples() throws IOException {
        HeadContent classic = HeadContent.of(fixtures().resolve("classic"), MIN_VALID_TIME);

        assertThat(HeadContent.of(fixtures().resolve("xor2"), MIN_VALID_TIME).samples)
                .isEqualTo(classic.samples);
        assertThat(HeadContent.of(fixtures().resolve("st"), MIN_VALID_TIME).samples)
                .isEqualTo(classic.samples);
    }

    private static Path fixtures() {
        String fixtures = System.getProperty("headroom.fixtures", "");
        assumeThat(fixtures)
                .as("the shared fixtures are needed: set -Dheadroom.fixtures or HEADROOM_FIXTURES to their folder")
                .isNotEmpty();
        return Path.of(fixtures).resolve("prometheus-3.14");
    }
}
