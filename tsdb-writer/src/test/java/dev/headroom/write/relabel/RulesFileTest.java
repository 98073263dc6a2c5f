package dev.headroom.write.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where rules are found in a file.
class RulesFileTest {
    private static final String CONFIG = """
        global:
          scrape_interval: 15s
          metric_name_validation_scheme: legacy
        rule_files: [rules/*.yml]
        scrape_configs:
          - job_name: node
            static_configs: [{targets: [localhost:9100]}]
          - job_name: api
            metric_relabel_configs: &drops
              - regex: pod
                action: labeldrop
          - job_name: web
            metric_name_validation_scheme: utf8
            metric_relabel_configs:
              - target_label: my.label
                replacement: x
        """;

    private static RelabelRules parse(String yaml, String job) {
        return RelabelRules.parse("f.yml", yaml, job);
    }

    @Test
    void aBareListIsOne() {
        assertThat(parse("- {regex: a, action: labeldrop}\n- {regex: b, action: labeldrop}", null)
                        .rules())
                .hasSize(2);
        assertThat(parse("[]", null).rules()).isEmpty();
    }

    @Test
    void aSectionIsOne() {
        assertThat(parse("metric_relabel_configs:\n- {regex: a, action: labeldrop}", null)
                        .rules())
                .hasSize(1);
    }

    @Test
    void aJobIsPickedOutOfAConfiguration() {
        assertThat(parse(CONFIG, "api").rules().getFirst()).hasToString("{regex: pod, action: labeldrop}");
        assertThat(parse(CONFIG, "web").rules().getFirst().targetLabel()).isEqualTo("my.label");
        assertThat(parse(CONFIG.substring(0, CONFIG.indexOf("  - job_name: web")), null)
                        .rules())
                .hasSize(1);
    }

    @Test
    void aJobThatCannotBePickedIsAnError() {
        assertThatThrownBy(() -> parse(CONFIG, null))
                .hasMessage("f.yml: rules of several jobs, one has to be picked: api, web");
        assertThatThrownBy(() -> parse(CONFIG, "apis"))
                .hasMessage("f.yml: no job apis in it; there are: api, node, web");
        assertThatThrownBy(() -> parse(CONFIG, "node")).hasMessage("f.yml: job node has no metric_relabel_configs");
        assertThatThrownBy(() -> parse("[]", "node")).hasMessageContaining("no scrape_configs in it");
    }

    @Test
    void theSchemeOfTheConfigurationCounts() {
        String config = CONFIG.replace("    metric_name_validation_scheme: utf8\n", "");
        assertThatThrownBy(() -> parse(config, "web"))
                .isInstanceOf(RelabelException.class)
                .hasMessage("f.yml: line 14, column 23: target_label \"my.label\" is no name of a label");
        assertThatThrownBy(() -> parse(CONFIG.replace("scheme: utf8", "scheme: utf9"), "web"))
                .hasMessageContaining("line 13, column 36: metric_name_validation_scheme is legacy or utf8");
    }

    @Test
    void aMisspeltSectionIsNotOverlooked() {
        assertThatThrownBy(() -> parse(CONFIG.replace("metric_relabel_configs: &", "metric_relabel_config: &"), "web"))
                .hasMessage("f.yml: line 9, column 5: unknown field \"metric_relabel_config\";"
                        + " did you mean \"metric_relabel_configs\"?");
        assertThatThrownBy(() -> parse("metrics_relabel_configs: []", null)).hasMessageContaining("did you mean");
        assertThatThrownBy(() -> parse("relabel_configs: []", null))
                .hasMessageContaining("neither a list of rules nor metric_relabel_configs or scrape_configs");
    }

    @Test
    void anchorsAndMergesAreFollowed() {
        String config = CONFIG.replace(
                "  - target_label: my.label\n        replacement: x\n", "  - &a {regex: b, action: labeldrop}\n");
        config += """
                  - {<<: *a, regex: c}
                  - {<<: [{regex: d}, *a]}
                  - *a
              - job_name: last
                metric_relabel_configs: *drops
            """;
        assertThat(parse(config, "web").rules()).map(RelabelRule::regex).containsExactly("b", "c", "d", "b");
        assertThat(parse(config, "last").rules()).map(RelabelRule::regex).containsExactly("pod");
        assertThatThrownBy(() -> parse("- &a {<<: *a, action: drop}", null)).isInstanceOf(RelabelException.class);
    }

    @Test
    void scalarsKeepTheirText() {
        RelabelRule rule = parse("- {regex: 0x10, target_label: yes, replacement: 1.50, modulus: 0x10}", null)
                .rules()
                .getFirst();
        assertThat(rule).hasToString("{regex: '0x10', modulus: 16, target_label: 'yes', replacement: '1.50'}");
    }

    @Test
    void whatIsNoYamlIsAnError(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> parse("", null)).hasMessage("f.yml: no rules in it");
        assertThatThrownBy(() -> parse("a: b: c", null)).hasMessageContaining("line 1, column 5: not YAML");
        assertThatThrownBy(() -> parse("text", null)).hasMessageContaining("expected a list of rules");
        assertThatThrownBy(() -> parse("[".repeat(100_000), null)).isInstanceOf(RelabelException.class);
        Path file = folder.resolve("rules.yml");
        Files.write(file, new byte[] {'-', ' ', (byte) 0xFF});
        assertThatThrownBy(() -> RelabelRules.read(file, null)).hasMessageContaining("not UTF-8");
    }
}
