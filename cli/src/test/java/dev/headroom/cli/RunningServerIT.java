package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.WriteRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Reading beside a server that ingests, cuts and merges blocks every few seconds, and deletes what it has merged.
///
/// The system property `headroom.live.seconds` says for how long each time.
@NeedsPrometheus
@EnabledOnOs(value = OS.LINUX, disabledReason = "/proc tells when a server has stopped in its tracks")
class RunningServerIT {
    private static final long SECONDS = Integer.getInteger("headroom.live.seconds", 6);
    private static final long MINUTE = 60_000;
    private static final long START = 27_000L * 18 * 60 * MINUTE;
    private static final int TARGETS = 40;
    private static final String LATE_SAMPLES = "storage:\n  tsdb:\n    out_of_order_time_window: 1h\n";
    private static final String[] SHORT_BLOCKS = {
        "--storage.tsdb.min-block-duration=20m", "--storage.tsdb.max-block-duration=9h"
    };

    @TempDir
    Path temporary;

    private Path data;

    @BeforeEach
    void createData() throws IOException {
        data = Files.createDirectory(temporary.resolve("data"));
    }

    static Stream<Arguments> servers() {
        return RealPrometheus.installed().stream()
                .flatMap(release -> Stream.of(arguments(release, false), arguments(release, true)));
    }

    /// Every report lies between what was written before the run and what was written after it, and none goes back
    /// behind the one before.
    ///
    /// A server that takes late samples too can leave a directory for a while that tells less than was written:
    /// what it merges of blocks of late samples alone does not say any more that they were late, and a server that
    /// started from the directory then would take nothing older from the log. So it is stopped in its tracks now
    /// and then, and another one started from a copy is asked.
    @ParameterizedTest(name = "{0}, late samples: {1}")
    @MethodSource("servers")
    void nothingIsMissedOrCountedTwice(RealPrometheus release, boolean late) {
        try (PrometheusServer server = release.startConfigured(data, LATE_SAMPLES, SHORT_BLOCKS);
                Writer writer = new Writer(server, late)) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            TreeSet<String> blocks = new TreeSet<>();
            Counted previous = new Counted(0, 0, 0);
            int runs = 0;
            int changes = 0;
            int copies = 0;
            int shorter = 0;
            while (System.nanoTime() < deadline) {
                Written before = writer.written();
                JsonNode report = HeadReports.analyze(data);
                Written after = writer.inFlight;

                Counted counted = Counted.of(report);
                assertThat(counted.samples).isLessThanOrEqualTo(after.samples);
                assertThat(counted.series).isLessThanOrEqualTo(after.series);
                assertThat(counted.time).isLessThanOrEqualTo(after.time);
                boolean lacks = counted.isBehind(new Counted(before.time, before.series, before.samples))
                        || counted.isBehind(previous);
                if (!late) {
                    assertThat(lacks)
                            .as("%s after %s, of %s", counted, previous, before)
                            .isFalse();
                    assertThat(report.at("/head/unknownSamples").longValue()).isZero();
                } else if (runs % 60 == 20 || (lacks && shorter < 3)) {
                    copies++;
                    shorter += lacks ? 1 : 0;
                    assertCopy(server, temporary.resolve("copy" + copies));
                }
                previous = counted;
                TreeSet<String> now = new TreeSet<>();
                report.get("blocks").forEach(block -> now.add(block.get("ulid").stringValue()));
                changes += now.equals(blocks) ? 0 : 1;
                blocks = now;
                runs++;
            }
            writer.finish();
            double compactions = server.metric("prometheus_tsdb_compactions_total");
            assertThat(server.metric("prometheus_tsdb_checkpoint_creations_total"))
                    .isPositive();
            server.stop();
            System.out.printf(
                    "%s: %d runs beside %.0f compactions, %d with other blocks than the one before, %d copies served;"
                            + " %d samples, %d late%n",
                    release, runs, compactions, changes, copies, writer.written.samples, writer.written.late);
            JsonNode last = HeadReports.analyze(data);
            assertThat(Counted.of(last).samples).isLessThanOrEqualTo(writer.written.samples);
            if (late) {
                assertServed(release, last, data);
                assertThat(copies).isPositive();
            } else {
                assertThat(Counted.of(last).samples).isEqualTo(writer.written.samples);
                assertThat(Counted.of(last).series).isEqualTo(writer.written.series);
            }
            assertThat(changes).isGreaterThan(2);
            assertThat(writer.written.late > 0).isEqualTo(late);
        }
    }

    /// What of a report can only grow here.
    private record Counted(long time, long series, long samples) {
        static Counted of(JsonNode report) {
            return new Counted(
                    report.get("dataEnd").longValue(),
                    report.at("/series/total").longValue(),
                    report.at("/bytesPerSample/samples").longValue());
        }

        boolean isBehind(Counted other) {
            return time < other.time || series < other.series || samples < other.samples;
        }
    }

    /// The report of the directory as it is at one moment is what a server says that starts from it.
    private void assertCopy(PrometheusServer server, Path copy) {
        stop(server);
        try {
            Fixtures.copy(data, copy);
        } finally {
            signal(server, "CONT");
        }
        assertServed(server.release(), HeadReports.analyze(copy), copy);
    }

    private static void assertServed(RealPrometheus release, JsonNode report, Path directory) {
        try (PrometheusServer other = release.startConfigured(directory, LATE_SAMPLES, SHORT_BLOCKS)) {
            HeadReports.assertCounts(report, ServerSamples.of(other));
        }
    }

    /// With its server stopped in its tracks, a directory changes in nothing when it is read.
    @Test
    void theDirectoryStaysAsItIs() throws Exception {
        try (PrometheusServer server = RealPrometheus.newest().startConfigured(data, LATE_SAMPLES, SHORT_BLOCKS);
                Writer writer = new Writer(server, true)) {
            while (writer.written().time < START + 200 * MINUTE) {
                Thread.sleep(50);
            }
            stop(server);
            try {
                Map<String, String> before = HeadReports.fingerprint(data);
                for (String command : new String[] {"analyze", "dump", "list"}) {
                    assertThat(ToolRun.of(command, data).exitCode()).isEqualTo(ExitCode.OK);
                }
                assertThat(HeadReports.fingerprint(data)).isEqualTo(before);
            } finally {
                signal(server, "CONT");
            }
        }
    }

    /// What is dumped while blocks come and go is complete, or the run says that it is not.
    @Test
    void aDumpIsWholeOrFails() throws Exception {
        try (PrometheusServer server = RealPrometheus.newest().startConfigured(data, LATE_SAMPLES, SHORT_BLOCKS);
                Writer writer = new Writer(server, false)) {
            int whole = 0;
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (System.nanoTime() < deadline) {
                long before = writer.written().samples;
                ToolRun run = ToolRun.of("dump", "--as-server", data);
                long after = writer.inFlight.samples;
                if (run.exitCode() == ExitCode.OK) {
                    assertThat(run.err()).isEmpty();
                    assertThat(run.out().lines().count()).isBetween(before, after);
                    whole++;
                } else {
                    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
                    assertThat(run.complaints()).hasSize(1).first().asString().contains("no such file");
                }
            }
            assertThat(whole).isPositive();
        }
    }

    /// Comes back when no thread of the server does anything any more.
    private static void stop(PrometheusServer server) {
        signal(server, "STOP");
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + server.pid() + "/task"))) {
            for (Path thread : threads.toList()) {
                while (!Files.readString(thread.resolve("stat")).contains(") T ")) {
                    Thread.onSpinWait();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void signal(PrometheusServer server, String name) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Written(long samples, long late, long series, long time) {
        Written plus(boolean newSeries, long at) {
            return new Written(samples + 1, late, series + (newSeries ? 1 : 0), Math.max(time, at));
        }

        Written plusLate() {
            return new Written(samples + 1, late + 1, series, time);
        }
    }

    /// Writes a minute of samples at a time, some of them late, of series that come and go.
    private static final class Writer implements AutoCloseable {
        private final PrometheusServer server;
        private final boolean late;
        private final CompletableFuture<Void> running;
        private volatile boolean done;

        /// What the server has taken, and what it may have taken.
        private volatile Written written = new Written(0, 0, 0, START);

        private volatile Written inFlight = written;

        /// Comes back once there is something in the directory.
        Writer(PrometheusServer server, boolean late) {
            this.server = server;
            this.late = late;
            running = CompletableFuture.runAsync(this::write);
            while (written.samples == 0 && !running.isDone()) {
                Thread.onSpinWait();
            }
        }

        private void write() {
            for (int minute = 0; !done; minute++) {
                boolean hold = late && minute % 9 == 4;
                long time = START + minute * MINUTE;
                WriteRequest onTime = new WriteRequest();
                WriteRequest behind = new WriteRequest();
                Written next = written;
                for (int target = 0; target < TARGETS; target++) {
                    int incarnation = (minute + 7 * target) / 50;
                    int born = Math.max(0, 50 * incarnation - 7 * target);
                    Map<String, String> labels =
                            Map.of("__name__", "x", "job", "job" + target % 5, "pod", target + "-" + incarnation);
                    // Every ninth minute is kept back, and written late.
                    if (!hold || minute == born) {
                        onTime.series(labels).sample(time + target, minute);
                        next = next.plus(minute == born, time + target);
                    }
                    if (late && minute % 9 == 7 && minute - 3 > born) {
                        behind.series(labels).sample(time - 3 * MINUTE, minute);
                        next = next.plusLate();
                    }
                }
                inFlight = next;
                server.write(onTime);
                server.write(behind);
                written = next;
                pause();
            }
        }

        private static void pause() {
            try {
                Thread.sleep(15);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /// Waits until the server has taken the last sample.
        void finish() {
            done = true;
            running.join();
        }

        /// What the server has taken; fails when it has refused something.
        Written written() {
            if (running.isCompletedExceptionally()) {
                running.join();
            }
            return written;
        }

        @Override
        public void close() {
            done = true;
            running.handle((nothing, failure) -> null).join();
        }
    }
}
