package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.Fleet;
import dev.headroom.testing.Fleet.Job;
import dev.headroom.testing.Fleet.Naming;
import dev.headroom.testing.FleetLoader;
import dev.headroom.testing.Metric;
import dev.headroom.testing.Metric.Simple;
import dev.headroom.testing.NativeHistogram;
import dev.headroom.testing.NativeHistogram.Buckets;
import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.Truth;
import dev.headroom.testing.WriteRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Servers that are killed, their logs made into blocks, and servers that are started on those: they have every
/// sample.
@NeedsPrometheus
class LogReplayIT {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    /// Where blocks of 2, 6 and 18 hours begin.
    private static final long START = 27_000L * 18 * HOUR;

    private static final long END = START + 6 * HOUR + 50 * MINUTE;
    private static final String LATE_SAMPLES = "storage:\n  tsdb:\n    out_of_order_time_window: 3h\n";

    /// A directory as a killed server left it.
    ///
    /// @param truth what a fleet has written, jobs of other names left out
    private record Killed(Path data, Truth truth) {}

    private static final Map<String, Killed> KILLED = new HashMap<>();

    @TempDir
    static Path shared;

    @TempDir
    Path temporary;

    /// The fleet's truth, and every line of promtool's dump.
    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void everySampleIsThere(RealPrometheus release) throws IOException {
        Killed killed = killed(release, false);
        Map<String, String> before = HeadReports.fingerprint(killed.data);
        JsonNode dry = ToolRun.json("replay", "wal", killed.data);
        JsonNode alone = ToolRun.json("replay", "wal", killed.data, "--out", temporary.resolve("alone"));
        assertThat(HeadReports.fingerprint(killed.data)).isEqualTo(before);
        assertThat(dry.at("/total/samples")).isEqualTo(alone.at("/total/samples"));

        Path out = temporary.resolve("out");
        JsonNode report = ToolRun.json("replay", "wal", killed.data, "--out", out, "--with-blocks");
        assertThat(report.get("total")).isEqualTo(alone.get("total"));
        assertThat(report.get("blocks").size()).isGreaterThan(1);
        assertThat(report.get("linkedBlocks")).isNotEmpty();
        assertThat(ToolRun.of("verify", out).exitCode()).isEqualTo(ExitCode.OK);

        // Without one, promtool does not take it for a data directory.
        Files.createDirectory(out.resolve("wal"));
        PromtoolDump.assertSameLines(promtool(release, out), promtool(release, killed.data));
        assertSameDump(out, killed.data);
        assertSameServers(release, out, killed.data);
        try (PrometheusServer server = release.start(Fixtures.copy(out, temporary.resolve("truth")))) {
            Map<String, Double> counted = server.samplesBy("job", START - 1, END);
            killed.truth
                    .jobs()
                    .forEach((job, truth) -> assertThat(counted.get(job))
                            .as(job)
                            .isEqualTo((double) truth.samples() - truth.stalenessMarkers()));
        }
    }

    /// Late samples, in logs and chunks; deletions; series that come again; floats where histograms were.
    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void whatIsLateAndDeletedToo(RealPrometheus release) throws IOException {
        Killed killed = killed(release, true);
        assertThat(killed.data.resolve("wbl")).isNotEmptyDirectory();
        Path out = temporary.resolve("out");
        JsonNode report = ToolRun.json("replay", "wal", killed.data, "--out", out, "--with-blocks");
        assertThat(report.at("/read/wblBytes").longValue()).isPositive();
        assertThat(ToolRun.of("verify", out).exitCode()).isEqualTo(ExitCode.OK);
        assertSameDump(out, killed.data);
        assertSameServers(release, out, killed.data);
    }

    /// The recovery of a server that dies in replay, as one command.
    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void theLogIsSetAside(RealPrometheus release) throws IOException {
        Killed killed = killed(release, true);
        Path data = Fixtures.copy(killed.data, temporary.resolve("data"));
        JsonNode report = ToolRun.json("replay", "wal", data, "--truncate-wal");
        Path aside = Path.of(report.get("setAside").stringValue());
        assertThat(aside).isDirectoryContaining("glob:**/wal");
        assertThat(aside.getParent()).isEqualTo(data);
        assertThat(data.resolve("wal")).doesNotExist();
        assertThat(data.resolve("wbl")).doesNotExist();
        assertThat(data.resolve("chunks_head")).doesNotExist();
        assertSameDump(data, killed.data);
        assertSameServers(release, data, killed.data);
        // It takes new samples from the end of the old ones on.
        try (PrometheusServer server = release.start(data)) {
            server.write(new WriteRequest()
                    .series(Map.of("__name__", "after", "job", "after"))
                    .sample(END, 1));
            assertThat(server.scalar("after", END)).isEqualTo(1);
        }
    }

    /// A log of thirty times what may wait in memory, in a heap of 64 MB.
    @Test
    void aSmallHeapDoes() throws Exception {
        Path data = temporary.resolve("data");
        String values = IntStream.range(0, 50).mapToObj(Integer::toString).collect(Collectors.joining("|"));
        Job job = Job.steady(
                "wide",
                40,
                Duration.ofSeconds(15),
                Naming.nodes("node", 9100),
                Metric.counter("events_total", "kind", values),
                Metric.of("native_seconds", Simple.NATIVE));
        Fleet fleet = new Fleet(3, START + 20 * MINUTE, START + 170 * MINUTE, List.of(job));
        try (PrometheusServer server = RealPrometheus.newest().start(data)) {
            FleetLoader.load(fleet, server);
            server.kill();
        }
        Path out = temporary.resolve("out");
        ToolProcess run = ToolProcess.run(List.of("-Xmx64m"), "replay", "wal", data, "--out", out, "-o", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode report = JsonMapper.shared().readTree(run.out());
        assertThat(report.at("/read/spilledBytes").longValue()).isGreaterThan(2_000_000);
        assertThat(report.at("/total/samples").longValue()).isGreaterThan(1_200_000);
        assertThat(digest(out)).isEqualTo(digest(data));
    }

    private static byte[] digest(Path data) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest);
        assertThat(Headroom.run(out, OutputStream.nullOutputStream(), "dump", "--as-server", data.toString()))
                .isZero();
        return digest.digest();
    }

    /// A server, and what it does not keep: it runs, and nothing happens.
    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void aRunningServerIsLeftAlone(RealPrometheus release) throws IOException {
        Path data = temporary.resolve("data");
        try (PrometheusServer server = release.start(data)) {
            server.write(new WriteRequest().series(Map.of("__name__", "x")).sample(START, 1));
            ToolRun refused = ToolRun.of("replay", "wal", data, "--truncate-wal");
            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.complaints()).hasSize(1);
            assertThat(data.resolve("wal")).exists();
            assertThat(ToolRun.of("replay", "wal", data, "--out", temporary.resolve("out"))
                            .exitCode())
                    .isEqualTo(ExitCode.OK);
        }
    }

    private static String promtool(RealPrometheus release, Path data) {
        List<String> lines = new ArrayList<>(PromtoolDump.lines(release.promtool("tsdb", "dump", data.toString())));
        lines.sort(null);
        return String.join("\n", lines);
    }

    private static void assertSameDump(Path actual, Path expected) {
        PromtoolDump.assertSameLines(
                ToolRun.output("dump", "--as-server", actual), ToolRun.output("dump", "--as-server", expected));
    }

    /// Has servers started on copies of both, and compares all that they return.
    private void assertSameServers(RealPrometheus release, Path actual, Path expected) throws IOException {
        Path left = Fixtures.copy(actual, temporary.resolve("left"));
        Path right = Fixtures.copy(expected, temporary.resolve("right"));
        try (PrometheusServer one = release.startConfigured(left, LATE_SAMPLES);
                PrometheusServer other = release.startConfigured(right, LATE_SAMPLES)) {
            assertThat(samples(one)).isEqualTo(samples(other));
            for (JsonNode name : other.get("/api/v1/label/__name__/values")) {
                for (String question : List.of(
                        "sum by (job) (sum_over_time(%s[400m]))",
                        "sum by (job) (histogram_count(sum_over_time(%s[400m])))", "rate(%s[30m])")) {
                    if (question.contains("sum_over_time(%s")
                            && name.stringValue().equals("mixed")) {
                        continue;
                    }
                    String asked = question.formatted("{__name__=\"" + name.stringValue() + "\"}");
                    assertThat(results(one, asked)).as(asked).isEqualTo(results(other, asked));
                }
            }
        }
        delete(left);
        delete(right);
    }

    /// What a server answers, by labels.
    private static Map<JsonNode, JsonNode> results(PrometheusServer server, String question) {
        Map<JsonNode, JsonNode> results = new HashMap<>();
        for (JsonNode result : server.query(question, END).get("result")) {
            results.put(result.get("metric"), result);
        }
        return results;
    }

    private static Map<Map<String, String>, List<ServerSamples.Sample>> samples(PrometheusServer server) {
        Map<Map<String, String>, List<ServerSamples.Sample>> all = new HashMap<>();
        // An old server does not return histograms by remote read.
        String metrics = server.release().isRelease("2.42") ? "(native_|mixed)?[^nm].*" : ".*";
        for (ServerSamples.Series series :
                ServerSamples.of(server, 0, 1L << 52, metrics).series()) {
            assertThat(all.put(series.labels(), series.samples())).isNull();
        }
        return all;
    }

    /// A directory of a killed server: with blocks, a checkpoint, a log and head chunks.
    private static Killed killed(RealPrometheus release, boolean late) {
        return KILLED.computeIfAbsent(release.version() + late, key -> load(release, late, shared.resolve(key)));
    }

    private static Killed load(RealPrometheus release, boolean late, Path data) {
        try (PrometheusServer server = release.startConfigured(data, late ? LATE_SAMPLES : "")) {
            Truth truth = FleetLoader.load(fleet(release), server);
            if (late) {
                addOddities(server, truth.end());
            }
            server.kill();
            return new Killed(data, truth);
        }
    }

    private static void addOddities(PrometheusServer server, long end) {
        Map<String, String> late = Map.of("__name__", "late", "job", "late");
        Map<String, String> lateNative = Map.of("__name__", "native_late", "job", "late");
        Map<String, String> mixed = Map.of("__name__", "mixed", "job", "odd");
        boolean histograms = !server.release().isRelease("2.42");
        server.write(new WriteRequest().series(late).sample(end, 0));
        for (int i = 1; i < 150; i++) {
            // Backwards, so that all but the first are late: more than an out-of-order chunk holds.
            WriteRequest request = new WriteRequest().series(late).sample(end - i * MINUTE, i);
            if (histograms) {
                Buckets buckets = new Buckets(i % 3, List.of(1L, (long) i));
                request.series(lateNative)
                        .histogram(end - i * MINUTE, NativeHistogram.exponential(1, i + 1, i, buckets));
            }
            server.write(request);
        }
        for (int i = 0; i < 20; i++) {
            long time = end - (20 - i) * MINUTE;
            WriteRequest request = new WriteRequest().series(mixed);
            if (i / 5 % 2 == 0) {
                request.sample(time, i);
            } else {
                request.histogram(
                        time, NativeHistogram.exponential(1, 2L * i, i, new Buckets(0, List.of((long) i, (long) i))));
            }
            server.write(request);
        }
        server.deleteSeries("{job=\"nodes\",__name__=\"load1\"}", end - 2 * HOUR, end - 90 * MINUTE);
        server.deleteSeries("{job=\"late\"}", end - 40 * MINUTE, end - 30 * MINUTE);
        server.deleteSeries("{job=\"pods\",__name__=\"by_user_total\",user=~\".*1\"}", 0, end + HOUR);
    }

    private static Fleet fleet(RealPrometheus release) {
        Duration minute = Duration.ofMinutes(1);
        List<Metric> pods = new ArrayList<>(List.of(
                Metric.histogram("request_seconds", List.of("0.1", "1"), "code", "200|500"),
                Metric.of("native_seconds", Simple.NATIVE),
                Metric.of("native_gauge", Simple.NATIVE_GAUGE),
                Metric.of("native_float", Simple.NATIVE_FLOAT),
                Metric.counter("by_user_total").growing("user", 6, Duration.ofMinutes(90), Duration.ofHours(2))));
        if (RealBlocks.isModern(release)) {
            pods.add(Metric.of("native_custom", Simple.NATIVE_CUSTOM));
        }
        return new Fleet(
                11,
                START + 10 * MINUTE,
                END,
                List.of(
                        Job.steady(
                                "nodes",
                                3,
                                Duration.ofSeconds(15),
                                Naming.nodes("node", 9100),
                                Metric.counter("cpu_seconds_total", "cpu", "0|1", "mode", "idle|user"),
                                Metric.gauge("load1"),
                                Metric.info("build_info", "version", "1")),
                        new Job("pods", 6, minute, 20, 10, true, Naming.pods("shop", "pods", "server", 80), pods)));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
