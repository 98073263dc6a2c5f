package dev.headroom.tsdb.units;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.RealPrometheus;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Durations and sizes against a real Prometheus: it reads its flags, finds no configuration, and stops.
@NeedsPrometheus("3.5")
class RealPrometheusIT {
    private static final List<String> DURATIONS = List.of(
            "0",
            "00",
            "1",
            "15d",
            "1h30m",
            "1y2w3d4h5m6s7ms",
            "1s1m",
            "1m1m",
            "1.5h",
            "1D",
            "1 d",
            " 1d",
            "1d ",
            "-1d",
            "+1d",
            "d",
            "1µs",
            "292y",
            "293y",
            "9223372036854ms",
            "9223372036855ms",
            "292y52w",
            "99999999999999999999d",
            "0001s",
            "0d",
            "0s0ms",
            "1h0m",
            "1w1y",
            "1m1ms1s",
            "1dd",
            "1msm",
            "1smm",
            "١d");

    /// Without `8EB`, the one size that 3.5 takes for a negative number; later versions refuse it.
    private static final List<String> SIZES = List.of(
            "0",
            "00",
            "0B",
            "512",
            "512B",
            "512MB",
            "512MiB",
            "1kB",
            "1KB",
            "1KiB",
            "1mb",
            "1M",
            "1Mi",
            "1iB",
            "1.5GB",
            "1.GB",
            ".5GB",
            ".GB",
            "GB",
            "1GB512MB",
            "1GB5",
            "1GiB1MB",
            "1GB1B",
            "1GiB1B",
            "1 GB",
            " 1GB",
            "1GB ",
            "7EB",
            "9EB",
            "9EiB",
            "9999PB",
            "1ZB",
            "1e3MB",
            "1,5GB",
            "0x1GB",
            "1.2.3GB",
            "1MB1GB",
            "3TB",
            "2PB");

    @TempDir
    private static Path dir;

    @Test
    void acceptsAndRefusesTheSameDurations() throws Exception {
        assertSame("--storage.tsdb.retention.time=", DURATIONS, Durations::parse);
    }

    @Test
    void acceptsAndRefusesTheSameSizes() throws Exception {
        assertSame("--storage.tsdb.retention.size=", SIZES, Sizes::parse);
    }

    private static void assertSame(String flag, List<String> texts, Consumer<String> parser) throws Exception {
        SoftAssertions same = new SoftAssertions();
        for (String text : texts) {
            Process process = new ProcessBuilder(
                            RealPrometheus.release("3.5").prometheus().toString(),
                            "--config.file=" + dir.resolve("absent"),
                            flag + text)
                    .directory(dir.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            boolean accepted = output.contains("Error loading config");
            assertThat(accepted || output.contains("Error parsing command line"))
                    .as("%s: %s", text, output)
                    .isTrue();
            same.assertThat(accepts(parser, text))
                    .as("%s: %s", text, output.lines().findFirst())
                    .isEqualTo(accepted);
        }
        same.assertAll();
    }

    private static boolean accepts(Consumer<String> parser, String text) {
        try {
            parser.accept(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
