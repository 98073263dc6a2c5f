package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.wal.LogImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Scrapes that are missing: what they do to the interval of a job, and to the timeline.
class SpacingTest {
    private static final long START = 27_000L * 18 * 3_600_000;
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final Path DEMO = Fixtures.demo();

    @TempDir
    Path data;

    /// Every 15 s for a quarter of an hour, then nothing for an hour, then again, a little late each time.
    private static long[] withOutage(long interval) {
        long[] before = LongStream.range(0, 50).map(i -> START + i * interval).toArray();
        long[] after = LongStream.range(0, 20)
                .map(i -> START + 90 * MINUTE + i * interval + i % 3)
                .toArray();
        return LongStream.concat(LongStream.of(before), LongStream.of(after)).toArray();
    }

    @ParameterizedTest
    @CsvSource({"15", "7"})
    void anOutageDoesNotChangeTheInterval(int seconds) {
        long[] times = withOutage(seconds * SECOND);
        assertInterval(inBlock(times), seconds);
        LogImage log = new LogImage().series(1, "__name__", "up", "job", "b");
        for (long time : times) {
            log.samples(1, time + 3 * 60 * MINUTE, 1);
        }
        log.write(data.resolve("wal"), 0);
        JsonNode both = ToolRun.json("analyze", data);
        assertThat(both.get("jobs").size()).isEqualTo(2);
        assertInterval(both, seconds);
    }

    private static void assertInterval(JsonNode report, double seconds) {
        for (JsonNode job : report.get("jobs")) {
            assertThat(job.get("scrapeIntervalSeconds").doubleValue()).isEqualTo(seconds);
        }
        assertThat(report.at("/ingest/bySeriesInterval").size()).isEqualTo(1);
    }

    @Test
    void aSeriesIsNotActiveDuringAnOutage() {
        JsonNode timeline = inBlock(withOutage(15 * SECOND), "--step", "10m").at("/churn/timeline");
        assertThat(timeline.findValues("active").stream().map(JsonNode::intValue))
                .containsExactly(1, 1, 0, 0, 0, 0, 0, 0, 1, 1);
    }

    private JsonNode inBlock(long[] times, Object... options) {
        new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA")
                .series(Map.of("__name__", "up", "job", "a"), times, new double[times.length])
                .write(data);
        List<Object> arguments = new ArrayList<>(List.of("analyze", data));
        arguments.addAll(List.of(options));
        return ToolRun.json(arguments.toArray());
    }

    /// Held against every sample of a directory with outages, out-of-order samples and tombstones.
    @ParameterizedTest
    @CsvSource({"30000, 0", "100000, 0", "300000, 0", "1500000, 0", "4400000, 0", "1500000, 20000000"})
    void theTimelineIsThatOfTheSamples(long step, long later) {
        JsonNode whole = ToolRun.json("analyze", DEMO);
        long from = whole.get("dataStart").longValue() + later;
        JsonNode report = ToolRun.json("analyze", DEMO, "--step", step + "ms", "--from", from);
        Map<String, List<Long>> series = new HashMap<>();
        ToolRun.output("dump", DEMO, "--as-server").lines().forEach(line -> {
            int end = line.indexOf("} ");
            long time = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
            if (time >= from) {
                series.computeIfAbsent(line.substring(0, end), key -> new ArrayList<>())
                        .add(time);
            }
        });
        JsonNode timeline = report.at("/churn/timeline");
        long window = Math.max(step, 5 * MINUTE);
        int steps = timeline.size();
        long[] active = new long[steps];
        for (List<Long> times : series.values()) {
            boolean[] present = new boolean[steps];
            for (long time : times) {
                for (int n = 0; n < steps; n++) {
                    long end = from + (n + 1) * step;
                    present[n] |= (time > end - window && time <= end) || (n == 0 && time == from);
                }
            }
            for (int n = 0; n < steps; n++) {
                active[n] += present[n] ? 1 : 0;
            }
        }
        assertThat(timeline.findValues("active").stream().mapToLong(JsonNode::longValue))
                .containsExactly(LongStream.of(active).boxed().toArray(Long[]::new));
    }
}
