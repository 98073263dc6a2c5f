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
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// An analysis of a directory that a server filled tells what was put into it, and what the server itself tells.
///
/// The system property `headroom.fleet.scale` multiplies the number of targets.
@NeedsPrometheus
class FleetDirectoryIT {
    private static final long HOUR = 3_600_000;
    private static final long MINUTE = 60_000;
    /// Where blocks of 2 and 6 hours begin.
    private static final long START = 27_000L * 18 * HOUR;

    private static final int SCALE = Integer.getInteger("headroom.fleet.scale", 1);

    @TempDir
    Path temporary;

    /// Killed, as it was left and after a server has come up again; and killed with a record torn.
    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void theTruthOfAFleet(RealPrometheus release) throws IOException {
        Path data = temporary.resolve("data");
        Truth truth;
        try (PrometheusServer server = release.start(data)) {
            truth = FleetLoader.load(fleet(), server);
            server.kill();
        }
        Map<String, String> before = HeadReports.fingerprint(data);

        JsonNode crashed = HeadReports.analyze(data);

        assertThat(HeadReports.fingerprint(data)).isEqualTo(before);
        assertThat(data.resolve("wal")).isDirectoryContaining("glob:**/checkpoint.*");
        assertThat(crashed.get("blocks")
                        .valueStream()
                        .map(block -> block.get("level").intValue()))
                .contains(1, 2);
        assertTruth(crashed, truth);
        assertIntervals(crashed);
        HeadReports.assertDisk(crashed, data);

        Path copy = Fixtures.copy(data, temporary.resolve("copy"));
        try (PrometheusServer server = release.start(copy)) {
            assertServer(crashed, server, truth.end());
            if (release.equals(RealPrometheus.newest())) {
                // An old one does not return them by remote read.
                long histograms = ServerSamples.of(server, truth.start(), truth.end(), "native_.*")
                        .total(truth.start(), truth.end())
                        .histogramSamples();
                assertThat(histograms).isGreaterThan(truth.total(Truth.OfJob::histogramSamples));
                assertThat(crashed.at("/bytesPerSample/histogramSamples").longValue())
                        .isEqualTo(histograms);
            }
            server.kill();
        }
        assertThat(copy.resolve("chunks_head")).isNotEmptyDirectory();
        JsonNode again = HeadReports.analyze(copy);
        assertTruth(again, truth);
        assertThat(again.at("/series/head")).isEqualTo(crashed.at("/series/head"));
        HeadReports.assertDisk(again, copy);

        tear(data);
        JsonNode torn = HeadReports.analyze(data);
        assertThat(torn.at("/head/torn").booleanValue()).isTrue();
        assertThat(torn.at("/bytesPerSample/samples").longValue())
                .isLessThan(crashed.at("/bytesPerSample/samples").longValue());
        long from = truth.end() - HOUR;
        JsonNode lastHour = HeadReports.analyze(data, "--from", from, "--match", "{__name__!~\"native_.*\"}");
        try (PrometheusServer server = release.start(data)) {
            assertServer(torn, server, torn.get("dataEnd").longValue());
            long samples = ServerSamples.of(server, from, truth.end())
                    .matching(labels -> !labels.get("__name__").startsWith("native_"))
                    .total(from, truth.end())
                    .samples();
            assertThat(lastHour.at("/bytesPerSample/samples").longValue()).isEqualTo(samples);
        }
        JsonNode repaired = HeadReports.analyze(data);
        assertThat(repaired.at("/head/torn").booleanValue()).isFalse();
        assertThat(HeadReports.jobs(repaired)).isEqualTo(HeadReports.jobs(torn));
    }

    private static void assertTruth(JsonNode report, Truth truth) {
        Map<String, List<Number>> jobs = new TreeMap<>();
        truth.jobs()
                .forEach((job, t) -> jobs.put(
                        job, List.of(t.series(), t.active(), t.samples(), t.recentSamples(), t.added(), t.removed())));
        assertThat(HeadReports.jobs(report)).isEqualTo(jobs);
        Map<String, Number> totals = new TreeMap<>();
        totals.put("/dataStart", truth.start());
        totals.put("/dataEnd", truth.end());
        totals.put("/series/total", truth.total(Truth.OfJob::series));
        totals.put("/series/active", truth.total(Truth.OfJob::active));
        totals.put("/bytesPerSample/samples", truth.total(Truth.OfJob::samples));
        totals.put("/ingest/samples", truth.total(Truth.OfJob::recentSamples));
        totals.put("/churn/seriesAdded", truth.total(Truth.OfJob::added));
        totals.put("/churn/seriesRemoved", truth.total(Truth.OfJob::removed));
        totals.forEach((field, expected) ->
                assertThat(report.at(field).longValue()).as(field).isEqualTo(expected));
        double hours = (truth.end() - truth.start()) / 3_600_000.0;
        assertThat(report.at("/ingest/samplesPerSecond").doubleValue())
                .isCloseTo(truth.total(Truth.OfJob::recentSamples) / 7200.0, within(1e-6));
        assertThat(report.at("/churn/seriesAddedPerHour").doubleValue())
                .isCloseTo(truth.total(Truth.OfJob::added) / hours, within(1e-6));
    }

    /// The intervals of all jobs, also of those whose targets are out now and then.
    private static void assertIntervals(JsonNode report) {
        Map<String, Double> intervals = new TreeMap<>();
        report.get("jobs")
                .forEach(job -> intervals.put(
                        job.get("name").stringValue(),
                        job.get("scrapeIntervalSeconds").doubleValue()));
        Map<String, Double> scraped = new TreeMap<>();
        fleet().jobs()
                .forEach(job ->
                        scraped.put(job.name(), (double) job.scrapeInterval().toSeconds()));
        assertThat(intervals).isEqualTo(scraped);
    }

    private static void assertServer(JsonNode report, PrometheusServer server, long end) {
        assertThat(report.at("/series/head").longValue()).isEqualTo(HeadReports.headSeries(server));
        assertThat(report.at("/series/active").doubleValue())
                .isEqualTo(server.scalar("count({__name__=~\".+\"})", end));
        Map<String, Double> active = new TreeMap<>();
        report.get("jobs")
                .forEach(job -> active.put(
                        job.get("name").stringValue(), job.get("active").doubleValue()));
        active.values().removeIf(count -> count == 0);
        assertThat(active).isEqualTo(server.by("job", "count by (job) ({__name__=~\".+\"})", end));
    }

    /// Cuts the log's last record in two, as a crash of the machine may.
    private static void tear(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("wal"))) {
            Path last = files.filter(Files::isRegularFile)
                    .filter(file -> file.toFile().length() > 100)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() - 11);
            }
        }
    }

    /// Twenty jobs that differ in what they expose, how often, and how they come and go.
    private static Fleet fleet() {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Duration interval = Duration.ofSeconds(i % 5 == 4 ? 30 : i % 5 == 3 ? 120 : 60);
            String name = "job-" + i;
            Naming naming = i % 2 == 0 ? Naming.nodes(name, 9100) : Naming.pods("shop", name, "server", 8080);
            Job job = Job.steady(
                    name,
                    SCALE * (1 + i % 3),
                    interval,
                    naming,
                    i % 4 == 0
                            ? Metric.histogram("request_seconds", List.of("0.1", "1"), "code", "200|500")
                            : Metric.gauge("temperature_" + i, "sensor", "a|b|c"),
                    i % 4 == 1
                            ? Metric.of(
                                    "native_" + i,
                                    List.of(Simple.NATIVE, Simple.NATIVE_FLOAT, Simple.NATIVE_GAUGE)
                                            .get(i / 4 % 3),
                                    "path",
                                    "/|/cart")
                            : Metric.counter("requests_total", "method", "GET|POST"),
                    i % 7 == 6
                            ? Metric.counter("by_user_total")
                                    .growing("user", 10 + i, Duration.ofMinutes(30 + 10L * i), Duration.ofHours(1))
                            : Metric.info("up"));
            jobs.add((i % 3 == 0 ? job : job.restarting(2.0 * i)).failing(i % 4 * 3));
        }
        jobs.set(19, jobs.get(19).withoutStalenessMarkers());
        return new Fleet(3, START, START + 13 * HOUR + 17 * MINUTE, jobs);
    }
}
