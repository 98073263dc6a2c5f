package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// `headroom relabel test`: the rules of the samples on the demo, and what goes wrong.
class RelabelTestCommandTest {
    private static final Path SAMPLES = Fixtures.demo().getParent();

    @TempDir
    Path folder;

    private static String rules(String name) {
        return SAMPLES.resolve("relabel").resolve(name).toString();
    }

    @Test
    void everyStepIsShown() {
        String text = ToolRun.output(
                "relabel", "test", "--rules", rules("one-id.yml"), "up{namespace=\"shop\",pod=\"api-7\"}");
        assertThat(text)
                .startsWith("2 rules, 1 series: 1 kept, 0 dropped\n")
                .contains("1  {__name__=\"up\", namespace=\"shop\", pod=\"api-7\"}")
                .contains("   {__name__=\"up\", id=\"shop/api-7\"}")
                .contains("\"shop;api-7\"  yes    id=\"shop/api-7\"\n")
                .contains("names         yes    without namespace=\"shop\", without pod=\"api-7\"\n");
    }

    @Test
    void theJsonSaysTheSame() {
        JsonNode report = ToolRun.json(
                "relabel", "test", "--rules", rules("prometheus.yml"), "--job", "api", "go_gc_x{a=\"1\"}", "up");
        assertThat(report.at("/schemaVersion").intValue()).isEqualTo(1);
        JsonNode dropped = report.at("/series/0");
        assertThat(dropped.at("/outcome").stringValue()).isEqualTo("dropped");
        assertThat(dropped.has("result")).isFalse();
        assertThat(dropped.at("/steps/0/value").stringValue()).isEqualTo("go_gc_x");
        assertThat(dropped.at("/steps/0/dropped").booleanValue()).isTrue();
        assertThat(report.at("/series/1/outcome").stringValue()).isEqualTo("kept");
        assertThat(report.at("/series/1/result/__name__").stringValue()).isEqualTo("up");
    }

    @Test
    void seriesComeOutOfADirectory() {
        ToolRun run = ToolRun.of(
                "relabel",
                "test",
                "--rules",
                rules("prometheus.yml"),
                "--job",
                "checkout",
                "-o",
                "json",
                "--match",
                "checkout_requests_by_user_total",
                "--limit",
                "50",
                SAMPLES.resolve("demo"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).contains("more series match");
        JsonNode series = run.json().at("/series");
        assertThat(series.size()).isEqualTo(50);
        int kept = 0;
        for (JsonNode one : series) {
            kept += one.at("/outcome").stringValue().equals("kept") ? 1 : 0;
            assertThat(one.at("/result").has("__tmp_tenth")).isFalse();
        }
        assertThat(kept).isBetween(1, 15);
    }

    @Test
    void whatPrometheusWouldNotStoreIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("rules.yml"), "- {regex: __name__, action: labeldrop}");
        assertThat(ToolRun.output("relabel", "test", "--rules", file, "up{a=\"1\"}"))
                .contains("without __name__ the series fails the scrape");
        assertThat(ToolRun.output("relabel", "test", "--rules", file, "up")).contains("dropped: no label is left");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "- {regexp: a}#up#rules.yml: line 1, column 4: unknown field \"regexp\"; did you mean \"regex\"?",
                "[]#{a=~\"b\"}#a label set has no =~",
                "[]#{a=\"b\",a=\"c\"}#the label a is there twice",
                "[]#{a=\"b\"#bad labels '{a=\"b\"'",
                "[]#.#--match",
            })
    void mistakesAreExplained(String yaml, String labels, String message) throws Exception {
        Path file = Files.writeString(folder.resolve("rules.yml"), yaml);
        ToolRun run = ToolRun.of("relabel", "test", "--rules", file, labels);
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).contains(message);
    }

    @Test
    void aMissingFileIsWrongUsage() {
        ToolRun run = ToolRun.of("relabel", "test", "--rules", folder.resolve("none.yml"), "up");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("none.yml: no such file");
        assertThat(ToolRun.of("relabel").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
