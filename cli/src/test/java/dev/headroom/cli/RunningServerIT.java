package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.WriteRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Reading beside a server that ingests, cuts and merges blocks every few seconds, and deletes what it has merged.
///
/// The system property `headroom.live.seconds` says for how long.
@NeedsPrometheus
class RunningServerIT {
    private static final long SECONDS = Integer.getInteger("headroom.live.seconds", 20);
    private static final long MINUTE = 60_000;
    private static final long START = 27_700L * 18 * 60 * MINUTE;
    private static final int TARGETS = 40;
    private static final String LATE_SAMPLES = "storage:\n  tsdb:\n    out_of_order_time_window: 1h\n";
    private static final String[] SHORT_BLOCKS = {
        "--storage.tsdb.min-block-duration=20m", "--storage.tsdb.max-block-duration=9h"
    };

    @TempDir
    Path data;

    /// Every report lies between what was written before the run and what was written after it.
    ///
    /// Not so late samples: while a server makes blocks of them, it holds chunks back in memory that its log says are
    /// written, and a server that started from the directory then would miss them as well.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsMissedOrCountedTwice(boolean late) {
        try (PrometheusServer server = RealPrometheus.newest().startConfigured(data, LATE_SAMPLES, SHORT_BLOCKS);
                Writer writer = new Writer(server, late)) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS / 2);
            TreeSet<String> blocks = new TreeSet<>();
            int runs = 0;
            int changes = 0;
            while (System.nanoTime() < deadline) {
                Written before = writer.written;
                JsonNode report = HeadReports.analyze(data);
                Written after = writer.inFlight;

                assertThat(report.at("/bytesPerSample/samples").longValue())
                        .isBetween(before.samples - before.late, after.samples);
                assertThat(report.at("/series/total").longValue()).isBetween(before.series, after.series);
                assertThat(report.get("dataEnd").longValue()).isBetween(before.time, after.time);
                assertThat(report.at("/head/unknownSamples").longValue()).isZero();
                TreeSet<String> now = new TreeSet<>();
                report.get("blocks")
                        .forEach(block -> now.add(block.get("ulid").stringValue()));
                changes += now.equals(blocks) ? 0 : 1;
                blocks = now;
                runs++;
            }
            writer.finish();
            double compactions = server.metric("prometheus_tsdb_compactions_total");
            assertThat(server.metric("prometheus_tsdb_checkpoint_creations_total"))
                    .isPositive();
            server.stop();
            JsonNode last = HeadReports.analyze(data);
            assertThat(last.at("/bytesPerSample/samples").longValue()).isEqualTo(writer.written.samples);
            assertThat(last.at("/series/total").longValue()).isEqualTo(writer.written.series);
            System.out.printf(
                    "%d runs beside %.0f compactions, %d with other blocks than the one before; %d samples, %d late%n",
                    runs, compactions, changes, writer.written.samples, writer.written.late);
            assertThat(changes).isGreaterThan(2);
            assertThat(writer.written.late > 0).isEqualTo(late);
        }
    }

    /// With its server stopped in its tracks, a directory changes in nothing when it is read.
    @Test
    void theDirectoryStaysAsItIs() throws Exception {
        try (PrometheusServer server = RealPrometheus.newest().startConfigured(data, LATE_SAMPLES, SHORT_BLOCKS);
                Writer writer = new Writer(server, true)) {
            while (writer.written.time < START + 200 * MINUTE) {
                Thread.sleep(50);
            }
            signal(server, "STOP");
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
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.max(5, SECONDS / 4));
            while (System.nanoTime() < deadline) {
                long before = writer.written.samples;
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

    private static void signal(PrometheusServer server, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                        .start()
                        .waitFor())
                .isZero();
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
                    Map<String, String> labels = Map.of(
                            "__name__", "x", "job", "job" + target % 5, "pod", target + "-" + incarnation);
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

        @Override
        public void close() {
            finish();
        }
    }
}
