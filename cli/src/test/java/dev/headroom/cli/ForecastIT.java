package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealExporter;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What `whatif` says of the blocks of real servers, filled by remote write and by scraping, against what
/// `rewrite` makes of them.
@NeedsPrometheus
@ParameterizedClass
@MethodSource("directories")
class ForecastIT {
    @TempDir
    static Path temporary;

    private static Path blocks;

    @Parameter
    String directory;

    @TempDir
    Path scratch;

    static Stream<String> directories() {
        return Stream.concat(RealPrometheus.installed().stream().map(RealPrometheus::version), Stream.of("scraped"));
    }

    static Stream<String> ruleSets() {
        return Forecasts.RULE_SETS.stream();
    }

    @BeforeParameterizedClassInvocation
    static void load(String directory) throws IOException {
        Path own = Files.createTempDirectory(temporary, "real");
        blocks = directory.equals("scraped")
                ? scraped(own)
                : RealBlocks.load(RealPrometheus.release(directory), own).blocks();
    }

    /// Blocks of ten seconds and more of exporters and of the server itself.
    private static Path scraped(Path own) {
        List<RealExporter> exporters = Stream.of("prometheus-node-exporter", "prometheus-pushgateway")
                .filter(RealExporter::isInstalled)
                .map(RealExporter::start)
                .toList();
        Path self = own.resolve("self.json");
        String targets =
                exporters.stream().map(one -> '"' + one.address() + '"').collect(Collectors.joining(", "));
        String configuration = """
                global: {scrape_interval: 500ms, scrape_timeout: 500ms}
                scrape_configs:
                - {job_name: prometheus, file_sd_configs: [{files: ["%s"]}]}
                - {job_name: exporters, static_configs: [{targets: [%s]}]}
                """.formatted(self, targets);
        Path data = own.resolve("data");
        try (PrometheusServer server = RealPrometheus.newest()
                .startConfigured(
                        data,
                        configuration,
                        "--storage.tsdb.min-block-duration=10s",
                        "--storage.tsdb.max-block-duration=90s")) {
            Files.writeString(
                    self, "[{\"targets\": [\"%s\"]}]".formatted(server.url().getAuthority()));
            long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            while (ToolRun.json("list", data).get("blocks").size() < 2) {
                assertThat(System.nanoTime()).as("blocks within two minutes").isLessThan(end);
                Thread.sleep(500);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            exporters.forEach(RealExporter::close);
        }
        return Fixtures.copyOfBlocks(data, own.resolve("blocks"));
    }

    @ParameterizedTest
    @MethodSource("ruleSets")
    void whatIsForetoldIsWritten(String rules) {
        Forecasts forecasts = new Forecasts(blocks, scratch);
        forecasts.assertForetold("--relabel", forecasts.rules(rules));
    }

    @Test
    void eachLabelIsWhatDroppingItMakes() {
        new Forecasts(blocks, scratch).assertEachLabel();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{regex: A, action: labeldrop}]", "[{source_labels: [A, B], target_label: A}]"})
    void gateAndPlanJudgeWhatWouldBe(String pattern) throws IOException {
        Forecasts forecasts = new Forecasts(blocks, scratch);
        // A series without a metric's name would fail the scrape when rules change it.
        String named = "[{source_labels: [__name__], regex: .+, action: keep}, ";
        forecasts.assertJudgedAlike(forecasts.rules(named + pattern.substring(1)));
    }
}
