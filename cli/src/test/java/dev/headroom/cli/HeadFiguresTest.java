package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.testing.wal.LogImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a report says of a head alone.
class HeadFiguresTest {
    private static final long START = 27_000L * 18 * 3_600_000;

    @TempDir
    Path data;

    @Test
    void bytesPerLoggedSampleAreThoseOfTheSegmentsAfterTheCheckpoint() throws IOException {
        Path wal = data.resolve("wal");
        new LogImage()
                .series(1, "__name__", "up")
                .samples(1, START, 1, START + 1000, 2)
                .write(wal.resolve("checkpoint.00000003"), 0);
        new LogImage().samples(1, START, 1).write(wal, 3);
        new LogImage()
                .samples(1, START + 2000, 1, START + 3000, 2, START + 4000, 3)
                .write(wal, 4);

        JsonNode report = ToolRun.json("analyze", data);

        double bytes = Files.size(wal.resolve("00000004"));
        assertThat(report.at("/bytesPerSample/wal").doubleValue()).isCloseTo(bytes / 3, within(1e-9));
        assertThat(report.at("/head/loggedSamples").intValue()).isEqualTo(5);
        assertThat(report.at("/bytesPerSample/samples").intValue()).isEqualTo(5);
    }
}
