package dev.headroom.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.Fleet.Job;
import dev.headroom.testing.Fleet.Naming;
import dev.headroom.testing.Metric.Simple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The truth that the loader tells is what the server itself answers.
@NeedsPrometheus
class FleetLoaderIT {
    private static final long HOUR = 3_600_000;
    private static final long START = 490_000 * HOUR;

    @TempDir
    Path data;

    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void theServerAgreesAndCutsRealFiles(RealPrometheus release) throws Exception {
        Fleet fleet = new Fleet(7, START, START + 13 * HOUR + 17 * 60_000, jobs());
        try (PrometheusServer server = release.start(data)) {
            Truth truth = FleetLoader.load(fleet, server);

            long end = truth.end();
            assertThat(server.metric("prometheus_tsdb_head_max_time")).isEqualTo((double) end);
            assertThat(server.by("job", "count by (job) ({job!=\"\"})", end))
                    .isEqualTo(expected(truth, Truth.OfJob::active));
            assertThat(server.samplesBy("job", START - 1, end))
                    .isEqualTo(expected(truth, job -> job.samples() - job.stalenessMarkers()));
            assertThat(server.seriesBy("job", START, end)).isEqualTo(expected(truth, Truth.OfJob::series));
            assertThat(truth.jobs().get("pods").removed()).isPositive();
            assertThat(truth.jobs().get("pods").stalenessMarkers()).isPositive();
            assertThat(truth.total(Truth.OfJob::histogramSamples)).isPositive();

            server.deleteSeries("{job=\"pods\"}", START, START + HOUR);
        }
        assertThat(data.resolve("wal")).isDirectoryContaining("glob:**/checkpoint.*");
        assertThat(data.resolve("chunks_head")).isNotEmptyDirectory();
        assertThat(levels()).contains(1, 2);
        assertThat(release.promtool("tsdb", "list", data.toString()).lines()).hasSizeGreaterThan(2);
    }

    @Test
    void aKilledServerStartsAgainWithWhatItHad() {
        RealPrometheus release = RealPrometheus.newest();
        Map<String, String> labels = Map.of("__name__", "up", "job", "a");
        try (PrometheusServer server = release.start(data)) {
            server.write(new WriteRequest().series(labels).sample(START, 1).sample(START + 1000, Double.NaN));
            server.kill();
        }
        try (PrometheusServer server = release.start(data)) {
            assertThat(server.vector("up", START)).isEqualTo(Map.of(labels, 1.0));
            assertThat(server.vector("up", START + 1000)).isEqualTo(Map.of(labels, Double.NaN));
            assertThat(server.get("/api/v1/status/tsdb")
                            .at("/headStats/numSeries")
                            .intValue())
                    .isEqualTo(1);
            assertThat(server.snapshot(true)).isNotEmptyDirectory();
        }
    }

    private static List<Job> jobs() {
        Duration minute = Duration.ofMinutes(1);
        Duration often = Duration.ofSeconds(15);
        return List.of(
                Job.steady(
                        "nodes",
                        2,
                        often,
                        Naming.nodes("node", 9100),
                        Metric.counter("cpu_seconds_total", "cpu", "0|1", "mode", "idle|user"),
                        Metric.gauge("load1"),
                        Metric.info("build_info", "ünïcode.label", "a \"quoted\"\\\nvalue")),
                Job.steady(
                                "pods",
                                3,
                                minute,
                                Naming.pods("shop", "api", "server", 8080),
                                Metric.histogram("request_seconds", List.of("0.1", "1"), "code", "200|500"),
                                Metric.of("native_seconds", Simple.NATIVE),
                                Metric.of("native_gauge", Simple.NATIVE_GAUGE),
                                Metric.of("native_float", Simple.NATIVE_FLOAT),
                                Metric.counter("by_user_total")
                                        .growing("user", 6, Duration.ofMinutes(90), Duration.ofHours(2)))
                        .restarting(12)
                        .failing(12),
                Job.steady("silent", 2, minute, Naming.pods("shop", "old", "server", 80), Metric.gauge("temperature"))
                        .restarting(12)
                        .withoutStalenessMarkers());
    }

    private static Map<String, Double> expected(Truth truth, ToLongFunction<Truth.OfJob> count) {
        Map<String, Double> expected = new TreeMap<>();
        truth.jobs().forEach((job, counts) -> expected.put(job, (double) count.applyAsLong(counts)));
        return expected;
    }

    private List<Integer> levels() throws Exception {
        List<Integer> levels = new ArrayList<>();
        try (var blocks = Files.newDirectoryStream(data, Files::isDirectory)) {
            for (Path block : blocks) {
                Path meta = block.resolve("meta.json");
                if (Files.exists(meta)) {
                    String text = Files.readString(meta).replaceAll("\\s", "");
                    levels.add(Integer.valueOf(text.replaceFirst("(?s).*\"level\":(\\d+).*", "$1")));
                }
            }
        }
        return levels;
    }
}
