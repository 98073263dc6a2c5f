package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `-o prometheus` prints, `promtool check metrics` has nothing to say against.
@NeedsPrometheus
class PrometheusFormatIT {
    @TempDir
    Path temporary;

    static Stream<RealPrometheus> releases() {
        return RealPrometheus.installed().stream();
    }

    @ParameterizedTest
    @MethodSource("releases")
    void promtoolHasNothingToSay(RealPrometheus release) throws Exception {
        Path demo = Fixtures.demo();
        Path budget = demo.resolveSibling("budgets").resolve("example.yml");
        for (Object[] arguments : List.of(
                new Object[] {"analyze", demo, "--limit", 0},
                new Object[] {"analyze", demo, "--by", "__name__,job,my.label"},
                new Object[] {"analyze", Fixtures.blocks(demo).getFirst()},
                new Object[] {"plan", demo, "--disk", "1GB", "--memory", "1GB"},
                new Object[] {"gate", demo, "--budget", budget},
                new Object[] {"diff", Fixtures.blocks(demo).getFirst(), demo, "--limit", 0})) {
            Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
            all[arguments.length] = "-o";
            all[arguments.length + 1] = "prometheus";
            assertThat(check(release, ToolRun.output(all)))
                    .as("%s", List.of(arguments))
                    .isEmpty();
        }
    }

    /// What promtool complains of; with an exit code that is none of its own, more.
    private String check(RealPrometheus release, String metrics) throws IOException, InterruptedException {
        Path file = Files.writeString(temporary.resolve("metrics.prom"), metrics);
        Process process = new ProcessBuilder(release.promtool().toString(), "check", "metrics")
                .redirectInput(file.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue() == 0 ? said : process.exitValue() + ": " + said;
    }
}
