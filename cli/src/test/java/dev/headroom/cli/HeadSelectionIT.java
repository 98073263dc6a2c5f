package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.cli.ServerSamples.Sums;
import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.WriteRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Options that choose series and times of a directory with blocks and a head, held against the lines of the dump of
/// the same choice, against all samples that a server returns, and against its queries.
@NeedsPrometheus
class HeadSelectionIT {
    private static final long MINUTE = 60_000;
    private static final long START = 27_000L * 18 * 60 * MINUTE;
    private static final int MINUTES = 107;
    private static final String LATE_SAMPLES = "storage:\n  tsdb:\n    out_of_order_time_window: 2h\n";
    private static final String[] SHORT_BLOCKS = {
        "--storage.tsdb.min-block-duration=20m", "--storage.tsdb.max-block-duration=20m"
    };

    /// Selectors, and what they choose.
    private static final Map<String, Predicate<Map<String, String>>> CHOICES = Map.of(
            "{__name__=~\".+\"}", labels -> true,
            "{job=\"a\"}", labels -> "a".equals(labels.get("job")),
            "{pod=~\"p[0-6]\"}", labels -> labels.getOrDefault("pod", "").matches("p[0-6]"),
            "{job!=\"\",pod=\"\",__name__!=\"late\"}",
                    labels -> !labels.containsKey("pod") && !"late".equals(labels.get("__name__")));

    @TempDir
    Path temporary;

    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void whatIsChosenIsCounted(RealPrometheus release) {
        Path data = temporary.resolve("data");
        load(release, data);
        long newest = HeadReports.analyze(data).get("dataEnd").longValue();
        try (PrometheusServer server =
                release.startConfigured(Fixtures.copy(data, temporary.resolve("copy")), LATE_SAMPLES, SHORT_BLOCKS)) {
            ServerSamples all = ServerSamples.of(server);
            assertThat(all.end()).isEqualTo(newest);
            for (Map.Entry<String, Predicate<Map<String, String>>> choice : CHOICES.entrySet()) {
                for (long from : new long[] {Long.MIN_VALUE, minute(15), minute(80), minute(99)}) {
                    for (long to : new long[] {minute(33), minute(79), minute(93), newest, minute(500)}) {
                        if (from < to) {
                            assertChosen(data, all, choice.getKey(), choice.getValue(), from, to);
                        }
                    }
                }
            }
        }
        Path blocks = Fixtures.copyOfBlocks(data, temporary.resolve("blocks"));
        try (PrometheusServer server = release.start(blocks)) {
            ServerSamples all = ServerSamples.of(server);
            HeadReports.assertCounts(HeadReports.analyze(data, "--no-wal"), all);
            HeadReports.assertCounts(
                    HeadReports.analyze(data, "--no-wal", "--from", minute(15), "--at", minute(70), "--match", "x"),
                    all,
                    minute(15),
                    minute(70),
                    labels -> "x".equals(labels.get("__name__")));
        }
    }

    /// A moment at which no sample stands, nor five minutes before.
    private static long minute(int minute) {
        return START + minute * MINUTE + 30_000;
    }

    private static void assertChosen(
            Path data, ServerSamples all, String selector, Predicate<Map<String, String>> chosen, long from, long to) {
        List<Object> options = new ArrayList<>(List.of("--match", selector, "--to", to));
        if (from > Long.MIN_VALUE) {
            options.addAll(List.of("--from", from));
        }
        String what = selector + " from " + from + " to " + to;
        List<Object> analysis = new ArrayList<>(options);
        analysis.addAll(List.of("--by", "pod,job"));
        JsonNode report = HeadReports.analyze(data, analysis.toArray());
        ServerSamples counted = all.between(from, to).matching(chosen);
        if (counted.series().isEmpty()) {
            assertThat(report.at("/series/total").longValue()).as(what).isZero();
            assertThat(report.at("/bytesPerSample/samples").longValue())
                    .as(what)
                    .isZero();
        } else {
            long end = Math.min(to, all.end());
            HeadReports.assertCounts(report, all, from, end, chosen);
            Map<Map<String, String>, List<Number>> groups = new HashMap<>();
            counted.by(List.of("pod", "job"), Math.max(from, all.start()), end)
                    .forEach((labels, sums) ->
                            groups.put(labels, List.of(sums.series(), sums.active(), sums.samples())));
            assertThat(HeadReports.groups(report)).as(what).isEqualTo(groups);
        }
        assertThat(dumped(data, options)).as(what).isEqualTo(reported(report));
    }

    /// Per job: series and samples among the lines of a dump.
    private static Map<String, List<Long>> dumped(Path data, List<Object> options) {
        List<Object> arguments = new ArrayList<>(List.of("dump", data, "--as-server"));
        arguments.addAll(options);
        Map<String, Set<Map<String, String>>> series = new TreeMap<>();
        Map<String, Long> samples = new TreeMap<>();
        for (String line : PromtoolDump.lines(ToolRun.output(arguments.toArray()))) {
            Map<String, String> labels = PromtoolDump.labels(line);
            series.computeIfAbsent(labels.get("job"), job -> new HashSet<>()).add(labels);
            samples.merge(labels.get("job"), 1L, Long::sum);
        }
        Map<String, List<Long>> rows = new TreeMap<>();
        samples.forEach((job, count) ->
                rows.put(job, List.of((long) series.get(job).size(), count)));
        return rows;
    }

    private static Map<String, List<Long>> reported(JsonNode report) {
        Map<String, List<Long>> rows = new TreeMap<>();
        for (JsonNode job : report.get("jobs")) {
            rows.put(
                    job.get("name").stringValue(),
                    List.of(job.get("series").longValue(), job.get("samples").longValue()));
        }
        return rows;
    }

    /// The same by PromQL, at moments in a block, in the head, and where one begins.
    private static void assertQueries(
            Path data,
            PrometheusServer server,
            ServerSamples all,
            String selector,
            Predicate<Map<String, String>> chosen) {
        for (int at : new int[] {33, 79, 93, 104}) {
            long end = minute(at);
            long start = minute(12);
            JsonNode report =
                    HeadReports.analyze(data, "--at", end, "--from", start, "--match", selector, "--step", "7m");
            assertThat(report.at("/series/active").doubleValue())
                    .isEqualTo(server.scalar("count(" + selector + ")", end));
            ServerSamples counted = all.between(start, end).matching(chosen);
            for (JsonNode metric : report.get("metrics")) {
                String name = metric.get("name").stringValue();
                // Queries do not show staleness markers.
                long markers = counted.matching(labels -> name.equals(labels.get("__name__"))).series().stream()
                        .flatMap(series -> series.samples().stream())
                        .filter(ServerSamples.Sample::stale)
                        .count();
                String query = "sum(count_over_time(%s,__name__=\"%s\"}[%dms]))"
                        .formatted(selector.substring(0, selector.length() - 1), name, end - start);
                assertThat(metric.get("samples").doubleValue() - markers)
                        .as(query)
                        .isEqualTo(server.scalar(query, end));
            }
            assertSteps(report, counted, start, end);
        }
    }

    /// Each step of the timeline has the series that came and went in it.
    private static void assertSteps(JsonNode report, ServerSamples counted, long start, long end) {
        JsonNode timeline = report.at("/churn/timeline");
        assertThat(timeline).hasSize((int) ((end - start + 7 * MINUTE - 1) / (7 * MINUTE)));
        long time = start;
        for (JsonNode row : timeline) {
            assertThat(row.get("time").longValue()).isEqualTo(time);
            long stepStart = time;
            long stepEnd = Math.min(end, time + 7 * MINUTE);
            List<ServerSamples.Series> came = counted.series().stream()
                    .filter(series -> series.first() > Math.max(stepStart, start + 5 * MINUTE))
                    .filter(series -> series.first() <= stepEnd)
                    .toList();
            Sums gone = new ServerSamples(counted.series().stream()
                            .filter(series -> series.last() > stepStart && series.last() <= stepEnd)
                            .toList())
                    .total(start, end);
            assertThat(row.get("seriesAdded").longValue()).isEqualTo(came.size());
            assertThat(row.get("seriesRemoved").longValue()).isEqualTo(gone.removed());
            time += 7 * MINUTE;
        }
    }

    /// (An old server forgets that late samples of the head were deleted: none of those is.)
    ///
    /// Series that go on, come and go with and without a marker, are late; some samples deleted in blocks and head.
    private static void load(RealPrometheus release, Path data) {
        try (PrometheusServer server = release.startConfigured(data, LATE_SAMPLES, SHORT_BLOCKS)) {
            for (int minute = 0; minute < MINUTES; minute++) {
                write(server, minute);
                if (minute % 19 == 18) {
                    server.awaitCompaction(20 * MINUTE);
                }
            }
            ServerSamples all = ServerSamples.of(server);
            CHOICES.forEach((selector, chosen) -> assertQueries(data, server, all, selector, chosen));
            // Some releases fail at queries between tombstones.
            server.deleteSeries("{job=\"b\"}", START + 11 * MINUTE, START + 14 * MINUTE);
            server.deleteSeries("{job=\"b\"}", START + 85 * MINUTE, START + 87 * MINUTE);
        }
    }

    private static void write(PrometheusServer server, int minute) {
        long time = START + minute * MINUTE;
        WriteRequest request = new WriteRequest();
        for (String job : Arrays.asList("a", "b", "c")) {
            request.series(Map.of("__name__", "x", "job", job)).sample(time + 1, minute);
        }
        for (int i = 0; i < 3; i++) {
            int generation = (minute + 3 * i) / 9;
            Map<String, String> labels = Map.of("__name__", "y" + i, "job", "a", "pod", "p" + generation);
            boolean last = (minute + 3 * i) % 9 == 8;
            request.series(labels);
            if (last && i > 0) {
                request.stale(time + 2 + i);
            } else {
                request.sample(time + 2 + i, minute);
            }
        }
        server.write(request);
        if (minute % 4 == 3) {
            server.write(new WriteRequest()
                    .series(Map.of("__name__", "late", "job", "late"))
                    .sample(time - 7 * MINUTE + 9, minute)
                    .series(Map.of("__name__", "x", "job", "b"))
                    .sample(time - 8 * MINUTE + 9, minute));
        }
    }
}
