package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The rules that `suggest` and `whatif` print, as promtool reads them in a configuration.
@NeedsPrometheus
class SuggestIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("dev.headroom.testing.RealPrometheus#installed")
    void promtoolTakesTheRules(RealPrometheus release) throws IOException {
        Path data = Planted.write(Files.createDirectory(folder.resolve("data")));
        assertTaken(release, ToolRun.output("suggest", data, "-o", "yaml"));
        assertTaken(release, ToolRun.output("suggest", Fixtures.demo(), "--save", "60%", "-o", "yaml"));
        Path rules = Fixtures.demo().resolveSibling("relabel");
        for (String file : new String[] {"one-id.yml", "no-user-id.yml"}) {
            assertTaken(
                    release, ToolRun.output("whatif", Fixtures.demo(), "--relabel", rules.resolve(file), "-o", "yaml"));
        }
    }

    private void assertTaken(RealPrometheus release, String yaml) throws IOException {
        assertThat(yaml).contains("metric_relabel_configs:", "# saves ", "# risk: ");
        Path configuration = Files.writeString(
                folder.resolve("prometheus.yml"),
                "scrape_configs:\n- job_name: app\n  static_configs: [{targets: ['localhost:1']}]\n" + yaml.indent(2));
        assertThat(release.promtool("check", "config", configuration.toString()))
                .contains("SUCCESS");
    }
}
