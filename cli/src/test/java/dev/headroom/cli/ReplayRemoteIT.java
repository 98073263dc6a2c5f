package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

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
import dev.headroom.testing.VictoriaMetrics;
import dev.headroom.testing.WriteRequest;
import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// A directory that a real server filled, into other real servers: blocks, a log, native histograms,
/// staleness markers, samples out of order.
@NeedsPrometheus("3.5")
class ReplayRemoteIT {
    private static final long HOUR = 3_600_000;
    private static final long START = 1_760_004_000_000L;
    private static final String OUT_OF_ORDER = "storage: {tsdb: {out_of_order_time_window: 1h}}\n";
    private static final Map<String, String> LATE = Map.of("__name__", "late", "job", "late");

    @TempDir
    private static Path temporary;

    private static Path data;
    private static Truth truth;
    private static Map<String, Double> samples;
    private static Map<String, Double> sums;

    @BeforeAll
    static void load() {
        data = temporary.resolve("data");
        RealPrometheus release = RealPrometheus.release("3.5");
        try (PrometheusServer server = release.startConfigured(data, OUT_OF_ORDER)) {
            truth = FleetLoader.load(new Fleet(7, START, START + 5 * HOUR, jobs()), server);
            WriteRequest late = new WriteRequest().series(LATE);
            for (int i = 0; i < 50; i++) {
                // In order, and then the minutes between.
                late.sample(truth.end() - 50 * 30_000 + (i % 2 == 0 ? i : i - 2) * 30_000L, i);
            }
            server.write(late);
            samples = samples(server);
            sums = sums(server);
            server.kill();
        }
    }

    private static List<Job> jobs() {
        Duration minute = Duration.ofMinutes(1);
        return List.of(
                Job.steady(
                        "nodes",
                        150,
                        Duration.ofSeconds(30),
                        Naming.nodes("node", 9100),
                        Metric.counter("cpu_seconds_total", "cpu", "0|1|2|3", "mode", "idle|user"),
                        Metric.info("build_info", "ünïcode.label", "a \"quoted\"\\\nvalue")),
                Job.steady(
                                "pods",
                                10,
                                minute,
                                Naming.pods("shop", "api", "server", 8080),
                                Metric.histogram("request_seconds", List.of("0.1", "1"), "code", "200|500"),
                                Metric.of("native_seconds", Simple.NATIVE),
                                Metric.of("native_gauge", Simple.NATIVE_GAUGE),
                                Metric.of("native_float", Simple.NATIVE_FLOAT),
                                Metric.of("native_custom", Simple.NATIVE_CUSTOM))
                        .restarting(12)
                        .failing(12));
    }

    private static Map<String, Double> samples(PrometheusServer server) {
        return server.samplesBy("job", START - 1, truth.end());
    }

    /// The floats of each job added up, and the counts of histograms.
    private static Map<String, Double> sums(PrometheusServer server) {
        Map<String, Double> all = new TreeMap<>();
        for (JsonNode name : server.get("/api/v1/label/__name__/values")) {
            String metric = name.stringValue();
            String range = "{__name__=\"" + metric + "\"}[" + (truth.end() - START + 1) + "ms]";
            String expression = metric.startsWith("native")
                    ? "sum by (job) (histogram_count(sum_over_time(" + range + ")))"
                    : "sum by (job) (sum_over_time(" + range + "))";
            server.by("job", expression, truth.end()).forEach((job, sum) -> all.merge(job, sum, Double::sum));
        }
        return all;
    }

    private static String write(URI server) {
        return server.resolve("/api/v1/write").toString();
    }

    private static void assertSame(PrometheusServer server) {
        assertThat(samples(server)).isEqualTo(samples);
        Map<String, Double> found = sums(server);
        assertThat(found).containsOnlyKeys(sums.keySet());
        sums.forEach((job, sum) -> assertThat(found.get(job)).as(job).isCloseTo(sum, within(sum * 1e-12)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void aPrometheusGetsEverySample(String protocol, @TempDir Path target) {
        // It is to take all of it in order.
        try (PrometheusServer server = RealPrometheus.release("3.5").start(target)) {
            JsonNode report = ToolRun.json(
                    "replay",
                    "remote",
                    data,
                    "--url",
                    write(server.url()),
                    "--protocol",
                    protocol,
                    "--journal",
                    target.resolve("journal"));
            long total = truth.total(Truth.OfJob::samples) + 50;
            assertThat(report.at("/sent/samples").longValue()).isEqualTo(total);
            assertThat(report.at("/accepted/samples").longValue()).isEqualTo(total);
            // The server makes a histogram of the marker that ends a series of histograms.
            long histograms = truth.total(Truth.OfJob::histogramSamples);
            assertThat(report.at("/sent/histograms").longValue())
                    .isBetween(histograms, histograms + truth.total(Truth.OfJob::stalenessMarkers));
            assertSame(server);
        }
    }

    /// Version 2.42 knows remote write 1.0, answers 2.0 with success, and stores nothing of it.
    @Test
    @NeedsPrometheus("2.42")
    void anOldPrometheusIsSpokenToInTheFirstVersion(@TempDir Path target) {
        try (PrometheusServer server = RealPrometheus.release("2.42").start(target)) {
            JsonNode report = ToolRun.json(
                    "replay",
                    "remote",
                    data,
                    "--url",
                    write(server.url()),
                    "--match",
                    "{job=\"nodes\"}",
                    "--journal",
                    target.resolve("journal"));
            assertThat(report.path("protocol").stringValue()).isEqualTo("1.0");
            assertThat(samples(server)).isEqualTo(Map.of("nodes", samples.get("nodes")));
        }
    }

    @Test
    void aVictoriaMetricsGetsEverySample(@TempDir Path target) {
        assumeThat(VictoriaMetrics.isInstalled())
                .as(VictoriaMetrics.howToHaveOne())
                .isTrue();
        try (VictoriaMetrics server = VictoriaMetrics.start(target.resolve("vm"))) {
            ToolRun.json(
                    "replay", "remote", data, "--url", write(server.url()), "--journal", target.resolve("journal"));
            assertSame(server);
        }
    }

    /// Native histograms become several series in it, one of which counts.
    private static void assertSame(VictoriaMetrics server) {
        Map<String, VictoriaMetrics.Total> floats = server.totals("{__name__!~\"native.*\"}", "job");
        Map<String, VictoriaMetrics.Total> counts = server.totals("{__name__=~\"native.*_count\"}", "job");
        for (String job : List.of("nodes", "late")) {
            assertThat((double) floats.get(job).samples()).as(job).isEqualTo(samples.get(job));
            assertThat(floats.get(job).sum()).as(job).isCloseTo(sums.get(job), within(sums.get(job) * 1e-9));
        }
        Truth.OfJob pods = truth.jobs().get("pods");
        long floatPods = pods.samples() - pods.histogramSamples();
        // Markers are floats for the one and histograms for the other.
        assertThat(floats.get("pods").samples() + counts.get("pods").samples())
                .isBetween(pods.samples() - pods.stalenessMarkers(), pods.samples());
        assertThat(floats.get("pods").samples()).isGreaterThanOrEqualTo(floatPods - pods.stalenessMarkers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void aKilledRunGoesOnAndAPrometheusHasNothingTwice(String protocol, @TempDir Path target) throws Exception {
        try (PrometheusServer server = RealPrometheus.release("3.5").start(target)) {
            String[] command = {
                "replay",
                "remote",
                data.toString(),
                "--url",
                write(server.url()),
                "--protocol",
                protocol,
                "--max-samples-per-send",
                "500",
                "--window",
                "5m",
                "--journal",
                target.resolve("journal").toString()
            };
            killed(target.resolve("journal"), command);
            assertThat(samples(server)).isNotEqualTo(samples);
            JsonNode report = ToolRun.json((Object[]) command);
            assertThat(report.path("arrivedBefore").longValue()).isPositive();
            assertSame(server);
        }
    }

    @Test
    void aKilledRunGoesOnAndAVictoriaMetricsHasNothingTwice(@TempDir Path target) throws Exception {
        assumeThat(VictoriaMetrics.isInstalled())
                .as(VictoriaMetrics.howToHaveOne())
                .isTrue();
        try (VictoriaMetrics server = VictoriaMetrics.start(target.resolve("vm"))) {
            String[] command = {
                "replay",
                "remote",
                data.toString(),
                "--url",
                write(server.url()),
                "--max-samples-per-send",
                "500",
                "--window",
                "5m",
                "--journal",
                target.resolve("journal").toString()
            };
            killed(target.resolve("journal"), command);
            JsonNode report = ToolRun.json((Object[]) command);
            assertThat(report.path("arrivedBefore").longValue()).isPositive();
            assertSame(server);
        }
    }

    @Test
    void systemsAreComparedByWhatTheySayOfThemselves(@TempDir Path target) {
        assumeThat(VictoriaMetrics.isInstalled())
                .as(VictoriaMetrics.howToHaveOne())
                .isTrue();
        try (PrometheusServer one = RealPrometheus.release("3.5").start(target.resolve("one"));
                VictoriaMetrics two = VictoriaMetrics.start(target.resolve("two"))) {
            JsonNode report = ToolRun.json(
                    "replay",
                    "compare",
                    data,
                    "--url",
                    write(one.url()),
                    "--url",
                    write(two.url()),
                    "--size",
                    "given=4MB",
                    "--settle",
                    "1s");
            JsonNode systems = report.path("systems");
            assertThat(systems.at("/0/kind").stringValue()).isEqualTo("prometheus");
            assertThat(systems.at("/1/kind").stringValue()).isEqualTo("victoriametrics");
            long total = truth.total(Truth.OfJob::samples) + 50;
            for (JsonNode system : systems) {
                assertThat(system.path("samples").longValue()).isEqualTo(total);
                assertThat(system.path("bytesPerSample").doubleValue()).isBetween(0.1, 50.0);
            }
            assertThat(systems.at("/0/diskBytesAfter").doubleValue())
                    .isCloseTo(onDisk(target.resolve("one")), within(onDisk(target.resolve("one")) * 0.1));
            assertThat(systems.at("/2/bytesPerSample").doubleValue()).isEqualTo(4.0 * 1024 * 1024 / total);
            assertThat(report.at("/directory/bytesPerSampleChunks").doubleValue())
                    .isPositive();
        }
    }

    private static double onDisk(Path directory) {
        try {
            return DataDirectory.bytesBelow(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ctrl-C: what is under way is waited for, and the line says how to go on.
    @Test
    void anInterruptedRunSaysHowToGoOn(@TempDir Path target) throws Exception {
        InterruptIT.assumeInterruptsAreHeeded();
        try (PrometheusServer server = RealPrometheus.release("3.5").start(target)) {
            Path journal = target.resolve("journal");
            List<String> arguments = List.of(
                    "replay",
                    "remote",
                    data.toString(),
                    "--url",
                    write(server.url()),
                    "--journal",
                    journal.toString(),
                    "--rate",
                    "40k/s");
            Process process = start(arguments);
            awaitProgress(journal, process);
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("interrupted after")
                    .contains("the same command goes on from here (" + journal + ")");
            JsonNode report =
                    ToolRun.json("replay", "remote", data, "--url", write(server.url()), "--journal", journal);
            assertThat(report.at("/repeated/samples").longValue()).isZero();
            assertSame(server);
        }
    }

    /// Runs the tool as a process and kills it when some of the data has arrived.
    private static void killed(Path journal, String... command) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--rate", "60k/s"));
        Process process = start(arguments);
        awaitProgress(journal, process);
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(journal).exists();
    }

    private static void awaitProgress(Path journal, Process process) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(journal) && process.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        Thread.sleep(1500);
        assertThat(process.isAlive()).as("ended by itself before").isTrue();
    }

    private static Process start(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                Headroom.class.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command).start();
    }
}
