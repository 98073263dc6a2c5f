package dev.headroom.testing;

import dev.headroom.testing.Fleet.Job;
import dev.headroom.testing.Fleet.Naming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The data directory that `bench/run` measures on: written by a real server, which is killed then, so that blocks,
/// a checkpoint, a log and head chunks are there.
public final class BenchFleet {
    private static final int JOBS = 20;
    private static final int COUNTERS = 40;
    private static final int HISTOGRAMS = 4;
    private static final List<String> BOUNDS = List.of("0.005", "0.025", "0.1", "0.5", "2.5");

    private BenchFleet() {}

    /// Writes the directory with the newest release there is.
    ///
    /// @param args where it is to lie (it must not exist), how many series are to be active at a time, a seed, how
    ///     many hours it is to cover, and more flags of the server
    public static void main(String[] args) throws IOException {
        Path data = Files.createDirectories(Path.of(args[0]));
        int series = Integer.parseInt(args[1]);
        long seed = Long.parseLong(args[2]);
        int perTarget = COUNTERS * 2 + HISTOGRAMS * (BOUNDS.size() + 3) + 2;
        int targets = Math.max(1, series / perTarget / JOBS);
        Duration span = Duration.ofMinutes(Math.round(60 * Double.parseDouble(args[3])));
        String[] flags = Arrays.copyOfRange(args, 4, args.length);
        long start = 27_000L * 18 * Duration.ofHours(1).toMillis();
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            jobs.add(job("job-" + i, targets, i));
        }
        try (PrometheusServer server = RealPrometheus.newest().start(data, flags)) {
            Fleet fleet = new Fleet(seed, start, start + span.toMillis(), jobs);
            System.out.println(FleetLoader.load(fleet, server).total(Truth.OfJob::samples) + " samples");
            server.kill();
        }
    }

    /// Every second job is restarted, the more often the higher its number.
    private static Job job(String name, int targets, int number) {
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i < COUNTERS; i++) {
            metrics.add(Metric.counter(name.replace('-', '_') + "_events_" + i + "_total", "kind", "read|write"));
        }
        for (int i = 0; i < HISTOGRAMS; i++) {
            metrics.add(Metric.histogram(name.replace('-', '_') + "_seconds_" + i, BOUNDS));
        }
        metrics.add(Metric.of(name.replace('-', '_') + "_native_seconds", Metric.Simple.NATIVE));
        metrics.add(Metric.info("up"));
        Job job = Job.steady(
                name,
                targets,
                Duration.ofMinutes(1),
                Naming.pods("bench", name, "server", 8080),
                metrics.toArray(Metric[]::new));
        return number % 2 == 0 ? job : job.restarting(number / 4.0);
    }
}
