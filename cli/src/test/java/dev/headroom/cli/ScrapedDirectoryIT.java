package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealExporter;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.WriteRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// An analysis of a directory that a server fills by scraping and by its rules, while it runs and after it has
/// ended, against all that the server returns of it.
@NeedsPrometheus
class ScrapedDirectoryIT {
    private static final long MINUTE = 60_000;
    private static final int MOST_READINGS = 50;
    private static final List<String> EXPORTERS = List.of("prometheus-node-exporter", "prometheus-pushgateway");
    private static final String LATE_SAMPLES = "storage:\n  tsdb:\n    out_of_order_time_window: 30m\n";

    @TempDir
    Path temporary;

    /// Without them the directory is scraped all the same, of fewer targets.
    @Test
    void exportersAreThere() {
        assumeThat(EXPORTERS)
                .as("samples/tools/fetch-prometheus has exporters to scrape besides")
                .allMatch(RealExporter::isInstalled);
        assertThat(EXPORTERS).allSatisfy(program -> RealExporter.start(program).close());
    }

    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void runningAndStopped(RealPrometheus release) throws IOException {
        List<RealExporter> exporters = EXPORTERS.stream()
                .filter(RealExporter::isInstalled)
                .map(RealExporter::start)
                .toList();
        try {
            runningAndStopped(release, exporters);
        } finally {
            exporters.forEach(RealExporter::close);
        }
    }

    private void runningAndStopped(RealPrometheus release, List<RealExporter> exporters) throws IOException {
        Path data = temporary.resolve("data");
        long start = System.currentTimeMillis() - 40 * MINUTE;
        try (PrometheusServer server = release.startConfigured(data, LATE_SAMPLES)) {
            writePast(server, start);
        }
        String snapshots = "--enable-feature=memory-snapshot-on-shutdown"
                + (release.isRelease("2.42") ? "" : ",native-histograms");
        // Blocks of ten seconds, and those that they are merged to.
        String[] shortBlocks = {
            snapshots, "--storage.tsdb.min-block-duration=10s", "--storage.tsdb.max-block-duration=90s"
        };
        try (Exporter exporter = new Exporter();
                PrometheusServer server =
                        release.startConfigured(data, configuration(exporter, exporters), shortBlocks)) {
            putSelf(server, "a");
            exporter.page = page("1", 3);
            await("scrapes", () -> samples(server, "app_requests_total{version=\"1\"}") >= 6);
            writeLate(server);
            exporter.page = page("2", 5);
            await("the change of a label", () -> samples(server, "app_requests_total{version=\"2\"}") >= 6);
            putSelf(server, "b");
            await("the target's other label", () -> samples(server, "up{zone=\"b\"}") >= 3);
            exporter.page = "";
            await("staleness", () -> server.vector("app_requests_total", now()).isEmpty());
            assertRunning(server, data);
            exporter.page = page("2", 4);
            await(
                    "the return",
                    () -> !server.vector("app_requests_total{version=\"2\"}", now())
                            .isEmpty());
            writeLate(server);
            await("compaction", () -> levels(data) > 1 && hasCheckpoint(data));
            assertRunning(server, data);
            writeLate(server);
        }

        JsonNode stopped = HeadReports.analyze(data);

        assertThat(data).isDirectoryContaining("glob:**/chunk_snapshot*");
        HeadReports.assertDisk(stopped, data);
        assertThat(stopped.at("/disk/snapshot").longValue()).isPositive();
        assertThat(stopped.at("/disk/wbl").longValue()).isPositive();
        for (List<String> flags : List.of(List.of(snapshots), List.<String>of())) {
            Path copy = Fixtures.copy(data, temporary.resolve("copy" + flags.size()));
            try (PrometheusServer server = release.startConfigured(copy, LATE_SAMPLES, flags.toArray(String[]::new))) {
                assertThat(stopped.at("/series/head").longValue()).isEqualTo(HeadReports.headSeries(server));
                ServerSamples samples = ServerSamples.of(server);
                HeadReports.assertCounts(stopped, samples);
                assertThat(stopped.at("/series/active").doubleValue())
                        .isEqualTo(server.scalar("count({__name__=~\".+\"})", samples.end()));
            }
        }
    }

    /// The report as of some seconds ago, when all scrapes have come in, is what the running server says of that
    /// time.
    private static void assertRunning(PrometheusServer server, Path data) {
        long at = now() - 2500;
        JsonNode report = HeadReports.analyze(data, "--at", at);
        ServerSamples samples = ServerSamples.of(server, 0, at);
        for (int i = 0; i < MOST_READINGS && lacksLateSamples(report, samples); i++) {
            pause();
            report = HeadReports.analyze(data, "--at", at);
        }
        HeadReports.assertCounts(report, samples, Long.MIN_VALUE, at, labels -> true);
        assertThat(report.at("/series/active").doubleValue()).isEqualTo(server.scalar("count({__name__=~\".+\"})", at));

        Map<String, Double> counted = new TreeMap<>();
        report.get("jobs")
                .forEach(job -> counted.put(
                        job.get("name").stringValue(), job.get("samples").doubleValue()));
        Map<String, Double> shown = server.samplesBy("job", samples.start() - 1, at);
        for (ServerSamples.Series series : samples.series()) {
            shown.merge(
                    series.labels().getOrDefault("job", ""),
                    (double) series.samples().stream()
                            .filter(ServerSamples.Sample::stale)
                            .count(),
                    Double::sum);
        }
        assertThat(counted).isEqualTo(shown);
    }

    /// While a server makes blocks of late samples, it holds chunks back in memory that its log says are written; a
    /// server that started from the directory then would miss them as well.
    private static boolean lacksLateSamples(JsonNode report, ServerSamples samples) {
        return report.at("/bytesPerSample/samples").longValue()
                < samples.series().stream()
                        .mapToLong(series -> series.samples().size())
                        .sum();
    }

    /// Tells the server to scrape itself. Another label of the target is another label of all its series.
    private void putSelf(PrometheusServer server, String zone) throws IOException {
        Path written = Files.writeString(
                temporary.resolve("self.tmp"),
                "[{\"targets\": [\"%s\"], \"labels\": {\"zone\": \"%s\"}}]"
                        .formatted(server.url().getAuthority(), zone));
        Files.move(written, temporary.resolve("self.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String configuration(Exporter exporter, List<RealExporter> exporters) throws IOException {
        Path rules = Files.writeString(temporary.resolve("rules.yml"), """
                groups:
                - name: recorded
                  interval: 1s
                  rules:
                  - record: version:app_requests:sum
                    expr: sum by (version) (app_requests_total)
                  - record: up:count
                    expr: count(up)
                  - alert: Down
                    expr: up == 0
                """);
        return LATE_SAMPLES
                + """
                global:
                  scrape_interval: 500ms
                  scrape_timeout: 500ms
                  evaluation_interval: 500ms
                rule_files: [%s]
                scrape_configs:
                - job_name: app
                  static_configs:
                  - targets: ["%s"]
                - job_name: prometheus
                  scrape_interval: 1s
                  file_sd_configs:
                  - files: ["%s"]
                - job_name: exporters
                  scrape_interval: 1s
                  static_configs:
                  - targets: [%s]
                """.formatted(
                        rules,
                        exporter.address(),
                        temporary.resolve("self.json"),
                        exporters.stream().map(one -> '"' + one.address() + '"').collect(Collectors.joining(", ")));
    }

    /// What stood in the log before the scraping: series that end, and one that goes on late.
    private static void writePast(PrometheusServer server, long start) {
        WriteRequest past = new WriteRequest();
        for (int i = 0; i < 5; i++) {
            past.series(Map.of("__name__", "past", "job", "past", "number", "" + i));
            for (int minute = 0; minute < 20; minute++) {
                past.sample(start + i * 1000L + minute * MINUTE, i);
            }
            if (i < 2) {
                past.stale(start + i * 1000L + 20 * MINUTE);
            }
        }
        server.write(past);
    }

    /// Samples behind the head, some of them where samples are.
    private static void writeLate(PrometheusServer server) {
        long now = now();
        WriteRequest late = new WriteRequest();
        late.series(Map.of("__name__", "late", "job", "late"));
        for (int i = 0; i < 90; i++) {
            late.sample(now - 15 * MINUTE + i * 1000L, i);
        }
        late.series(Map.of("__name__", "past", "job", "past", "number", "4"));
        for (int i = 0; i < 40; i++) {
            late.sample(now - 20 * MINUTE + i * 5000L, i);
        }
        server.write(late);
    }

    private static String page(String version, int paths) {
        StringBuilder page = new StringBuilder("# TYPE app_requests_total counter\n");
        for (int i = 0; i < paths; i++) {
            page.append("app_requests_total{version=\"%s\",path=\"/%d\"} %d\n".formatted(version, i, now() / 1000));
        }
        return page + "# TYPE app_nan gauge\napp_nan NaN\n";
    }

    private static double samples(PrometheusServer server, String selector) {
        return server.scalar("max(count_over_time(" + selector + "[1h]))", now());
    }

    private static int levels(Path data) {
        return (int) ToolRun.json("list", data)
                .get("blocks")
                .valueStream()
                .map(block -> block.get("level").intValue())
                .distinct()
                .count();
    }

    private static boolean hasCheckpoint(Path data) {
        try (Stream<Path> files = Files.list(data.resolve("wal"))) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("checkpoint."));
        } catch (IOException e) {
            return false;
        }
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + " in time").isLessThan(deadline);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A target whose page can change, and be away.
    private static final class Exporter implements AutoCloseable {
        private final HttpServer http;
        private volatile String page = "";

        Exporter() throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/metrics", exchange -> {
                byte[] body = page.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
                exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
                if (body.length > 0) {
                    exchange.getResponseBody().write(body);
                }
                exchange.close();
            });
            http.start();
        }

        String address() {
            return "127.0.0.1:" + http.getAddress().getPort();
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }
}
