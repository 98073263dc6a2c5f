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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `headroom plan` against what becomes of a real server: planned from the first third of its data, looked at when
/// retention has deleted blocks for long.
@NeedsPrometheus
class PlanBacktestIT {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long START = 490_014 * HOUR;
    private static final int DAYS = 3;
    private static final String RETENTION = "26h";

    /// A larger run takes so many times as long, and `headroom.backtest.release` says on which release.
    private static final long SCALE = Long.getLong("headroom.backtest.scale", 1);

    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void theDiskIsWhatWasPlanned(double growthPerDay) {
        RealPrometheus release = RealPrometheus.release(System.getProperty("headroom.backtest.release", ""));
        Path data = temporary.resolve("data");
        long end = START + DAYS * SCALE * DAY + 5 * HOUR + 4 * MINUTE;
        String retention = SCALE == 1 ? RETENTION : 26 * SCALE + "h";
        AtomicReference<JsonNode> planned = new AtomicReference<>();
        try (PrometheusServer server = release.start(
                data,
                "--storage.tsdb.retention.time=" + retention,
                "--storage.tsdb.min-block-duration=2h",
                "--storage.tsdb.max-block-duration=6h")) {
            FleetLoader.load(fleet(end, growthPerDay), server, FleetLoader.BLOCK, time -> {
                if (time >= START + DAYS * SCALE * DAY / 3 + 2 * HOUR && planned.get() == null) {
                    planned.set(plan(data, retention));
                }
            });
            double du = du(data);
            double foretold = planned.get()
                    .get("course")
                    .valueStream()
                    .filter(row -> row.get("time").longValue() <= end)
                    .reduce((earlier, later) -> later)
                    .orElseThrow()
                    .get("after")
                    .doubleValue();
            double textbook = planned.get().at("/formula/bytes").doubleValue();
            String figures = "du %,.0f, planned %,.0f (%+.1f %%), by the formula %,.0f (%+.1f %%)"
                    .formatted(du, foretold, 100 * (foretold / du - 1), textbook, 100 * (textbook / du - 1));
            if (Boolean.getBoolean("headroom.backtest.print")) {
                System.out.println(release + ", growth " + growthPerDay + ": " + figures);
            }
            assertThat(foretold).as(figures).isCloseTo(du, within(0.05 * du));
            assertThat(textbook).as(figures).isLessThan(0.8 * du);
            if (growthPerDay == 0) {
                assertThat(planned.get().at("/disk/now/fullest").doubleValue())
                        .as(figures)
                        .isGreaterThan(du);
            }
        }
    }

    private static JsonNode plan(Path data, String retention) {
        return ToolRun.json(
                "plan", data, "--retention", retention, "--min-block-duration", "2h", "--max-block-duration", "6h");
    }

    /// Targets that are restarted now and then, and more and more of something.
    private static Fleet fleet(long end, double growthPerDay) {
        List<Metric> metrics = new ArrayList<>(List.of(
                Metric.counter("requests_total", "method", "GET|POST|PUT", "code", "200|404|500"),
                Metric.histogram("duration_seconds", List.of("0.01", "0.1", "1", "10"), "method", "GET|POST"),
                Metric.of("temperature", Simple.GAUGE)));
        double series = 24;
        double rate = 0;
        for (int day = 0; day < DAYS * SCALE + 1 && growthPerDay > 0; day++) {
            double more = series * growthPerDay / 24 - rate;
            rate += more;
            series *= 1 + growthPerDay;
            metrics.add(Metric.gauge("tenants_" + day)
                    .growing("tenant", more, Duration.ofDays(1000), Duration.ofDays(day)));
        }
        return new Fleet(
                5,
                START,
                end,
                List.of(Job.steady(
                                "api",
                                50,
                                Duration.ofSeconds(30),
                                Naming.pods("shop", "api", "app", 8080),
                                metrics.toArray(Metric[]::new))
                        .restarting(growthPerDay > 0 ? 0 : 1)));
    }

    private static double du(Path data) {
        try {
            Process du = new ProcessBuilder("du", "-sb", data.toString()).start();
            String out = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Double.parseDouble(out.substring(0, out.indexOf('\t')));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
