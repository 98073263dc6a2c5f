package dev.headroom.analyze.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.analyze.gate.Budget.Growth;
import dev.headroom.analyze.gate.Budget.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetReaderTest {
    private static Budget read(String text) {
        return BudgetReader.read("budget.yml", text);
    }

    private static Rule rule(String text) {
        return read("rules:\n- " + text).rules().getFirst();
    }

    @Test
    void aRuleSaysWhatTheDefaultsDoNot() {
        Budget budget = read("""
            defaults: {severity: warn, owner: shop, message: see the runbook, retention: 15d}
            rules:
            - measure: series
              max: 1_000
            - measure: series
              per: metric
              name: metrics
              match: ['{job="api"}', up]
              max: 10k
              growth: +10%
              severity: error
              owner: api
              message: too many
              overrides:
                http_requests_total: 50k
                go_x: {max: none, growth: +5000, severity: warn, owner: runtime}
            - measure: projected-disk
              max: 1GB
            - measure: projected-disk
              retention: 1h
              max: 1.5M
            """);
        Rule total = budget.rules().get(0);
        assertThat(total.name()).isEqualTo("series");
        assertThat(total.by()).isEmpty();
        assertThat(total.terms()).isEqualTo(new Budget.Terms(1000.0, null, Severity.WARN, "see the runbook", "shop"));
        assertThat(total.retention()).isNull();

        Rule metrics = budget.rules().get(1);
        assertThat(metrics.name()).isEqualTo("metrics");
        assertThat(metrics.by()).containsExactly("__name__");
        assertThat(metrics.match()).extracting(Object::toString).containsExactly("{job=\"api\"}", "up");
        Growth tenPercent = new Growth(10, true);
        assertThat(metrics.terms())
                .isEqualTo(new Budget.Terms(10_000.0, tenPercent, Severity.ERROR, "too many", "api"));
        assertThat(metrics.termsOf(new Group(metrics.by(), List.of("http_requests_total"))))
                .isEqualTo(new Budget.Terms(50_000.0, tenPercent, Severity.ERROR, "too many", "api"));
        assertThat(metrics.termsOf(new Group(metrics.by(), List.of("go_x"))))
                .isEqualTo(new Budget.Terms(null, new Growth(5000, false), Severity.WARN, "too many", "runtime"));

        assertThat(budget.rules().get(2).retention()).isEqualTo(15 * 86_400_000L);
        assertThat(budget.rules().get(2).terms().max()).isEqualTo(1L << 30);
        assertThat(budget.rules().get(3).retention()).isEqualTo(3_600_000L);
        assertThat(budget.rules().get(3).terms().max()).isEqualTo(1_500_000);
    }

    @ParameterizedTest
    @CsvSource({"5,5", "5k,5000", "4.1M,4100000", "2G,2000000000", ".5,0.5", "1_000_000,1000000", "0,0"})
    void numbersHaveDecimalSuffixes(String text, double number) {
        assertThat(rule("{measure: series, max: " + text + "}").terms().max()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"+10%,110", "10%,110", "+0.5%,100.5", "+5000,5100", "5k,5100"})
    void growthIsOfTheBaseline(String text, double limit) {
        assertThat(rule("{measure: series, growth: " + text + "}")
                        .terms()
                        .growth()
                        .limit(100))
                .isEqualTo(limit);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{measure: series, max: 1}|series",
                "{measure: series, per: job, max: 1}|series per job",
                "{measure: churn-per-hour, per: [code, path], max: 1}|churn-per-hour per code, path",
                "{measure: series, match: '{job=\"a\"}', max: 1}|series of {job=\"a\"}",
            })
    void aRuleWithoutANameIsCalledAfterWhatItSays(String text, String name) {
        assertThat(rule(text).name()).isEqualTo(name);
    }

    @Test
    void groupsOfSeveralLabelsAreOverriddenBySelectors() {
        Rule rule =
                rule("{measure: series, per: [code, path], max: 1, overrides: {'{ path=\"/\", code=\"200\" }': 7}}");
        assertThat(rule.termsOf(new Group(rule.by(), List.of("200", "/"))).max())
                .isEqualTo(7);
        assertThat(rule.termsOf(new Group(rule.by(), List.of("/", "200"))).max())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "rules: []|1:1|list of rules",
                "rules:|1:1|list of rules",
                "rulez: []|1:1|did you mean \"rules\"?",
                "- a|1:1|mapping",
                "rules:~- measure: serie~  max: 1|2:12|did you mean \"series\"?",
                "rules:~- measure: nonsense~  max: 1|2:12|there are: series, active-series",
                "rules:~- max: 1|2:3|needs a measure",
                "rules:~- measure: series|2:3|max, growth or overrides",
                "rules:~- measure: series~  maximum: 1|3:3|did you mean \"max\"?",
                "rules:~- measure: series~  max: many|3:8|no number",
                "rules:~- measure: series~  max: -1|3:8|no number",
                "rules:~- measure: series~  max: 5GB|3:8|no number",
                "rules:~- measure: series~  max: [1]|3:8|expected a number",
                "rules:~- measure: series~  growth: lots|3:11|no number",
                "rules:~- measure: series~  max: 1~  severity: fatal|4:13|error or warn",
                "rules:~- measure: series~  max: 1~  per: code|4:8|[code]",
                "rules:~- measure: series~  max: 1~  per: []|4:8|leave per out",
                "rules:~- measure: label-values~  max: 1~  per: job|4:3|leave per out",
                "rules:~- measure: series~  max: 1~  match: '{a=b}'|4:10|",
                "rules:~- measure: series~  max: 1~  retention: 1d|4:3|only projected-disk",
                "rules:~- measure: projected-disk~  max: 1|2:3|retention",
                "rules:~- measure: projected-disk~  max: 1XB~  retention: 1d|3:8|units",
                "rules:~- measure: projected-disk~  max: 1~  retention: 1 day|4:14|duration",
                "rules:~- measure: series~  max: 1~  overrides: {a: 1}|4:3|nothing to override",
                "rules:~- measure: series~  max: 1~  per: job~  overrides: {a: {mx: 1}}|5:19|did you mean \"max\"?",
                "rules:~- measure: series~  max: 1~  max: 2|4:3|twice",
                "rules:~- measure: series~  max: 1~  per: [a, b]~  overrides: {c: 1}|5:15|labels are a, b",
                "rules: &a~- *a|1:8|deep",
                "rules:~- [a]: 1|1:1|no YAML",
                "rules: [|1|no YAML",
                "a: 1~---~b: 2|2:1|another document",
                "defaults: {max: 1}~rules: []|1:12|unknown key \"max\"",
            })
    void whatIsWrongIsSaidWithItsPlace(String text, String place, String gist) {
        assertThatThrownBy(() -> read(text.replace('~', '\n')))
                .isInstanceOf(BudgetException.class)
                .hasMessageStartingWith("budget.yml:" + place)
                .hasMessageContaining(gist == null ? "" : gist)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void anEmptyFileIsNoBudget() {
        assertThatThrownBy(() -> read("")).isInstanceOf(BudgetException.class);
        assertThatThrownBy(() -> read("# nothing\n")).isInstanceOf(BudgetException.class);
    }
}
