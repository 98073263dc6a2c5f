package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What an analysis says of a server's memory, from its directory alone, is what the server needs.
@NeedsPrometheus
class MemoryIT {
    private static final long HOUR = 3_600_000;
    private static final long START = 27_000L * 18 * HOUR;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /// Fleets whose heads differ in what takes the memory.
    enum Heads {
        /// Labels of half a KiB a series.
        LONG_LABELS(Job.steady(
                "kubernetes-pods",
                250,
                MINUTE,
                (target, incarnation) -> Map.of(
                        "pod", "recommendation-service-canary-7d9f8b6c5d-%05x-%d".formatted(target * 7919, target),
                        "namespace", "production-recommendation-platform-europe-west",
                        "node", "ip-10-%d-%d.eu-west-1.compute.internal.example.com".formatted(target / 8, target % 8),
                        "image", "registry.example.com/recommendation@sha256:%064x".formatted(target % 4),
                        "uid", "%08x-5e6f-4711-9abc-%012x".formatted(target * 31, target * 1_000_003L),
                        "instance", "10.7.%d.17:8080".formatted(target)),
                Metric.counter(
                        "http_server_requests_seconds_count",
                        "uri",
                        upTo("/api/v2/customers/{customerId}/recommendations/section-", 40),
                        "outcome",
                        "SUCCESS|CLIENT_ERROR|REDIRECTION|SERVER_ERROR|UNKNOWN"))),

        /// Nineteen labels of a character or two: postings weigh more than labels.
        MANY_LABELS(Job.steady(
                "n",
                100,
                MINUTE,
                MemoryIT::letters,
                Metric.gauge("m", "a", upTo("", 10), "b", upTo("", 5), "c", upTo("", 5), "d", "0|1"))),

        /// Classic ones, whose buckets are series, and native ones, whose buckets lie in the series.
        HISTOGRAMS(Job.steady(
                "api",
                100,
                MINUTE,
                Naming.pods("shop", "cart", "server", 8080),
                Metric.histogram(
                        "request_seconds",
                        List.of("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10"),
                        "path",
                        upTo("/v1/", 30)),
                Metric.of("rpc_seconds", Simple.NATIVE, "method", upTo("Method", 60)),
                Metric.of("rpc_float_seconds", Simple.NATIVE_FLOAT, "method", upTo("Method", 20)))),

        /// Pods that live for half an hour: most series have ended, but the head has them still.
        CHURNED(Job.steady(
                        "batch",
                        60,
                        MINUTE,
                        Naming.pods("jobs", "worker", "main", 9000),
                        Metric.counter("tasks_total", "kind", upTo("kind-", 150)))
                .restarting(48));

        @SuppressWarnings("ImmutableEnumChecker") // A record of values.
        private final Job job;

        Heads(Job job) {
            this.job = job;
        }

        private Fleet fleet() {
            return new Fleet(5, START, START + 3 * HOUR + HOUR / 2, List.of(job));
        }
    }

    @TempDir
    Path temporary;

    /// While the server runs, and once another one has come up on what it left.
    @ParameterizedTest
    @EnumSource(Heads.class)
    void theHeapIsWhatTheServerHasAfterCollectingGarbage(Heads heads) {
        RealPrometheus release = RealPrometheus.newest();
        Path data = temporary.resolve("data");
        double running;
        try (PrometheusServer server = release.start(data)) {
            Truth truth = FleetLoader.load(heads.fleet(), server);
            assertThat(truth.total(Truth.OfJob::series)).isGreaterThanOrEqualTo(50_000);
            running = server.liveHeapBytes();
            server.kill();
        }

        JsonNode report = ToolRun.json("analyze", data);

        double restarted;
        try (PrometheusServer server = release.start(data)) {
            assertThat(report.at("/series/head").longValue()).isEqualTo(HeadReports.headSeries(server));
            restarted = server.liveHeapBytes();
            server.kill();
        }
        JsonNode memory = report.get("memory");
        double heap = memory.get("heapBytes").doubleValue();
        String figures = "%s: estimate %.1f MB, running %.1f MB (%.2f), restarted %.1f MB (%.2f)"
                .formatted(heads, heap / 1e6, running / 1e6, heap / running, restarted / 1e6, heap / restarted);
        assertThat(heap).as(figures).isCloseTo(running, withPercentage(15));
        assertThat(heap).as(figures).isCloseTo(restarted, withPercentage(15));
        if (heads != Heads.CHURNED) {
            // A plan is for the moment when the head is fullest, which only a steady one is all the time.
            double planned = ToolRun.json("plan", data).at("/memory/heap").doubleValue();
            assertThat(planned)
                    .as("%s; planned %.1f MB", figures, planned / 1e6)
                    .isCloseTo(running, withPercentage(15));
        }
        double parts = 0;
        for (String part : List.of("seriesBytes", "labelBytes", "postingsBytes", "chunkBytes", "serverBytes")) {
            assertThat(memory.get(part).longValue()).as(part).isPositive();
            parts += memory.get(part).longValue();
        }
        assertThat(parts).isEqualTo(heap);
    }

    private static Map<String, String> letters(int target, int incarnation) {
        Map<String, String> labels = new TreeMap<>(Map.of("i", "h" + target));
        for (char name = 'k'; name < 'w'; name++) {
            labels.put(String.valueOf(name), String.valueOf(target * (name - 'a') % 7));
        }
        return labels;
    }

    /// So many values with a prefix, as [Metric] takes them.
    private static String upTo(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.joining("|"));
    }
}
