package dev.headroom.cli;

import dev.headroom.testing.Fleet;
import dev.headroom.testing.Fleet.Job;
import dev.headroom.testing.Fleet.Naming;
import dev.headroom.testing.FleetLoader;
import dev.headroom.testing.Metric;
import dev.headroom.testing.Metric.Simple;
import dev.headroom.testing.NativeHistogram;
import dev.headroom.testing.NativeHistogram.Buckets;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.WriteRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Blocks of several levels that a real server has cut of a fleet, and the same blocks after some of it was
/// deleted.
///
/// Besides the fleet they hold what fleets do not: label values and names that look like syntax or steer terminals,
/// special floats, and a series that is a float now and a histogram then.
///
/// @param blocks as the server cut them, beside an empty log
/// @param deleted the same with tombstones
record RealBlocks(RealPrometheus release, Path blocks, Path deleted) {
    static final long HOUR = 3_600_000;

    /// Where blocks of 2, 6 and 18 hours begin.
    static final long START = 27_000L * 18 * HOUR;

    static final String DELETED_SELECTOR = "{__name__=~\"load1|request_seconds_.*|native_seconds\"}";
    static final long DELETED_FROM = START + 90 * 60_000;
    static final long DELETED_TO = START + 7 * HOUR;

    /// The metrics whose native histograms count in floats.
    static final Set<String> FLOAT_HISTOGRAMS = Set.of("native_float");

    static final List<String> HOSTILE_VALUES = List.of(
            "a \"quoted\" value",
            "back\\slash\\",
            "two\nlines",
            "tab\tand\r\nreturn",
            "\u001b[31mred\u001b[0m\u0007",
            "\u0000\u0001\u007f\u009b",
            "\u202eright to left\u2066",
            "no\u200bwidth\ufeff",
            "\u2028lines\u2029and\u0085more",
            "a, b; c | d",
            "{a=\"b\", c=\"d\"}",
            "<script>alert(1)</script>&amp;",
            "=1+1",
            "`code` *bold* [link](http://x) #1",
            "'single'",
            " spaces ",
            "ünï\u0308 日本語 \ud83c\udf89",
            "x".repeat(3000));

    /// Loads a server of the release and takes its blocks.
    ///
    /// @param flags of the server
    static RealBlocks load(RealPrometheus release, Path temporary, String... flags) {
        Path data = temporary.resolve("data");
        try (PrometheusServer server = release.start(data, flags)) {
            server.write(odd(release));
            // Within one request a server takes all floats before all histograms.
            Map<String, String> mixed = Map.of("__name__", "mixed", "job", "odd");
            server.write(new WriteRequest().series(mixed).sample(START, 1).sample(START + 1000, 2));
            WriteRequest histograms = new WriteRequest().series(mixed);
            for (int i = 2; i < 8; i++) {
                Buckets buckets = new Buckets(-1, List.of((long) i, 2L * i));
                histograms.histogram(START + i * 1000L, NativeHistogram.exponential(1, i, 3.5 * i, buckets));
            }
            server.write(histograms);
            server.write(new WriteRequest().series(mixed).sample(START + 9000, 3));
            FleetLoader.load(fleet(release), server);
            Fixtures.copyOfBlocks(data, temporary.resolve("blocks"));
            server.deleteSeries(DELETED_SELECTOR, DELETED_FROM, DELETED_TO);
        }
        Fixtures.copyOfBlocks(data, temporary.resolve("deleted"));
        return new RealBlocks(release, temporary.resolve("blocks"), temporary.resolve("deleted"));
    }

    /// Whether the release knows label names of all characters, custom buckets, and `promtool tsdb analyze
    /// --match`.
    boolean isModern() {
        return isModern(release);
    }

    static boolean isModern(RealPrometheus release) {
        return !release.version().startsWith("2.");
    }

    private static Fleet fleet(RealPrometheus release) {
        Duration minute = Duration.ofMinutes(1);
        List<Metric> pods = new ArrayList<>(List.of(
                Metric.histogram("request_seconds", List.of("0.1", "1"), "code", "200|500"),
                Metric.of("native_seconds", Simple.NATIVE),
                Metric.of("native_gauge", Simple.NATIVE_GAUGE),
                Metric.of("native_float", Simple.NATIVE_FLOAT),
                Metric.counter("by_user_total").growing("user", 6, Duration.ofMinutes(90), Duration.ofHours(2))));
        if (isModern(release)) {
            pods.add(Metric.of("native_custom", Simple.NATIVE_CUSTOM));
        }
        return new Fleet(
                5,
                START + 10 * 60_000,
                START + 13 * HOUR + 17 * 60_000,
                List.of(
                        Job.steady(
                                "nodes",
                                3,
                                Duration.ofSeconds(15),
                                Naming.nodes("node", 9100),
                                Metric.counter("cpu_seconds_total", "cpu", "0|1", "mode", "idle|user"),
                                Metric.gauge("load1"),
                                Metric.info("build_info", "ünïcode.label", "a \"quoted\"\\\nvalue")),
                        new Job(
                                "pods",
                                3,
                                minute,
                                12,
                                12,
                                true,
                                Naming.pods("shop", "api", "server", 8080),
                                List.copyOf(pods)),
                        Job.steady("silent", 2, minute, Naming.pods("x", "old", "c", 80), Metric.gauge("temperature"))
                                .restarting(12)
                                .withoutStalenessMarkers()));
    }

    private static WriteRequest odd(RealPrometheus release) {
        WriteRequest request = new WriteRequest();
        for (String value : HOSTILE_VALUES) {
            request.series(Map.of("__name__", "hostile_info", "job", "odd", "value", value));
            for (int i = 0; i < 3; i++) {
                request.sample(START + i * 60_000L, 1);
            }
        }
        if (isModern(release)) {
            List<String> names = List.of("my.label", "with space", "a\"quote", "line\nbreak", "{", "ünï=");
            for (int i = 0; i < names.size(); i++) {
                request.series(Map.of("__name__", "hostile.metric " + i, "job", "odd", names.get(i), "v"))
                        .sample(START, i);
            }
        }
        request.series(Map.of("job", "no name")).sample(START + 1, 1).sample(START + 2, 2);
        double[] floats = {
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            -0.0,
            0,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            1e20,
            1e21,
            123456789,
            12345678901234567000.0,
            0.1,
            1e-4,
            1e-5,
            -1e-7,
            1.0 / 3,
            100000,
            1e6
        };
        request.series(Map.of("__name__", "special_floats", "job", "odd"));
        for (int i = 0; i < floats.length; i++) {
            request.sample(START + i * 1000L, floats[i]);
        }
        request.sampleBits(START + 20_000, 0x7ff8_0000_dead_beefL)
                .stale(START + 21_000)
                .sample(START + 22_000, 5);
        request.series(Map.of("__name__", "one_sample", "job", "odd")).sample(START + 5, -1.5);
        return request;
    }

    /// Bytes of a block's segments.
    static long segmentBytes(Path block) {
        try (var segments = Files.list(block.resolve("chunks"))) {
            long bytes = 0;
            for (Path segment : segments.toList()) {
                bytes += Files.size(segment);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
