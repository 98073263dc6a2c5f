package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.cli.ServerSamples.Sums;
import dev.headroom.testing.PrometheusServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Reports of a directory with a head, and what they are held against.
final class HeadReports {
    private HeadReports() {}

    /// The report of a directory in which nothing may be wrong, with whole lists.
    static JsonNode analyze(Path directory, Object... options) {
        Object[] all = Stream.concat(Stream.of("analyze", directory, "--limit", 0), Arrays.stream(options))
                .toArray();
        return ToolRun.json(all);
    }

    /// Holds every count of a report against the samples a server returns.
    ///
    /// @param server the samples of the whole directory
    /// @param from what `--from` says, or the least number
    /// @param end what `--at` says, or the time of the newest sample
    /// @param chosen the series of the report, by their labels
    static void assertCounts(
            JsonNode report, ServerSamples server, long from, long end, Predicate<Map<String, String>> chosen) {
        long start = Math.max(from, server.start());
        ServerSamples counted = server.between(from, end).matching(chosen);
        Sums total = counted.total(start, end);
        assertThat(jobs(report)).isEqualTo(byValue(counted.by(List.of("job"), start, end), "job"));
        assertThat(metrics(report)).isEqualTo(byValue(counted.by(List.of("__name__"), start, end), "__name__"));
        Map<String, Object> expected = new TreeMap<>();
        expected.put("/series/total", total.series());
        expected.put("/series/active", total.active());
        expected.put("/bytesPerSample/samples", total.samples());
        expected.put("/bytesPerSample/histogramSamples", total.histogramSamples());
        expected.put("/ingest/samples", total.recent());
        expected.put("/churn/seriesAdded", total.added());
        expected.put("/churn/seriesRemoved", total.removed());
        expected.put("/dataStart", counted.start());
        expected.put("/dataEnd", counted.end());
        Map<String, Object> actual = new TreeMap<>();
        expected.keySet().forEach(field -> actual.put(field, report.at(field).longValue()));
        assertThat(actual).isEqualTo(expected);
        double seconds = Math.min(7_200_000, end - start) / 1000.0;
        assertThat(report.at("/ingest/windowSeconds").doubleValue()).isEqualTo(seconds);
        assertThat(report.at("/ingest/samplesPerSecond").doubleValue())
                .isCloseTo(total.recent() / seconds, within(1e-6));
        long added = 0;
        for (JsonNode step : report.at("/churn/timeline")) {
            added += step.get("seriesAdded").longValue();
        }
        assertThat(added).isEqualTo(total.added());
    }

    static void assertCounts(JsonNode report, ServerSamples server) {
        assertCounts(report, server, Long.MIN_VALUE, server.end(), labels -> true);
    }

    /// Per job: series, active, added, removed, samples, samples per second of the ingest window.
    static Map<String, List<Number>> jobs(JsonNode report) {
        Map<String, List<Number>> rows = new TreeMap<>();
        double window = report.at("/ingest/windowSeconds").doubleValue();
        for (JsonNode job : report.get("jobs")) {
            List<Number> row = new ArrayList<>();
            for (String field : List.of("series", "active", "samples")) {
                row.add(job.get(field).longValue());
            }
            row.add(Math.round(job.get("samplesPerSecond").doubleValue() * window));
            rows.put(job.get("name").stringValue(), row);
        }
        for (JsonNode job : report.at("/churn/byJob")) {
            List<Number> row = rows.get(job.get("job").stringValue());
            assertThat(job.get("active").longValue()).isEqualTo(row.get(1));
            row.add(job.get("seriesAdded").longValue());
            row.add(job.get("seriesRemoved").longValue());
        }
        return rows;
    }

    private static Map<String, List<Number>> metrics(JsonNode report) {
        Map<String, List<Number>> rows = new TreeMap<>();
        double window = report.at("/ingest/windowSeconds").doubleValue();
        for (JsonNode metric : report.get("metrics")) {
            List<Number> row = new ArrayList<>();
            for (String field : List.of("series", "active", "samples")) {
                row.add(metric.get(field).longValue());
            }
            row.add(Math.round(metric.get("samplesPerSecond").doubleValue() * window));
            rows.put(metric.get("name").stringValue(), row);
        }
        return rows;
    }

    /// The rows of `--by`: series, active, samples.
    static Map<Map<String, String>, List<Number>> groups(JsonNode report) {
        Map<Map<String, String>, List<Number>> rows = new HashMap<>();
        for (JsonNode group : report.get("groups")) {
            Map<String, String> labels = new TreeMap<>();
            group.get("labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().stringValue()));
            rows.put(
                    labels,
                    List.of(
                            group.get("series").longValue(),
                            group.get("active").longValue(),
                            group.get("samples").longValue()));
        }
        return rows;
    }

    private static Map<String, List<Number>> byValue(Map<Map<String, String>, Sums> sums, String label) {
        Map<String, List<Number>> rows = new TreeMap<>();
        sums.forEach((labels, s) -> {
            List<Number> row = new ArrayList<>(List.of(s.series(), s.active(), s.samples(), s.recent()));
            if (label.equals("job")) {
                row.addAll(List.of(s.added(), s.removed()));
            }
            rows.put(labels.getOrDefault(label, ""), row);
        });
        return rows;
    }

    /// Series in the head of a server that has just opened the directory.
    static long headSeries(PrometheusServer server) {
        return server.get("/api/v1/status/tsdb").at("/headStats/numSeries").longValue();
    }

    /// Holds the report's bytes against the files of the directory.
    static void assertDisk(JsonNode report, Path directory) {
        Map<String, Long> files = new TreeMap<>();
        for (Path file : files(directory)) {
            String[] parts = directory.relativize(file).toString().split("/", -1);
            String kind = switch (parts[0]) {
                case "wal", "wbl" -> parts[0];
                case "chunks_head" -> "chunksHead";
                default ->
                    parts[0].startsWith("chunk_snapshot")
                            ? "snapshot"
                            : parts[0].length() != 26 ? "other" : "blocks/" + parts[1].replace(".json", "");
            };
            files.merge(kind, size(file), Long::sum);
        }
        files.remove("other");
        Map<String, Long> told = new TreeMap<>();
        for (String kind : List.of(
                "wal",
                "wbl",
                "chunksHead",
                "snapshot",
                "blocks/chunks",
                "blocks/index",
                "blocks/tombstones",
                "blocks/meta")) {
            long bytes = report.at("/disk/" + kind).longValue();
            if (bytes > 0) {
                told.put(kind, bytes);
            }
        }
        files.values().removeIf(bytes -> bytes == 0);
        assertThat(told).isEqualTo(files);
        assertThat(report.at("/disk/total").longValue())
                .isEqualTo(files.values().stream().mapToLong(Long::longValue).sum());
    }

    /// What a run that touches a directory would change: names, sizes, and the times and numbers of inodes.
    static Map<String, String> fingerprint(Path directory) {
        Map<String, String> prints = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.toList()) {
                Map<String, Object> attributes = Files.readAttributes(
                        path, "unix:ino,mode,size,ctime,lastModifiedTime", LinkOption.NOFOLLOW_LINKS);
                prints.put(directory.relativize(path).toString(), new TreeMap<>(attributes).toString());
            }
            return prints;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
