package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.testing.Fleet;
import dev.headroom.testing.Fleet.Job;
import dev.headroom.testing.Fleet.Naming;
import dev.headroom.testing.FleetLoader;
import dev.headroom.testing.Metric;
import dev.headroom.testing.Metric.Simple;
import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.Truth;
import dev.headroom.testing.WriteRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// `headroom wal` on logs that real servers and a real agent write.
@NeedsPrometheus
class WalIT {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long START = 490_000 * HOUR;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void theNextCheckpointIsTheOneForetold(RealPrometheus release) {
        Path data = temporary.resolve("data");
        try (PrometheusServer server = release.start(data)) {
            // The blocks of the first ten hours are cut; two checkpoints have been due, the third is not yet.
            Truth truth = FleetLoader.load(fleet(START + 13 * HOUR - 2 * MINUTE), server);
            server.deleteSeries("{job=\"nodes\"}", truth.end() - 30 * MINUTE, truth.end());

            JsonNode report = ToolRun.json("wal", data);
            JsonNode next = report.get("nextCheckpoint");
            assertThat(next.get("cutoff").longValue()).isEqualTo(START + 12 * HOUR);
            assertThat(next.get("due").longValue())
                    .isBetween(truth.end(), truth.end() + 5 * MINUTE)
                    .isEqualTo((long) server.metric("prometheus_tsdb_head_min_time") + 3 * HOUR);
            assertThat(report.get("unknown").get("samples").longValue()).isZero();
            assertThat(report.get("damaged")).isEmpty();

            long due = next.get("due").longValue();
            server.write(new WriteRequest()
                    .series(Map.of("__name__", "up", "job", "last"))
                    .sample(due + 1, 1));
            server.awaitCompaction(FleetLoader.BLOCK);

            JsonNode after = ToolRun.json("wal", data).get("checkpoint");
            assertThat(after.get("name").stringValue())
                    .isEqualTo("checkpoint.%08d".formatted(next.get("segment").intValue()));
            Map<String, Long> foretold = new TreeMap<>();
            long covered = 0;
            for (JsonNode row : next.get("types")) {
                covered += row.get("type").stringValue().equals("series")
                        ? row.get("elements").longValue()
                        : 0;
                // Those who are there to be asked are all older than 3.7.
                long kept = row.get("elements").longValue()
                        - row.get("droppedBefore37").longValue();
                if (kept > 0) {
                    foretold.put(row.get("type").stringValue(), kept);
                }
            }
            Map<String, Long> kept = new TreeMap<>();
            for (JsonNode row : after.get("types")) {
                kept.put(row.get("type").stringValue(), row.get("elements").longValue());
            }
            double size = after.get("fileBytes").doubleValue();
            double foretoldSize = next.get("newFileBytesBefore37").doubleValue();
            if (release.isRelease("2.42")) {
                // One so old keeps series for one checkpoint more than those of today before 3.7.
                assertThat(kept.get("series")).isBetween(foretold.get("series"), covered);
                assertThat(foretoldSize).isLessThanOrEqualTo(size);
                kept.put("series", foretold.get("series"));
            } else {
                assertThat(foretoldSize).isCloseTo(size, within(0.1 * size + 32768));
            }
            assertThat(kept).isEqualTo(foretold);
        }
    }

    @Test
    void aLogIsReadWhileItsServerTruncatesIt() {
        Path data = temporary.resolve("data");
        try (PrometheusServer server = RealPrometheus.newest().start(data)) {
            CompletableFuture<Truth> load =
                    CompletableFuture.supplyAsync(() -> FleetLoader.load(fleet(START + 14 * HOUR), server));
            int readings = 0;
            boolean checkpoint = false;
            while (!load.isDone()) {
                ToolRun run = ToolRun.of("wal", data, "-o", "json");
                assertThat(run.err()).isEmpty();
                assertThat(run.exitCode()).isZero();
                checkpoint |= run.json().has("checkpoint");
                readings++;
            }
            assertThat(readings).isGreaterThan(3);
            assertThat(checkpoint).isTrue();
            long samples = load.join().total(Truth.OfJob::samples);
            long inHead = ToolRun.json("wal", data).get("wal").get("samples").longValue();
            assertThat(inHead).isPositive().isLessThan(samples);
        }
    }

    @Test
    void jobsAreThoseThatWereWritten() {
        Path data = temporary.resolve("data");
        try (PrometheusServer server = RealPrometheus.newest().start(data)) {
            Truth truth = FleetLoader.load(fleet(START + 2 * HOUR), server);
            JsonNode report = ToolRun.json("wal", data, "--limit", "0");
            Map<String, List<Long>> found = new TreeMap<>();
            for (JsonNode job : report.get("jobs")) {
                found.put(
                        job.get("name").stringValue(),
                        List.of(
                                job.get("series").longValue(),
                                job.get("seriesRecords").longValue(),
                                job.get("samples").longValue()));
            }
            Map<String, List<Long>> written = new TreeMap<>();
            truth.jobs().forEach((name, job) -> written.put(name, List.of(job.series(), job.series(), job.samples())));
            assertThat(found).isEqualTo(written);
        }
    }

    @Test
    void anAgentsLogIsRead() throws IOException, InterruptedException {
        Path data = temporary.resolve("agent");
        Path config = Files.writeString(temporary.resolve("agent.yml"), """
                global: {scrape_interval: 200ms, scrape_timeout: 200ms}
                scrape_configs: [{job_name: nobody, static_configs: [{targets: ["127.0.0.1:1"]}]}]
                """);
        Path log = temporary.resolve("log");
        Process agent = new ProcessBuilder(
                        RealPrometheus.newest().prometheus().toString(),
                        "--agent",
                        "--config.file=" + config,
                        "--storage.agent.path=" + data,
                        "--web.listen-address=127.0.0.1:0")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            ToolRun run;
            do {
                Thread.sleep(100);
                assertThat(agent.isAlive())
                        .as(() -> {
                            try {
                                return Files.readString(log);
                            } catch (IOException e) {
                                return e.toString();
                            }
                        })
                        .isTrue();
                run = ToolRun.of("wal", data, "-o", "json");
            } while ((run.exitCode() != 0 || run.json().at("/wal/samples").longValue() < 20)
                    && System.nanoTime() < deadline);
            JsonNode report = run.json();
            assertThat(report.get("agent").booleanValue()).isTrue();
            assertThat(report.get("jobs")).hasSize(1);
            assertThat(report.get("jobs").get(0).get("name").stringValue()).isEqualTo("nobody");
            assertThat(report.get("wal").get("samples").longValue()).isGreaterThanOrEqualTo(20);
            assertThat(ToolRun.output("wal", data)).contains("an agent's log");
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }

    /// A fleet whose series come and go.
    private static Fleet fleet(long end) {
        Duration halfMinute = Duration.ofSeconds(30);
        return new Fleet(
                3,
                START + MINUTE,
                end,
                List.of(
                        Job.steady(
                                "nodes",
                                10,
                                halfMinute,
                                Naming.nodes("node", 9100),
                                Metric.counter("cpu_seconds_total", "mode", "idle|user|system"),
                                Metric.of("load1", Simple.GAUGE)),
                        Job.steady(
                                        "pods",
                                        12,
                                        halfMinute,
                                        Naming.pods("shop", "cart", "app", 8080),
                                        Metric.counter("requests_total", "code", "200|500"),
                                        Metric.of("native_seconds", Simple.NATIVE),
                                        Metric.counter("by_user_total")
                                                .growing("user", 12, Duration.ofHours(1), Duration.ZERO))
                                .restarting(20)));
    }
}
