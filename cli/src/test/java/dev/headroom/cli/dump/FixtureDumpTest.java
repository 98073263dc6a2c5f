package dev.headroom.cli.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks that Prometheus 3.14 wrote, as text, against what its promtool printed.
class FixtureDumpTest {
    /// The dumps cover the write-ahead log too, so the blocks' lines are a part of them.
    @ParameterizedTest
    @ValueSource(strings = {"classic", "xor2", "st"})
    void everyLineOfTheBlocksIsInTheDump(String directory) throws IOException {
        Path fixtures = fixtures().resolve("prometheus-3.14");
        Set<String> dump;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(fixtures.resolve(directory + ".dump.txt.gz")))) {
            dump = new HashSet<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
        List<String> lines = DumpedBlocks.of(fixtures.resolve(directory), new PlainSampleText())
                .lines()
                .toList();

        long samples = DataDirectory.list(fixtures.resolve(directory)).blocks().stream()
                .mapToLong(block -> block.meta().stats().samples())
                .sum();

        assertThat(new HashSet<>(lines)).hasSize((int) samples);
        assertThat(lines.stream().filter(line -> !dump.contains(line))).isEmpty();
    }

    @Test
    void anOldBlockGivesTheSameText() throws IOException {
        Path fixture = fixtures().resolve("index-v1");

        assertThat(DumpedBlocks.of(fixture, new PlainSampleText()))
                .isEqualTo(Files.readString(fixtures().resolve("index-v1.dump.txt")));
    }

    private static Path fixtures() {
        String fixtures = System.getProperty("headroom.fixtures", "");
        assumeThat(fixtures)
                .as("the shared fixtures are needed: set -Dheadroom.fixtures or HEADROOM_FIXTURES to their folder")
                .isNotEmpty();
        return Path.of(fixtures);
    }
}
