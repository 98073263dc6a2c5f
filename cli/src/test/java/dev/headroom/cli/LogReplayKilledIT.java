package dev.headroom.cli;

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
import dev.headroom.testing.WriteRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/// Blocks that take the place of the log, and somebody or something that comes between: the data stays the same.
/// `-Dheadroom.kills=N` sets how often.
@NeedsPrometheus
class LogReplayKilledIT {
    private static final int KILLS = Integer.getInteger("headroom.kills", 12);
    private static final long MINUTE = 60_000;
    private static final long START = 27_000L * 18 * 60 * MINUTE;
    private static final String LATE_SAMPLES = "storage:\n  tsdb:\n    out_of_order_time_window: 2h\n";
    private static final String SHORT_BLOCK = "20m";
    private static final String[] SHORT_BLOCKS = {
        "--storage.tsdb.min-block-duration=20m", "--storage.tsdb.max-block-duration=20m"
    };

    @TempDir
    static Path shared;

    private static Path original;
    private static String before;

    @TempDir
    Path temporary;

    /// Blocks of twenty minutes, so that there are several in the head; late samples in chunks and in the log.
    @BeforeAll
    static void load() {
        original = shared.resolve("original");
        Fleet fleet = new Fleet(
                9,
                START,
                START + 79 * MINUTE,
                List.of(Job.steady(
                        "nodes",
                        4,
                        Duration.ofSeconds(15),
                        Naming.nodes("node", 9100),
                        Metric.counter("cpu_seconds_total", "cpu", "0|1|2|3", "mode", "idle|user|system"),
                        Metric.of("native_seconds", Simple.NATIVE))));
        String[] longer = {"--storage.tsdb.min-block-duration=60m", "--storage.tsdb.max-block-duration=60m"};
        try (PrometheusServer server = RealPrometheus.newest().startConfigured(original, LATE_SAMPLES, longer)) {
            FleetLoader.load(fleet, server, 60 * MINUTE);
            for (int i = 1; i < 50; i++) {
                server.write(new WriteRequest()
                        .series(Map.of("__name__", "late", "job", "late"))
                        .sample(START + (79 - i) * MINUTE, i));
            }
            server.deleteSeries("{cpu=\"3\"}", START + 30 * MINUTE, START + 40 * MINUTE);
            server.kill();
        }
        before = ToolRun.output("dump", "--as-server", original);
    }

    @Test
    void theDataIsTheSame(TestReporter reporter) throws IOException, InterruptedException {
        Path whole = Fixtures.copy(original, temporary.resolve("whole"));
        long start = System.nanoTime();
        assertThat(replay(whole).waitFor()).isZero();
        long duration = System.nanoTime() - start;
        assertThat(left(whole)).startsWith("4 blocks");
        Random random = new Random(5);
        Map<String, Integer> ends = new TreeMap<>();
        for (int i = 0; i < KILLS; i++) {
            Path data = Fixtures.copy(original, temporary.resolve("killed" + i));
            Process process = replay(data);
            switch (i % 3) {
                case 0 -> process.waitFor(duration / 4 + (long) (random.nextDouble() * duration), TimeUnit.NANOSECONDS);
                case 1 -> {
                    await(process, () -> left(data).contains("blocks"));
                    process.waitFor(random.nextInt(3000), TimeUnit.MICROSECONDS);
                }
                default -> {
                    await(process, () -> left(data).contains("aside"));
                    process.waitFor(random.nextInt(2000), TimeUnit.MICROSECONDS);
                }
            }
            process.destroyForcibly().waitFor();
            String left = left(data);
            ends.merge(left.isEmpty() ? "as before" : left, 1, Integer::sum);
            assertSame(data, left);
            boolean served = i % 4 == 0 || (left.contains("blocks") && !left.contains("3 aside"));
            if (served) {
                Path copy = Fixtures.copy(data, temporary.resolve("served" + i));
                try (PrometheusServer server =
                        RealPrometheus.newest().startConfigured(copy, LATE_SAMPLES, SHORT_BLOCKS)) {
                    assertThat(server.scalar(
                                    "sum(count_over_time({__name__=\"cpu_seconds_total\"}[2h]))", START + 79 * MINUTE))
                            .as(left)
                            .isEqualTo(count("cpu_seconds_total"));
                    assertThat(server.scalar(
                                    "sum(count_over_time({__name__=\"native_seconds\"}[2h]))", START + 79 * MINUTE))
                            .as(left)
                            .isEqualTo(count("native_seconds"));
                    assertThat(server.scalar("sum(sum_over_time({__name__=\"late\"}[2h]))", START + 79 * MINUTE))
                            .as(left)
                            .isEqualTo(49 * 50 / 2.0);
                    server.kill();
                }
                assertSame(copy, left + ", served");
                delete(copy);
            }
            // Run again, it comes to its end.
            assertThat(replay(data).waitFor()).as(left).isZero();
            assertSame(data, left + ", and again");
            assertThat(data.resolve("wal")).doesNotExist();
            delete(data);
        }
        ends.forEach((end, times) -> reporter.publishEntry(end, times.toString()));
    }

    private static double count(String metric) {
        return PromtoolDump.lines(before).stream()
                .filter(line -> line.contains("__name__=\"" + metric + "\""))
                .count();
    }

    private static void assertSame(Path data, String left) {
        try {
            PromtoolDump.assertSameLines(ToolRun.of("dump", "--as-server", data).out(), before);
        } catch (AssertionError e) {
            throw new AssertionError(left + ": " + e.getMessage(), e);
        }
    }

    /// A disk that is full, as far as a process can tell: files cannot grow beyond a limit.
    @Test
    void aFullDiskIsSaidAndNothingIsLeftBehind() throws Exception {
        Path data = Fixtures.copy(original, temporary.resolve("data"));
        List<String> lies = names(data);
        List<String> limited = List.of("sh", "-c", "ulimit -f 32; exec \"$@\"", "sh");
        ToolProcess full = ToolProcess.run(limited, List.of(), "replay", "wal", data, "--truncate-wal");
        assertThat(full.exitCode()).as(full.err()).isEqualTo(ExitCode.DATA);
        assertThat(full.err().lines()).singleElement().asString().contains("File too large");
        assertThat(names(data)).isEqualTo(lies);
        assertSame(data, "full");

        Path out = temporary.resolve("out");
        full = ToolProcess.run(limited, List.of(), "replay", "wal", data, "--out", out);
        assertThat(full.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(out).doesNotExist();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /// Ctrl-C, at any moment.
    @Test
    void anInterruptLeavesNothingBehind() throws Exception {
        InterruptIT.assumeInterruptsAreHeeded();
        Random random = new Random(8);
        int interrupted = 0;
        for (int i = 0; i < KILLS / 2; i++) {
            Path out = temporary.resolve("out" + i);
            Process process = ToolProcess.start(
                    "replay", "wal", original, "--out", out, "--block-duration", "1m", "--with-blocks");
            int moment = i;
            await(process, () -> Files.exists(out));
            process.waitFor(random.nextInt(1 + 40 * moment), TimeUnit.MILLISECONDS);
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            if (process.exitValue() != 0) {
                assertThat(process.exitValue()).isEqualTo(130);
                assertThat(out).doesNotExist();
                interrupted++;
            }
        }
        assertThat(interrupted).isPositive();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Process process, Condition condition) throws IOException {
        while (process.isAlive() && !condition.holds()) {
            Thread.onSpinWait();
        }
    }

    private static Process replay(Path data) throws IOException {
        return ToolProcess.start("replay", "wal", data, "--truncate-wal", "--block-duration", SHORT_BLOCK);
    }

    /// What lies in the directory: blocks, unfinished ones, and how many parts of the log lie aside.
    private static String left(Path data) throws IOException {
        Map<String, Integer> kinds = new TreeMap<>();
        for (String name : names(data)) {
            if (name.startsWith("log-replayed-")) {
                kinds.put("aside", names(data.resolve(name)).size());
            } else if (name.matches("01.*")) {
                kinds.merge(name.length() == 26 ? "blocks" : name.substring(27), 1, Integer::sum);
            }
        }
        List<String> words = new ArrayList<>();
        kinds.forEach((kind, count) -> words.add(count + " " + kind));
        words.sort(
                Comparator.comparing((String word) -> !word.endsWith("blocks")).thenComparing(word -> word));
        return String.join(", ", words);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
