package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.testing.DemoAnswers;
import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The expected answers of the demo, against a real server on a copy of it, and its promtool.
@NeedsPrometheus
class DemoAnswersIT {
    @TempDir
    Path temporary;

    @Test
    void theAnswersAreThoseOfARealPrometheus() throws IOException {
        RealPrometheus release = RealPrometheus.newest();
        assumeThat(release.version())
                .as("the demo has histograms with custom buckets, which came with release 3")
                .doesNotStartWith("2.");
        Path copy = Fixtures.copy(Fixtures.demo(), temporary.resolve("demo"));
        JsonNode committed = JsonMapper.shared()
                .readTree(Fixtures.demo().resolveSibling("demo-answers.json").toFile());
        // As text read again, for a number's type is lost on the way.
        JsonNode made =
                JsonMapper.shared().readTree(DemoAnswers.of(release, copy).toString());
        for (String part : new String[] {"analyze", "analyzeBlock"}) {
            assertThat(made.get(part)).isEqualTo(committed.get(part));
        }
    }
}
