package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.wal.LogImage;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Samples that stand in the head in order and in a block of out-of-order samples as well.
class SharedSamplesTest {
    private static final long START = 27_000L * 18 * 3_600_000;
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final String ORDERED = "01HF7YAT00AAAAAAAAAAAAAAAA";
    private static final String OUT_OF_ORDER = "01HF7YAT00BBBBBBBBBBBBBBBB";

    @TempDir
    Path data;

    /// The log has a sample a minute; the block has three, two of which stand in the log too.
    @Test
    void countOnce() {
        Map<String, String> labels = Map.of("__name__", "up", "job", "a");
        new BlockImage(ORDERED).series(labels, START, 60).write(data);
        long head = START + HOUR;
        new BlockImage(OUT_OF_ORDER)
                .series(
                        labels,
                        new long[] {head + 10 * MINUTE, head + 12 * MINUTE + 1, head + 20 * MINUTE},
                        new double[] {1, 1, 1})
                .meta("{\"ulid\":\"%s\",\"minTime\":%d,\"maxTime\":%d,\"version\":1,\"stats\":{\"numSamples\":3,"
                                .formatted(OUT_OF_ORDER, head, head + HOUR)
                        + "\"numSeries\":1,\"numChunks\":1},\"compaction\":{\"level\":1,\"sources\":[\"%s\"],"
                                .formatted(OUT_OF_ORDER)
                        + "\"hints\":[\"from-out-of-order\"]}}")
                .write(data);
        LogImage log = new LogImage().series(1, "__name__", "up", "job", "a").series(2, "__name__", "up", "job", "b");
        for (int i = 0; i < 50; i++) {
            log.samples(1, head + i * MINUTE, 1).samples(2, head + i * MINUTE, 1);
        }
        log.write(data.resolve("wal"), 0);

        JsonNode report = ToolRun.json("analyze", data);

        assertThat(report.at("/bytesPerSample/samples").intValue()).isEqualTo(60 + 50 + 50 + 1);
        assertThat(report.at("/ingest/samples").intValue()).isEqualTo(60 + 50 + 50 + 1);
        for (JsonNode job : report.get("jobs")) {
            boolean shared = job.get("name").stringValue().equals("a");
            assertThat(job.get("samples").intValue()).isEqualTo(shared ? 60 + 50 + 1 : 50);
            assertThat(job.get("scrapeIntervalSeconds").doubleValue()).isEqualTo(60);
        }
    }
}
