package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.headroom.testing.NativeHistogram;
import dev.headroom.testing.NativeHistogram.Buckets;
import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.WriteRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Damage in what a head is rebuilt from: the log, its checkpoint, the log of late samples, the chunks of the head.
///
/// Every so many bytes, as the system property `headroom.damage.stride` says, one is flipped, and the file is cut off
/// there. The property `headroom.damage.servers` says how often a server is asked per file.
@NeedsPrometheus
class DamagedLogIT {
    private static final int STRIDE = Integer.getInteger("headroom.damage.stride", 131);
    private static final int SERVERS = Integer.getInteger("headroom.damage.servers", 5);
    private static final long SEED = Long.getLong("headroom.damage.seed", 3);

    private static final long MINUTE = 60_000;
    private static final long START = 27_000L * 18 * 60 * MINUTE;
    private static final String LATE_SAMPLES = "storage:\n  tsdb:\n    out_of_order_time_window: 2h\n";
    private static final String[] SHORT_BLOCKS = {
        "--storage.tsdb.min-block-duration=20m", "--storage.tsdb.max-block-duration=20m"
    };

    private static final Map<RealPrometheus, Path> LOADED = new HashMap<>();

    @TempDir
    static Path shared;

    @TempDir
    Path temporary;

    private Path data;
    private Path file;
    private byte[] whole;
    private int content;

    /// Whatever byte is wrong, and wherever the file ends: the run goes on without what is behind, and says where.
    @ParameterizedTest
    @ValueSource(strings = {"wal", "wal/last", "wal/checkpoint", "wbl", "chunks_head"})
    void noByteDoesHarm(String name) throws IOException {
        load(RealPrometheus.newest());
        choose(name);
        JsonNode good = HeadReports.analyze(data, "--threads", 1);
        long allocated = allocation(ExitCode.OK);
        Random random = new Random(SEED);
        int found = 0;
        int runs = 0;
        for (int offset = random.nextInt(STRIDE); offset < whole.length; offset += STRIDE) {
            // Beyond the content there is nothing but zeros.
            if (offset > content + 100 && random.nextInt(100) > 0) {
                continue;
            }
            for (int mask : new int[] {0xff, 1 << random.nextInt(8)}) {
                byte[] bytes = whole.clone();
                bytes[offset] ^= (byte) mask;
                found += check(bytes, "byte %d ^ %x".formatted(offset, mask), offset, good, allocated) ? 1 : 0;
            }
            byte[] bytes = Arrays.copyOf(whole, offset);
            found += check(bytes, "cut off at %d".formatted(offset), offset, good, allocated) ? 1 : 0;
            runs += 3;
        }
        System.out.printf("%s: %d of %d bytes, %d runs, %d with damage%n", file, content, whole.length, runs, found);
        assertThat(found).isGreaterThan(0);
    }

    private boolean check(byte[] bytes, String what, int offset, JsonNode good, long allocated) throws IOException {
        Files.write(file, bytes);
        long before = allocatedSoFar();
        ToolRun run = ToolRun.of("analyze", data, "--threads", 1, "--limit", 0, "-o", "json");
        assertThat(allocatedSoFar() - before).as(what).isLessThan(2 * allocated);
        assertThat(run.err()).as(what).doesNotContain("internal error", "out of memory", "Exception");
        JsonNode report = run.json();
        assertThat(report.at("/bytesPerSample/samples").longValue())
                .as(what)
                .isLessThanOrEqualTo(good.at("/bytesPerSample/samples").longValue());
        assertThat(report.get("blocks")).as(what).isEqualTo(good.get("blocks"));
        if (run.exitCode() == ExitCode.OK) {
            assertThat(run.err()).as(what).isEmpty();
            assertThat(report.get("damaged")).as(what).isEmpty();
            return false;
        }
        assertThat(run.exitCode()).as(what).isEqualTo(ExitCode.DATA);
        assertThat(run.complaints())
                .as(what)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("headroom: " + file + ": at byte ");
        assertThat(report.at("/damaged/0/file").stringValue()).as(what).isEqualTo(file.toString());
        assertThat(report.at("/damaged/0/offset").longValue()).as(what).isBetween(0L, offset + 7L);
        return true;
    }

    /// Servers repair what they can: what they have then is what was counted, and what is counted then is the same.
    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void whatAServerKeepsIsKept(RealPrometheus release) throws IOException {
        load(release);
        Random random = new Random(SEED);
        for (String name : new String[] {"wal", "wal/last", "wal/checkpoint", "wbl", "chunks_head"}) {
            choose(name);
            int damaged = 0;
            for (int i = 0; i < SERVERS; i++) {
                int offset = random.nextInt(content);
                byte[] bytes = whole.clone();
                if (i % 2 == 0) {
                    bytes[offset] ^= (byte) (1 << random.nextInt(8));
                } else {
                    bytes = Arrays.copyOf(whole, offset);
                }
                String what = "%s %s at %d of %d".formatted(release, data.relativize(file), offset, content);
                what += i % 2 == 0 ? " flipped" : " cut off";
                Files.write(file, bytes);
                Path copy = Fixtures.copy(data, temporary.resolve(name.replace('/', '-') + i));
                ToolRun run = ToolRun.of("analyze", copy, "--limit", 0, "-o", "json");
                damaged += run.exitCode() == ExitCode.OK ? 0 : 1;
                try {
                    assertReplayed(release, copy, run, i == 0);
                    assertServed(release, copy, run.json(), name);
                } catch (AssertionError e) {
                    throw new AssertionError(what + ": " + run.err() + e.getMessage(), e);
                }
            }
            System.out.printf("%s, %s: %d of %d with damage%n", release, name, damaged, SERVERS);
            Files.write(file, whole);
        }
    }

    /// Blocks made of the log hold what is counted.
    ///
    /// @param asked whether a server is asked too
    private static void assertReplayed(RealPrometheus release, Path copy, ToolRun analysis, boolean asked) {
        Path out = copy.resolveSibling(copy.getFileName() + "-replayed");
        ToolRun replay = ToolRun.of(
                "replay", "wal", copy, "--out", out, "--with-blocks", "--block-duration", "20m", "-o", "json");
        assertThat(replay.exitCode()).as(replay.err()).isEqualTo(analysis.exitCode());
        assertThat(replay.complaints()).isEqualTo(analysis.complaints());
        if (replay.exitCode() != ExitCode.OK) {
            assertThat(replay.json().at("/damaged/0/bytesLost").longValue()).isPositive();
        }
        PromtoolDump.assertSameLines(
                ToolRun.output("dump", out),
                ToolRun.of("dump", "--as-server", copy).out());
        if (asked) {
            try (PrometheusServer server = release.start(out, SHORT_BLOCKS)) {
                HeadReports.assertCounts(analysis.json(), ServerSamples.of(server));
            }
        }
    }

    private static void assertServed(RealPrometheus release, Path copy, JsonNode report, String name) {
        boolean damaged = !report.get("damaged").isEmpty();
        // Of a checkpoint nobody but the user can make anything.
        boolean hopeless = damaged && name.equals("wal/checkpoint");
        // That release takes damage in the log of late samples for damage in the log, and cuts that one off.
        boolean once = name.equals("wbl") && release.isRelease("2.42");
        try (PrometheusServer repairing = release.startConfigured(copy, LATE_SAMPLES, SHORT_BLOCKS)) {
            assertThat(hopeless).as(repairing.log()).isFalse();
            if (once) {
                assertSame(report, repairing);
                return;
            }
        } catch (IllegalStateException e) {
            assertThat(hopeless).as(e.getMessage()).isTrue();
            return;
        }
        // With damage in the log, the first start does not come to the log of late samples.
        try (PrometheusServer server = release.startConfigured(copy, LATE_SAMPLES, SHORT_BLOCKS)) {
            assertSame(report, server);
        }
        JsonNode repaired = HeadReports.analyze(copy);
        assertThat(HeadReports.jobs(repaired)).isEqualTo(HeadReports.jobs(report));
    }

    private static void assertSame(JsonNode report, PrometheusServer server) {
        assertThat(report.at("/series/head").longValue()).isEqualTo(HeadReports.headSeries(server));
        HeadReports.assertCounts(report, ServerSamples.of(server));
    }

    /// A directory of a few series with all that a head has.
    private void load(RealPrometheus release) {
        data = Fixtures.copy(LOADED.computeIfAbsent(release, DamagedLogIT::loaded), temporary.resolve("data"));
    }

    private static Path loaded(RealPrometheus release) {
        Path directory = shared.resolve(release.version());
        try (PrometheusServer server = release.startConfigured(directory, LATE_SAMPLES, SHORT_BLOCKS)) {
            for (int minute = 0; minute < 95; minute += 19) {
                write(server, minute, minute + 19);
                server.awaitCompaction(20 * MINUTE);
            }
            server.deleteSeries("{job=\"b\"}", START + 85 * MINUTE, START + 87 * MINUTE);
        }
        try (PrometheusServer server = release.startConfigured(directory, LATE_SAMPLES, SHORT_BLOCKS)) {
            write(server, 95, 107);
        }
        return directory;
    }

    private static void write(PrometheusServer server, int from, int to) {
        // An old server does not return them by remote read.
        boolean histograms = !server.release().isRelease("2.42");
        for (int minute = from; minute < to; minute++) {
            long time = START + minute * MINUTE;
            WriteRequest request = new WriteRequest();
            for (String job : List.of("a", "b", "c")) {
                request.series(Map.of("__name__", "x", "job", job)).sample(time, job.equals("a") ? 0 : minute * 1.7);
            }
            request.series(Map.of("__name__", "pod", "job", "a", "pod", "p" + minute / 9))
                    .sample(time, minute);
            request.exemplar(time, 1, Map.of("trace_id", "t" + minute));
            if (histograms) {
                request.series(Map.of("__name__", "h", "job", "c"))
                        .histogram(
                                time,
                                NativeHistogram.exponential(
                                        2,
                                        minute,
                                        minute * 3.5,
                                        new Buckets(-2, List.of(1L + minute, 2L, 3L * minute))));
            }
            server.write(request);
            if (minute % 4 == 3) {
                server.write(new WriteRequest()
                        .series(Map.of("__name__", "late", "job", "late"))
                        .sample(time - 7 * MINUTE + 1, minute)
                        .series(Map.of("__name__", "x", "job", "b"))
                        .sample(time - 8 * MINUTE + 1, minute));
            }
        }
    }

    /// Takes the file of this kind that has most in it.
    private void choose(String name) throws IOException {
        Path directory = data.resolve(name.startsWith("wal") ? "wal" : name);
        if (name.equals("wal/checkpoint")) {
            directory = list(directory)
                    .filter(path -> path.getFileName().toString().startsWith("checkpoint."))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
        List<Path> files = list(directory).filter(Files::isRegularFile).sorted().toList();
        file = name.equals("wal/last")
                ? files.getLast()
                : name.equals("wal")
                        ? files.subList(0, files.size() - 1).stream()
                                .max(Comparator.comparingInt(DamagedLogIT::content))
                                .orElseThrow()
                        : files.stream()
                                .max(Comparator.comparingInt(DamagedLogIT::content))
                                .orElseThrow();
        whole = Files.readAllBytes(file);
        content = content(file);
        assertThat(content).as(file.toString()).isPositive();
    }

    private static Stream<Path> list(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.toList().stream();
        }
    }

    /// Bytes to the last that is not zero.
    private static int content(Path path) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] == 0) {
                end--;
            }
            return end;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a run over the whole data allocates, once the JVM has settled.
    private long allocation(int exitCode) {
        long allocated = 0;
        for (int i = 0; i < 5; i++) {
            long before = allocatedSoFar();
            assertThat(ToolRun.of("analyze", data, "--threads", 1, "--limit", 0, "-o", "json")
                            .exitCode())
                    .isEqualTo(exitCode);
            allocated = allocatedSoFar() - before;
        }
        return allocated;
    }

    private static long allocatedSoFar() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
