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

/// The series of [LookbackTest], counted by a server.
@NeedsPrometheus
class LookbackIT {
    @TempDir
    Path data;

    /// Release 3 leaves out what is exactly five minutes old, as the definition does; releases before it take it
    /// in.
    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void asAServerCountsThem(RealPrometheus release) {
        long end = LookbackTest.END;
        try (PrometheusServer server = release.start(data)) {
            WriteRequest request = new WriteRequest();
            for (int i = 0; i < LookbackTest.LASTS.length; i++) {
                long last = LookbackTest.LASTS[i];
                request.series(Map.of("__name__", "up", "job", "j" + i))
                        .sample(last - 60_000, 1)
                        .sample(last, 1);
            }
            request.series(Map.of("__name__", "up", "job", "j4"))
                    .sample(end - 1, 1)
                    .stale(end);
            server.write(request);
            assertThat(server.scalar("count({__name__=~\".+\"})", end))
                    .isEqualTo(release.version().startsWith("2.") ? 3 : 2);
        }
        LookbackTest.assertEnds(ToolRun.json("analyze", data), 1);
    }
}
