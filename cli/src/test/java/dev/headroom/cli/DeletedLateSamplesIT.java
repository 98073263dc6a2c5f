package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import dev.headroom.testing.WriteRequest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Samples that come late to where the head's were deleted before.
@NeedsPrometheus
class DeletedLateSamplesIT {
    private static final long MINUTE = 60_000;
    private static final long START = 27_000L * 18 * 60 * MINUTE;
    private static final String LATE_SAMPLES = "storage:\n  tsdb:\n    out_of_order_time_window: 2h\n";
    private static final String[] SHORT_BLOCKS = {
        "--storage.tsdb.min-block-duration=20m", "--storage.tsdb.max-block-duration=20m"
    };

    /// The head hides them, in the servers that know tombstones of late samples; the block of late samples has them
    /// again, whichever server makes it.
    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void areHiddenUntilTheyAreCompacted(RealPrometheus release, @TempDir Path data) {
        try (PrometheusServer server = release.startConfigured(data, LATE_SAMPLES, SHORT_BLOCKS)) {
            write(server, 0, 25);
            server.deleteSeries("x", START + 10 * MINUTE, START + 12 * MINUTE);
            write(server, 10, 13);
        }
        assertThat(samples(data)).isEqualTo(22);
        try (PrometheusServer server = release.startConfigured(data, LATE_SAMPLES, SHORT_BLOCKS)) {
            assertThat(ServerSamples.of(server)
                            .total(START, START + 24 * MINUTE)
                            .samples())
                    .isEqualTo(release.isRelease("2.42") ? 25 : 22);
            write(server, 25, 45);
            server.awaitCompaction(20 * MINUTE);
            HeadReports.assertCounts(HeadReports.analyze(data), ServerSamples.of(server));
        }
        assertThat(samples(data)).isEqualTo(45);
    }

    private static long samples(Path data) {
        return HeadReports.analyze(data).at("/bytesPerSample/samples").longValue();
    }

    private static void write(PrometheusServer server, int from, int to) {
        for (int minute = from; minute < to; minute++) {
            server.write(new WriteRequest()
                    .series(Map.of("__name__", "x", "job", "a"))
                    .sample(START + minute * MINUTE, minute));
        }
    }
}
