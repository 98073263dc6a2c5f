package dev.headroom.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.headroom.testing.WriteRequest;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The head is what a server rebuilds of the same files.
@NeedsPrometheus
class RealHeadIT {
    private static final long HOUR = 3_600_000;
    private static final long MINUTE = 60_000;
    private static final long START = 490_000 * HOUR;
    private static final String LATE_SAMPLES = "storage:\n  tsdb:\n    out_of_order_time_window: 3h\n";

    @TempDir
    Path temporary;

    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void aCrashedServerComesBackWithThisHead(RealPrometheus release) throws IOException {
        Path data = temporary.resolve("data");
        try (PrometheusServer server = release.startConfigured(data, LATE_SAMPLES)) {
            Truth truth = FleetLoader.load(fleet(9), server);
            writeLateSamples(server, truth.end());
            server.deleteSeries("load1", truth.end() - 20 * MINUTE, truth.end() - 10 * MINUTE);
            server.kill();
        }
        compare(release, data, LATE_SAMPLES, false);
    }

    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void aStoppedServerComesBackWithThisHead(RealPrometheus release) throws IOException {
        Path data = temporary.resolve("data");
        String snapshots = "--enable-feature=native-histograms,memory-snapshot-on-shutdown";
        try (PrometheusServer server = release.startConfigured(data, LATE_SAMPLES, snapshots)) {
            Truth truth = FleetLoader.load(fleet(7), server);
            writeLateSamples(server, truth.end());
            server.deleteSeries("{job=\"nodes\"}", truth.end() - 20 * MINUTE, truth.end());
        }
        compare(release, data, LATE_SAMPLES, false);
        // Old releases make no snapshot of native histograms.
        boolean hasSnapshot = ChunkSnapshot.last(data).isPresent();
        assertThat(hasSnapshot || !release.equals(RealPrometheus.newest())).isTrue();
        if (hasSnapshot) {
            compare(release, data, LATE_SAMPLES, true, snapshots);
        }
    }

    @Test
    void aHeadIsReadWhileItsServerTruncatesIt() throws IOException {
        Path data = temporary.resolve("data");
        RealPrometheus release = RealPrometheus.newest();
        try (PrometheusServer server = release.start(data)) {
            CompletableFuture<Truth> load = CompletableFuture.supplyAsync(() -> FleetLoader.load(fleet(12), server));
            long samples = 0;
            int readings = 0;
            boolean done;
            do {
                done = load.isDone();
                long now = samplesNow(data);
                if (now >= 0) {
                    assertThat(now).isGreaterThanOrEqualTo(samples);
                    samples = now;
                    readings++;
                }
            } while (!done);
            long written = load.join().total(Truth.OfJob::samples);
            assertThat(readings).isGreaterThan(3);
            assertThat(samplesNow(data)).isEqualTo(written);
        }
    }

    /// Samples of blocks and head together; -1 when the files changed under the reader, which then starts again.
    private static long samplesNow(Path data) throws IOException {
        try {
            List<DataDirectory.Entry> blocks = DataDirectory.list(data).blocks();
            long samples = 0;
            try (HeadReader head = HeadReader.open(data, minValidTime(blocks))) {
                HeadTable table = head.count(SampleSink.NONE);
                assertThat(head.damage()).isEmpty();
                for (int series = 0; series < table.seriesCount(); series++) {
                    samples += table.samples(series);
                }
            }
            for (DataDirectory.Entry block : blocks) {
                samples += block.meta().stats().samples();
            }
            return names(blocks).equals(names(DataDirectory.list(data).blocks())) ? samples : -1;
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    private void compare(RealPrometheus release, Path data, String configuration, boolean useSnapshot, String... flags)
            throws IOException {
        Path copy = temporary.resolve("copy" + useSnapshot);
        copy(data, copy);
        try (PrometheusServer server = release.startConfigured(copy, configuration, flags);
                HeadReader head = HeadReader.open(
                        data, minValidTime(DataDirectory.list(data).blocks()), useSnapshot)) {
            JsonNode stats = server.get("/api/v1/status/tsdb").path("headStats");
            long from = stats.path("minTime").longValue();
            long to = stats.path("maxTime").longValue();
            Map<String, Double> told = new TreeMap<>();
            int job = head.index().find("job");

            HeadTable table = head.count((series, time, stale, histogram, outOfOrder) -> {
                if (time > from && time <= to && !stale) {
                    int value = head.index().valueOf(series, job);
                    told.merge(head.index().symbol(value), 1.0, Double::sum);
                }
            });

            assertThat(head.damage()).isEmpty();
            assertThat(head.unknownSamples()).isZero();
            assertThat(table.keptCount()).isEqualTo(stats.path("numSeries").intValue());
            assertThat(told).isEqualTo(server.samplesBy("job", from, to));
        }
    }

    private static void writeLateSamples(PrometheusServer server, long end) {
        Map<String, String> late = Map.of("__name__", "late", "job", "late");
        Map<String, String> only = Map.of("__name__", "only_late", "job", "late");
        server.write(new WriteRequest()
                .series(late)
                .sample(end - 30 * MINUTE, 1)
                .sample(end - 20 * MINUTE, 2)
                .sample(end - MINUTE, 3));
        WriteRequest behind = new WriteRequest().series(late);
        // More than a chunk of out-of-order samples holds, some of them at times of samples that are there.
        for (int i = 0; i < 70; i++) {
            behind.sample(end - 40 * MINUTE + i * 20_000L, i);
        }
        server.write(behind);
        server.write(new WriteRequest().series(only).sample(end - 50 * MINUTE, 5));
    }

    private static Fleet fleet(long hours) {
        Duration minute = Duration.ofMinutes(1);
        return new Fleet(
                5,
                START,
                START + hours * HOUR + 17 * MINUTE,
                List.of(
                        Job.steady(
                                "nodes",
                                3,
                                Duration.ofSeconds(15),
                                Naming.nodes("node", 9100),
                                Metric.counter("cpu_seconds_total", "cpu", "0|1", "mode", "idle|user"),
                                Metric.gauge("load1")),
                        Job.steady(
                                        "pods",
                                        4,
                                        minute,
                                        Naming.pods("shop", "api", "server", 8080),
                                        Metric.histogram("request_seconds", List.of("0.1", "1"), "code", "200|500"),
                                        Metric.of("native_seconds", Simple.NATIVE),
                                        Metric.of("native_float", Simple.NATIVE_FLOAT))
                                .restarting(24)
                                .failing(24),
                        Job.steady(
                                        "silent",
                                        2,
                                        minute,
                                        Naming.pods("shop", "old", "server", 80),
                                        Metric.gauge("temperature"))
                                .restarting(24)
                                .withoutStalenessMarkers()));
    }

    private static long minValidTime(List<DataDirectory.Entry> blocks) {
        List<BlockMeta> metas = blocks.stream().map(DataDirectory.Entry::meta).toList();
        return HeadReader.minValidTime(metas);
    }

    private static Set<String> names(List<DataDirectory.Entry> blocks) {
        return blocks.stream().map(block -> block.meta().ulid()).collect(Collectors.toSet());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(file -> !file.endsWith("lock")).forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
