package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.testing.Fleet;
import dev.headroom.testing.Fleet.Job;
import dev.headroom.testing.Fleet.Naming;
import dev.headroom.testing.FleetLoader;
import dev.headroom.testing.Metric;
import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.Truth;
import dev.headroom.testing.WriteRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// A label that explodes on a real server: the gate tells it, the comparison with the time before shows it and
/// nothing else.
@NeedsPrometheus
class BudgetIT {
    private static final long HOUR = 3_600_000;
    private static final long START = 27_000L * 18 * HOUR;
    private static final int USERS = 700;

    @TempDir
    Path temporary;

    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void anExplosionOnARealServer(RealPrometheus release) throws IOException {
        Path after = temporary.resolve("after");
        Truth truth;
        try (PrometheusServer server = release.start(after)) {
            truth = FleetLoader.load(fleet(), server);
        }
        Path before = Fixtures.copy(after, temporary.resolve("before"));
        try (PrometheusServer server = release.start(after)) {
            server.write(explosion(truth.end()));
            assertThat(server.scalar("count({user_id!=\"\"})", truth.end())).isEqualTo(USERS);
        }

        assertDiff(before, after);
        assertGate(before, after);
    }

    private static void assertDiff(Path before, Path after) {
        JsonNode diff = ToolRun.json("diff", before, after, "--limit", 0);
        assertThat(names(diff.at("/metrics/changed"))).isEmpty();
        assertThat(names(diff.at("/metrics/added"))).containsExactly("orders_by_user_total");
        assertThat(names(diff.at("/metrics/vanished"))).isEmpty();
        assertThat(diff.at("/metrics/added/0/numbers/series").longValue()).isEqualTo(USERS);
        assertThat(diff.at("/metrics/added/0/numbers/samples").longValue()).isEqualTo(USERS * 5L);
        assertThat(names(diff.at("/jobs/changed"))).containsExactly("api");
        assertThat(diff.at("/jobs/changed/0/growth/series").longValue()).isEqualTo(USERS);
        assertThat(diff.at("/jobs/changed/0/growth/samples").longValue()).isEqualTo(USERS * 5L);
        assertThat(names(diff.at("/jobs/added"))).isEmpty();
        assertThat(names(diff.at("/jobs/vanished"))).isEmpty();
        assertThat(names(diff.at("/labelNames/changed"))).containsExactlyInAnyOrder("__name__", "job");
        assertThat(names(diff.at("/labelNames/added"))).containsExactly("user_id");
        assertThat(names(diff.at("/labelPairs/changed"))).containsExactly("job=api");
        assertThat(names(diff.at("/labelPairs/added")))
                .hasSize(USERS + 1)
                .contains("__name__=orders_by_user_total", "user_id=u0", "user_id=u" + (USERS - 1));
        assertThat(names(diff.at("/labelPairs/vanished"))).isEmpty();
        assertThat(diff.at("/total/growth/series").longValue()).isEqualTo(USERS);
        assertThat(diff.at("/total/growth/chunkBytes").longValue()).isZero();
    }

    private void assertGate(Path before, Path after) throws IOException {
        Path budget = temporary.resolve("budget.yml");
        Path baseline = temporary.resolve("baseline.json");
        for (String rule : List.of(
                "{measure: series, per: metric, max: LIMIT}",
                "{measure: label-values, max: LIMIT}",
                "{measure: series, per: metric, growth: +LIMIT}",
                "{measure: series, growth: +LIMIT}",
                "{measure: active-series, match: '{job=\"api\",user_id!=\"\"}', max: LIMIT}")) {
            Files.writeString(budget, "rules:\n- " + rule.replace("LIMIT", USERS - 1 + ""));
            ToolRun.output("gate", before, "--budget", budget, "--write-baseline", baseline);
            ToolRun failed = ToolRun.of("gate", after, "--budget", budget, "--baseline", baseline);
            assertThat(failed.exitCode()).isEqualTo(ExitCode.GATE_FAILED);
            assertThat(failed.out().lines().findFirst().orElseThrow())
                    .startsWith("FAILED")
                    .contains("metric orders_by_user_total, label user_id (" + USERS + " values), job api");
            Files.writeString(budget, "rules:\n- " + rule.replace("LIMIT", USERS + ""));
            ToolRun.output("gate", before, "--budget", budget, "--write-baseline", baseline);
            assertThat(ToolRun.output("gate", after, "--budget", budget, "--baseline", baseline))
                    .startsWith("PASSED");
        }
    }

    /// What a page is said to come to is what it comes to.
    @Test
    void aPageComesToWhatWasForetold() throws Exception {
        StringBuilder page = new StringBuilder("# TYPE seconds histogram\n");
        for (String bound : List.of("0.1", "1", "+Inf")) {
            page.append("seconds_bucket{le=\"%s\",path=\"/\"} 1\n".formatted(bound));
        }
        page.append("seconds_sum{path=\"/\"} 1\nseconds_count{path=\"/\"} 1\n# TYPE by_user_total counter\n");
        for (int i = 0; i < USERS; i++) {
            page.append("by_user_total{user_id=\"%d\",instance=\"mine\"} 1\n".formatted(i));
        }
        Path file = Files.writeString(temporary.resolve("shop.txt"), page);
        Path budget = Files.writeString(temporary.resolve("budget.yml"), """
            rules:
            - {measure: series, per: metric, max: 0}
            - {measure: label-values, max: 0}
            - {measure: series, max: 0}
            """);
        ToolRun gate = ToolRun.of(
                "gate", "--exposition", file, "--instances", 3, "--budget", budget, "-o", "json", "--limit", 0);
        Map<String, Double> metrics = new TreeMap<>();
        Map<String, Double> labels = new TreeMap<>();
        gate.json().get("offenders").forEach(row -> {
            Map<String, Double> numbers = row.get("measure").stringValue().equals("series") ? metrics : labels;
            numbers.put(row.get("name").stringValue(), row.get("value").doubleValue());
        });
        double total = metrics.remove("");

        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            byte[] body = page.toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        int port = http.getAddress().getPort();
        String configuration = """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
            - job_name: shop
              static_configs: [{targets: ["127.0.0.1:%d", "localhost:%d", "127.0.0.2:%d"]}]
            """.formatted(port, port, port);
        try (PrometheusServer server =
                RealPrometheus.newest().startConfigured(temporary.resolve("data"), configuration)) {
            long deadline = System.nanoTime() + 30_000_000_000L;
            // A target that cannot be scraped tells so as late as any other.
            while (server.scalar("count(up == 1)", System.currentTimeMillis()) < 2
                    || server.scalar("count(up)", System.currentTimeMillis()) < 3) {
                assertThat(System.nanoTime()).as("scrapes in time").isLessThan(deadline);
                Thread.sleep(200);
            }
            // The server listens on one address; what cannot be scraped has five series all the same.
            long now = System.currentTimeMillis();
            double scraped = server.scalar("count(up == 1)", now);
            Map<String, Double> found = server.by("__name__", "count by (__name__) ({job=\"shop\"})", now);
            assertThat(found.get("by_user_total") / scraped).isEqualTo(metrics.get("by_user_total") / 3);
            assertThat(found.get("seconds_bucket") / scraped).isEqualTo(metrics.get("seconds_bucket") / 3);
            assertThat(found.keySet()).isEqualTo(metrics.keySet());
            assertThat(found.get("up")).isEqualTo(metrics.get("up"));
            double perTarget = server.scalar("count({instance=\"127.0.0.1:" + port + "\"})", now);
            assertThat(total).isEqualTo(3 * perTarget);
            server.get("/api/v1/labels").forEach(label -> {
                String name = label.stringValue();
                double values = server.get("/api/v1/label/" + name + "/values").size();
                assertThat(labels).as("values of " + name).containsEntry(name, values);
            });
        } finally {
            http.stop(0);
        }
    }

    private static Fleet fleet() {
        Duration interval = Duration.ofMinutes(1);
        return new Fleet(
                2,
                START,
                START + 5 * HOUR,
                List.of(
                        Job.steady(
                                "node",
                                3,
                                interval,
                                Naming.nodes("node", 9100),
                                Metric.counter("node_cpu_seconds_total", "cpu", "0|1", "mode", "idle|user"),
                                Metric.gauge("node_load1")),
                        Job.steady(
                                "api",
                                20,
                                interval,
                                Naming.nodes("api", 8080),
                                Metric.counter("http_requests_total", "code", "200|404|500", "path", "/a|/b"))));
    }

    /// As many series as users, between the samples that are there already.
    private static WriteRequest explosion(long end) {
        WriteRequest request = new WriteRequest();
        for (int user = 0; user < USERS; user++) {
            request.series(Map.of("__name__", "orders_by_user_total", "job", "api", "user_id", "u" + user));
            for (int sample = 0; sample < 5; sample++) {
                request.sample(end - (5 - sample) * 30_000L, sample);
            }
        }
        return request;
    }

    private static List<String> names(JsonNode rows) {
        return rows.valueStream().map(row -> row.get("name").stringValue()).toList();
    }
}
