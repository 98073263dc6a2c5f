package dev.headroom.testing;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A running Prometheus on a free loopback port. It ends with [#close], and with this JVM at the latest.
public final class PrometheusServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 50;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RealPrometheus release;
    private final Path dataDirectory;
    private final Path workDirectory;
    private final URI url;
    private final Process process;
    private final Thread endWithJvm;
    private final HttpClient http = HttpClient.newHttpClient();

    private PrometheusServer(
            RealPrometheus release, Path dataDirectory, Path workDirectory, String address, Process process) {
        this.release = release;
        this.dataDirectory = dataDirectory;
        this.workDirectory = workDirectory;
        this.url = URI.create("http://" + address);
        this.process = process;
        this.endWithJvm = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(endWithJvm);
    }

    static PrometheusServer start(RealPrometheus release, Path dataDirectory, String configuration, String... flags) {
        try {
            Path work = Files.createTempDirectory("headroom-prometheus");
            Path config = Files.writeString(work.resolve("prometheus.yml"), configuration);
            // The log outlives the server: a test that fails shows it.
            Path log = work.resolve("log");
            Stream.of(work, config, log).map(Path::toFile).forEach(File::deleteOnExit);
            String address = "127.0.0.1:" + freePort();
            List<String> command = new ArrayList<>(List.of(
                    release.prometheus().toString(),
                    "--config.file=" + config,
                    "--storage.tsdb.path=" + dataDirectory,
                    "--web.listen-address=" + address,
                    "--web.enable-remote-write-receiver",
                    "--web.enable-admin-api",
                    "--log.level=warn"));
            if (Stream.of(flags).noneMatch(flag -> flag.startsWith("--storage.tsdb.retention."))) {
                command.add("--storage.tsdb.retention.time=20y");
            }
            // Old releases take no snapshots of a head that may have histograms: who names features means these.
            if (Stream.of(flags).noneMatch(flag -> flag.startsWith("--enable-feature="))) {
                command.add("--enable-feature=native-histograms");
            }
            command.addAll(List.of(flags));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            PrometheusServer server = new PrometheusServer(release, dataDirectory, work, address, process);
            try {
                server.await("ready", () -> server.status("/-/ready") == 200);
            } catch (RuntimeException e) {
                server.kill();
                throw e;
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RealPrometheus release() {
        return release;
    }

    public Path dataDirectory() {
        return dataDirectory;
    }

    /// `http://127.0.0.1:PORT`
    public URI url() {
        return url;
    }

    /// The number of its process.
    public long pid() {
        return process.pid();
    }

    /// What the server has logged so far.
    public String log() {
        try {
            return Files.readString(workDirectory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The value of a PromQL expression with one result and no labels, at a time in epoch milliseconds; 0 when it
    /// has none.
    public double scalar(String expression, long at) {
        Map<Map<String, String>, Double> vector = vector(expression, at);
        if (vector.size() > 1) {
            throw new IllegalStateException(expression + " has more than one result: " + vector);
        }
        return vector.isEmpty() ? 0 : vector.values().iterator().next();
    }

    /// The results of a PromQL expression by their labels, at a time in epoch milliseconds.
    public Map<Map<String, String>, Double> vector(String expression, long at) {
        Map<Map<String, String>, Double> results = new java.util.HashMap<>();
        for (JsonNode result : query(expression, at).path("result")) {
            Map<String, String> labels = new TreeMap<>();
            result.path("metric")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().stringValue()));
            results.put(labels, Double.valueOf(result.path("value").path(1).stringValue()));
        }
        return results;
    }

    /// The results of a PromQL expression grouped by one label, such as `sum by (job) (…)`.
    public Map<String, Double> by(String label, String expression, long at) {
        Map<String, Double> results = new TreeMap<>();
        vector(expression, at).forEach((labels, value) -> results.put(labels.getOrDefault(label, ""), value));
        return results;
    }

    /// How many samples in (from, to] the series with each value of a label have. Staleness markers are not among
    /// them: PromQL does not show them. Metric by metric, because a range's count has no name to tell two metrics
    /// apart.
    public Map<String, Double> samplesBy(String label, long from, long to) {
        Map<String, Double> samples = new TreeMap<>();
        for (JsonNode name : get("/api/v1/label/__name__/values")) {
            String expression = "sum by (%s) (count_over_time({__name__=%s}[%dms]))"
                    .formatted(label, JSON.writeValueAsString(name), to - from);
            by(label, expression, to).forEach((value, count) -> samples.merge(value, count, Double::sum));
        }
        return samples;
    }

    /// How many distinct series there are with each value of a label and samples in [from, to].
    public Map<String, Double> seriesBy(String label, long from, long to) {
        Map<String, Double> series = new TreeMap<>();
        JsonNode all = api(
                request("/api/v1/series", "match[]", "{__name__=~\".+\"}", "start", seconds(from), "end", seconds(to)));
        for (JsonNode labels : all) {
            series.merge(labels.path(label).asString(""), 1.0, Double::sum);
        }
        return series;
    }

    /// The `data` of an instant query's answer, at a time in epoch milliseconds.
    public JsonNode query(String expression, long at) {
        return api(request("/api/v1/query", "query", expression, "time", seconds(at), "timeout", "5m"));
    }

    /// The `data` of a GET of the API, such as `/api/v1/status/tsdb`.
    public JsonNode get(String path) {
        return api(HttpRequest.newBuilder(url.resolve(path)).build());
    }

    /// A sample of the server's own `/metrics`.
    ///
    /// @param series as it stands there, such as `prometheus_tsdb_head_series` or `x{a="b"}`
    public double metric(String series) {
        String prefix = series + " ";
        return send(HttpRequest.newBuilder(url.resolve("/metrics")).build())
                .lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(prefix.length())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no metric " + series));
    }

    /// Bytes of what is alive on the server's heap: after collections, several of them because pools let go
    /// of what is in them one collection later.
    public double liveHeapBytes() {
        for (int i = 0; i < 3; i++) {
            send(HttpRequest.newBuilder(url.resolve("/debug/pprof/heap?gc=1&debug=1"))
                    .build());
        }
        return metric("go_memstats_heap_alloc_bytes");
    }

    /// Takes the series in. A sample that the server refuses is a mistake of the test.
    public void write(WriteRequest request) {
        send(HttpRequest.newBuilder(url.resolve("/api/v1/write"))
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(BodyPublishers.ofByteArray(request.compressed()))
                .build());
    }

    /// Lays tombstones over the samples of a selector's series, from and to in epoch milliseconds, both included.
    public void deleteSeries(String selector, long from, long to) {
        send(request(
                "/api/v1/admin/tsdb/delete_series", "match[]", selector, "start", seconds(from), "end", seconds(to)));
    }

    /// Rewrites the blocks that have tombstones.
    public void cleanTombstones() {
        send(request("/api/v1/admin/tsdb/clean_tombstones"));
    }

    /// Makes a snapshot, blocks only or with a block of the head, and says where it lies.
    public Path snapshot(boolean withHead) {
        JsonNode data = api(request("/api/v1/admin/tsdb/snapshot", "skip_head", String.valueOf(!withHead)));
        return dataDirectory.resolve("snapshots").resolve(data.path("name").stringValue());
    }

    /// Whether the head is old enough for a block to be cut of it.
    ///
    /// @param blockMillis the length of a freshly cut block
    public boolean isCompactable(long blockMillis) {
        double span = metric("prometheus_tsdb_head_max_time") - metric("prometheus_tsdb_head_min_time");
        return span > 1.5 * blockMillis;
    }

    /// Waits until the server has cut every block that the head is old enough for, and has merged what it
    /// wants to merge. It starts that work itself, with each write.
    ///
    /// @param blockMillis the length of a freshly cut block
    public void awaitCompaction(long blockMillis) {
        await("done with compaction", () -> !isCompactable(blockMillis) && idle());
    }

    /// Whether no compaction ran or started within half a second.
    private boolean idle() {
        double before = compactions();
        boolean working = Files.exists(dataDirectory) && hasTemporaryBlocks();
        sleep(500);
        return !working && before == compactions();
    }

    private double compactions() {
        return metric("prometheus_tsdb_compactions_total")
                + metric("prometheus_tsdb_compactions_triggered_total")
                + metric("prometheus_tsdb_checkpoint_creations_total")
                + metric("prometheus_tsdb_reloads_total");
    }

    private boolean hasTemporaryBlocks() {
        try (var files = Files.newDirectoryStream(dataDirectory, "*.tmp*")) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the server as an operator would, and waits until it has.
    public void stop() {
        end(process::destroy);
    }

    /// Ends the server as a crash would.
    public void kill() {
        end(process::destroyForcibly);
    }

    @Override
    public void close() {
        stop();
    }

    private void end(Runnable how) {
        if (!process.isAlive()) {
            return;
        }
        how.run();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(release + " does not end: " + log());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw interrupted(e);
        } finally {
            Runtime.getRuntime().removeShutdownHook(endWithJvm);
            http.close();
        }
    }

    private JsonNode api(HttpRequest request) {
        JsonNode answer = JSON.readTree(send(request));
        if (!answer.path("status").asString().equals("success")) {
            throw new IllegalStateException(request.uri() + ": " + answer);
        }
        return answer.path("data");
    }

    private HttpRequest request(String path, String... form) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < form.length; i += 2) {
            body.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(form[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(form[i + 1], StandardCharsets.UTF_8));
        }
        return HttpRequest.newBuilder(url.resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private String send(HttpRequest request) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        request.uri() + " answers " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private int status(String path) {
        try {
            return http.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void await(String what, Condition condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(release + " ended before it was " + what + ": " + log());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(release + " is not " + what + " after " + PATIENCE + ": " + log());
            }
            sleep(POLL_MILLIS);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static UncheckedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException io = new InterruptedIOException();
        io.initCause(e);
        return new UncheckedIOException(io);
    }

    private static String seconds(long millis) {
        return java.math.BigDecimal.valueOf(millis, 3).toPlainString();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
