package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Directories that Prometheus 3.14 wrote, head and all.
class FixtureHeadIT {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"classic", "xor2", "st"})
    void theDumpIsThatOfPromtool(String name) throws IOException {
        Path directory = Fixtures.shared().resolve("prometheus-3.14").resolve(name);
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(Headroom.run(out, OutputStream.nullOutputStream(), "dump", directory.toString()))
                .isEqualTo(ExitCode.OK);

        try (InputStream packed = Files.newInputStream(directory.resolveSibling(name + ".dump.txt.gz"))) {
            assertThat(out.toByteArray()).isEqualTo(new GZIPInputStream(packed).readAllBytes());
        }
    }

    /// The samples are the same in all three; so are the reports, but for bytes and chunks.
    @Test
    void theReportsAreTheSame() {
        Path fixtures = Fixtures.shared().resolve("prometheus-3.14");
        JsonNode classic = HeadReports.analyze(fixtures.resolve("classic"));
        for (String other : List.of("xor2", "st")) {
            JsonNode report = HeadReports.analyze(fixtures.resolve(other));
            assertThat(HeadReports.jobs(report)).isEqualTo(HeadReports.jobs(classic));
            for (String part : List.of(
                    "/series",
                    "/ingest",
                    "/churn",
                    "/dataStart",
                    "/dataEnd",
                    "/bytesPerSample/samples",
                    "/bytesPerSample/histogramSamples",
                    "/bytesPerSample/deleted")) {
                assertThat(report.at(part)).as(part).isEqualTo(classic.at(part));
            }
        }
    }

    /// Of the directory that a release of today can read, it serves the samples that are dumped and counted.
    @Test
    @NeedsPrometheus("3.5")
    void aServerServesWhatIsCounted() {
        Path directory = Fixtures.shared().resolve("prometheus-3.14/classic");
        Map<Map<String, String>, Long> dumped = new HashMap<>();
        for (String line : PromtoolDump.lines(ToolRun.output("dump", "--as-server", directory))) {
            dumped.merge(PromtoolDump.labels(line), 1L, Long::sum);
        }
        JsonNode report = HeadReports.analyze(directory);
        Path copy = Fixtures.copy(directory, temporary.resolve("copy"));
        try (PrometheusServer server = RealPrometheus.release("3.5").start(copy)) {
            ServerSamples samples = ServerSamples.of(server);
            Map<Map<String, String>, Long> served = new HashMap<>();
            samples.series()
                    .forEach(series ->
                            served.put(series.labels(), (long) series.samples().size()));
            assertThat(dumped).isEqualTo(served);
            HeadReports.assertCounts(report, samples);
            assertThat(report.at("/series/head").longValue()).isEqualTo(HeadReports.headSeries(server));

            for (JsonNode row : report.get("metrics")) {
                String name = row.get("name").stringValue();
                long markers = samples.matching(labels -> name.equals(labels.get("__name__"))).series().stream()
                        .flatMap(series -> series.samples().stream())
                        .filter(ServerSamples.Sample::stale)
                        .count();
                String count = "sum(count_over_time(%s[%dms]))".formatted(name, samples.end() - samples.start() + 1);
                assertThat(row.get("samples").doubleValue() - markers)
                        .as(name)
                        .isEqualTo(server.scalar(count, samples.end()));
            }
        }
    }
}
