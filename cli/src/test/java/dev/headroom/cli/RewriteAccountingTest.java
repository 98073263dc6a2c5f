package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What `rewrite` makes of the demo, `verify --against` accounts for, and `whatif` has foretold.
class RewriteAccountingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--drop-label=pod",
                "--drop-label=user_id --on-collision=sum",
                "--drop-label=pod,instance --on-collision=max",
                "--drop-label=pod,instance,code,path --on-collision=keep-last",
                "--drop-label=pod,instance --on-collision=keep-first",
                "--relabel=one-id.yml",
                "--relabel=no-user-id.yml --on-collision=sum",
                "--relabel=prometheus.yml --job=checkout",
                "--relabel=prometheus.yml --job=api --drop-label=container",
            })
    void everySampleIsAccountedFor(String changes) {
        Path rules = Fixtures.demo().resolveSibling("relabel");
        List<String> options = List.of(
                changes.replace("--relabel=", "--relabel=" + rules + "/").split(" "));
        ToolRun rewritten = run(List.of("rewrite", Fixtures.demo(), "--out", folder), options);
        assertThat(rewritten.exitCode()).as(rewritten.err()).isEqualTo(ExitCode.OK);

        ToolRun verified = run(List.of("verify", folder, "--against", Fixtures.demo(), "-o", "json"), options);

        assertThat(verified.exitCode()).as(verified.out()).isEqualTo(ExitCode.OK);
        JsonNode blocks = verified.json().at("/blocks");
        List<String> forecast = options.stream()
                .filter(option -> !option.startsWith("--on-collision"))
                .toList();
        for (JsonNode pair : verified.json().at("/comparisons")) {
            JsonNode samples = pair.at("/samples");
            long accounted = samples.at("/kept").longValue()
                    + samples.at("/merged").longValue()
                    + samples.at("/deleted").longValue()
                    + samples.at("/dropped").longValue();
            assertThat(accounted).isEqualTo(samples.at("/original").longValue());
            JsonNode foretold = run(List.of("whatif", pair.at("/original").stringValue(), "-o", "json"), forecast)
                    .json();
            for (JsonNode block : blocks) {
                if (block.at("/path").equals(pair.at("/rewritten"))) {
                    assertThat(block.at("/series").longValue())
                            .isEqualTo(foretold.at("/after/series").longValue());
                }
            }
            assertThat(foretold.at("/after/samples").longValue())
                    .isEqualTo(samples.at("/kept").longValue()
                            + samples.at("/merged").longValue());
        }
    }

    private static ToolRun run(List<Object> arguments, List<String> options) {
        List<Object> all = new ArrayList<>(arguments);
        all.addAll(options);
        return ToolRun.of(all.toArray());
    }
}
