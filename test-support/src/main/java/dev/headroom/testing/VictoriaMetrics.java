package dev.headroom.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A running VictoriaMetrics on a free loopback port, which keeps everything. It ends with [#close], and with
/// this JVM at the latest.
///
/// It is looked for beside the Prometheus releases, as `vm/usr/bin/victoria-metrics`.
public final class VictoriaMetrics implements AutoCloseable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    /// Samples and what their values add up to.
    public record Total(long samples, double sum) {
        private static final Total NONE = new Total(0, 0);

        private Total plus(long more, double added) {
            return new Total(samples + more, sum + added);
        }
    }

    private final URI url;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();

    private VictoriaMetrics(String address, Process process) {
        url = URI.create("http://" + address);
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    private static Path program() {
        return Path.of(System.getProperty(RealPrometheus.PROPERTY, ""), "vm/usr/bin/victoria-metrics");
    }

    public static boolean isInstalled() {
        return Files.isExecutable(program());
    }

    /// What a test says that is skipped for want of one.
    public static String howToHaveOne() {
        return "no " + program() + ": samples/tools/fetch-prometheus gets one";
    }

    /// Starts the server and waits until it answers. Of samples at one time it keeps one.
    public static VictoriaMetrics start(Path dataDirectory) {
        try {
            String address = "127.0.0.1:" + PrometheusServer.freePort();
            Process started = new ProcessBuilder(
                            program().toString(),
                            "-storageDataPath=" + dataDirectory,
                            "-httpListenAddr=" + address,
                            "-retentionPeriod=100y",
                            "-dedup.minScrapeInterval=1ms")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            VictoriaMetrics server = new VictoriaMetrics(address, started);
            server.await();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `http://127.0.0.1:PORT`
    public URI url() {
        return url;
    }

    /// What the series of a selector hold, by the value of one label. Staleness markers count as samples and
    /// add nothing.
    public Map<String, Total> totals(String selector, String label) {
        get("/internal/force_flush");
        Map<String, Total> totals = new TreeMap<>();
        String lines = get("/api/v1/export?match[]=" + URLEncoder.encode(selector, StandardCharsets.UTF_8));
        for (String line : lines.lines().toList()) {
            JsonNode series = JsonMapper.shared().readTree(line);
            double sum = 0;
            for (JsonNode value : series.path("values")) {
                sum += value.isNumber() ? value.doubleValue() : 0;
            }
            String key = series.path("metric").path(label).asString("");
            totals.put(
                    key,
                    totals.getOrDefault(key, Total.NONE)
                            .plus(series.path("values").size(), sum));
        }
        return totals;
    }

    private String get(String path) {
        try {
            String escaped = path.replace("[", "%5B").replace("]", "%5D");
            return http.send(HttpRequest.newBuilder(url.resolve(escaped)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void await() {
        long end = System.nanoTime() + PATIENCE;
        while (true) {
            try {
                get("/health");
                return;
            } catch (UncheckedIOException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    process.destroyForcibly();
                    throw new IllegalStateException("VictoriaMetrics does not start", e);
                }
                PrometheusServer.sleep(50);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }
}
