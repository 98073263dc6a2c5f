package dev.headroom.testing;

import dev.headroom.testing.Fleet.Job;
import dev.headroom.testing.Fleet.Naming;
import dev.headroom.testing.Metric.Simple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The data directory that the project ships as an example: a small shop's Prometheus of a day and some hours.
///
/// Its jobs differ in how they churn: machines that stay, an API whose pods are replaced now and then, batch pods
/// that live for an hour, and a checkout that in the afternoon began to count by user id. Blocks of three levels
/// come of it, a head with its log and a checkpoint, and tombstones in a block and in the log.
public final class DemoFleet {
    /// Begins where blocks of 2, 6 and 18 hours begin.
    private static final Instant START = Instant.ofEpochSecond(3600L * 18 * 27_703);
    private static final Duration SPAN = Duration.ofHours(29).plusMinutes(20);
    private static final List<String> LATENCIES = List.of("0.005", "0.025", "0.1", "0.5", "2.5");

    private DemoFleet() {}

    /// Writes the directory with the newest release there is.
    ///
    /// @param args where it is to lie (it must not exist), and the file that takes what has been written, as JSON
    public static void main(String[] args) throws IOException {
        Path data = Files.createDirectory(Path.of(args[0]));
        Truth truth;
        try (PrometheusServer server = RealPrometheus.newest().start(data, "--storage.tsdb.no-lockfile")) {
            truth = FleetLoader.load(fleet(), server);
            long hour = Duration.ofHours(1).toMillis();
            server.deleteSeries("node_load5", START.toEpochMilli() + 4 * hour, START.toEpochMilli() + 9 * hour);
            server.deleteSeries("batch_last_success_timestamp_seconds", truth.end() - hour, truth.end());
        }
        Files.delete(data.resolve("queries.active"));
        JsonMapper json =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(Path.of(args[1]), json.writeValueAsString(truth) + "\n");
    }

    static Fleet fleet() {
        Duration interval = Duration.ofMinutes(1);
        return new Fleet(
                2,
                START.toEpochMilli(),
                START.plus(SPAN).toEpochMilli(),
                List.of(
                        Job.steady(
                                "node",
                                2,
                                interval,
                                Naming.nodes("node", 9100),
                                Metric.counter(
                                        "node_cpu_seconds_total", "cpu", "0|1", "mode", "idle|iowait|system|user"),
                                Metric.gauge("node_memory_MemAvailable_bytes"),
                                Metric.gauge(
                                        "node_filesystem_avail_bytes",
                                        "device",
                                        "/dev/nvme0n1p1|/dev/nvme1n1",
                                        "fstype",
                                        "ext4",
                                        "mountpoint",
                                        "/|/var/lib"),
                                Metric.counter("node_network_receive_bytes_total", "device", "eth0|lo"),
                                Metric.gauge("node_load1"),
                                Metric.gauge("node_load5"),
                                Metric.info("node_uname_info", "machine", "x86_64", "release", "6.12.48+deb13-amd64"),
                                Metric.info("up")),
                        Job.steady(
                                        "api",
                                        3,
                                        interval,
                                        Naming.pods("shop", "api", "server", 8080),
                                        Metric.counter(
                                                "http_requests_total",
                                                "method",
                                                "GET|POST",
                                                "code",
                                                "200|404|500",
                                                "path",
                                                "/cart|/products/:id"),
                                        Metric.histogram(
                                                "http_request_duration_seconds",
                                                LATENCIES,
                                                "path",
                                                "/cart|/products/:id"),
                                        Metric.of("rpc_duration_seconds", Simple.NATIVE, "service", "stock"),
                                        Metric.of("queue_wait_seconds", Simple.NATIVE_CUSTOM, "queue", "orders"),
                                        Metric.gauge("process_resident_memory_bytes"),
                                        Metric.gauge("go_goroutines"),
                                        Metric.info("up"))
                                .restarting(1.5)
                                .failing(0.5),
                        Job.steady(
                                        "batch",
                                        3,
                                        interval,
                                        Naming.pods("reports", "nightly-report", "worker", 9090),
                                        Metric.counter("batch_rows_processed_total", "stage", "extract|transform|load"),
                                        Metric.gauge("batch_last_success_timestamp_seconds"),
                                        Metric.gauge("process_resident_memory_bytes"),
                                        Metric.info("up"))
                                .restarting(24),
                        Job.steady(
                                "checkout",
                                1,
                                interval,
                                Naming.pods("shop", "checkout", "server", 8080),
                                Metric.counter("checkout_orders_total", "code", "200|402|500"),
                                Metric.counter("checkout_requests_by_user_total", "code", "200")
                                        .growing("user_id", 60, Duration.ofHours(1), Duration.ofHours(14)),
                                Metric.gauge("process_resident_memory_bytes"),
                                Metric.info("up")),
                        Job.steady(
                                "prometheus",
                                1,
                                interval,
                                Naming.nodes("monitor", 9090),
                                Metric.gauge("prometheus_tsdb_head_series"),
                                Metric.counter(
                                        "prometheus_tsdb_head_samples_appended_total", "type", "float|histogram"),
                                Metric.info("up"))));
    }
}
