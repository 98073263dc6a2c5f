package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;

/// Budgets over a directory of a small shop, before and after one of its metrics begins to count by user.
class GateTest {
    private static final long START = 1_700_006_400_000L;
    private static final int USERS = 300;

    @TempDir
    Path directory;

    private Path before;
    private Path after;

    @BeforeEach
    void write() throws IOException {
        before = Files.createDirectory(directory.resolve("before"));
        shop(new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA")).write(before);
        after = Files.createDirectory(directory.resolve("after"));
        BlockImage exploded = shop(new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA"));
        for (int user = 0; user < USERS; user++) {
            exploded.series(
                    labels("orders_total", "checkout", "user_id", "u" + user, "code", "" + (200 + user % 3)),
                    START + 3_600_000,
                    4);
        }
        exploded.write(after);
    }

    /// 100 series: 40 of the job `api`, 60 of the job `node` with more label values than the users' metric had.
    private static BlockImage shop(BlockImage block) {
        for (int i = 0; i < 40; i++) {
            block.series(labels("requests_total", "api", "path", "/" + i % 20, "code", "" + (200 + i / 20)), START, 61);
        }
        for (int i = 0; i < 60; i++) {
            block.series(labels("load", "node", "instance", "node-" + i), START, 61);
        }
        return block;
    }

    private static Map<String, String> labels(String name, String job, String... more) {
        Map<String, String> labels = new HashMap<>(Map.of("__name__", name, "job", job));
        for (int i = 0; i < more.length; i += 2) {
            labels.put(more[i], more[i + 1]);
        }
        return labels;
    }

    private Path budget(String text) {
        try {
            return Files.writeString(directory.resolve("budget.yml"), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path rule(String text) {
        return budget("rules:\n- " + text + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{measure: series, max: 399}|{measure: series, max: 400}",
                "{measure: series, per: metric, max: 299}|{measure: series, per: metric, max: 300}",
                "{measure: series, per: job, max: 299}|{measure: series, per: job, max: 300}",
                "{measure: series, per: [code], max: 119}|{measure: series, per: [code], max: 120}",
                "{measure: label-values, max: 299}|{measure: label-values, max: 300}",
                "{measure: label-values, max: 60}|{measure: label-values, max: 60, overrides: {user_id: 300}}",
                "{measure: series, per: metric, max: 60}|{measure: series, per: metric, max: 60, overrides:"
                        + " {orders_total: none}}",
                "{measure: series, match: '{job=\"checkout\"}', max: 299}|{measure: series, match: '{job=\"api\"}',"
                        + " max: 40}",
                "{measure: series, match: [load, orders_total], max: 359}|{measure: series, match: [load,"
                        + " orders_total], max: 360}",
                "{measure: churn-per-hour, max: 1}|{measure: churn-per-hour, max: 400}",
            })
    void anExplosionIsToldWithMetricLabelAndJobUntilTheBudgetAllowsIt(String tight, String wide) {
        ToolRun failed = ToolRun.of("gate", after, "--budget", rule(tight));
        assertThat(failed.exitCode()).isEqualTo(ExitCode.GATE_FAILED);
        assertThat(failed.err()).isEmpty();
        assertThat(failed.out().lines().findFirst().orElseThrow())
                .startsWith("FAILED: ")
                .containsPattern("metric orders_total, label user_id \\([13]00 values\\), job checkout");

        assertThat(ToolRun.output("gate", after, "--budget", rule(wide))).startsWith("PASSED");
    }

    @Test
    void rulesThatPrometheusWouldNotStoreTheSeriesOfAreRefusedAsByPlan() {
        Path budget = rule("{measure: series, max: 1000}");
        ToolRun refused = ToolRun.of("gate", after, "--budget", budget, "--drop-label", "__name__");
        ToolRun plan = ToolRun.of("plan", after, "--drop-label", "__name__");
        assertThat(refused.exitCode()).isEqualTo(plan.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(refused.err())
                .isEqualTo(plan.err())
                .contains("the rules leave series that Prometheus would not store");
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void aDroppedLabelNoLongerCounts() {
        Path budget = rule("{measure: series, max: 103}");
        assertThat(ToolRun.of("gate", after, "--budget", budget).exitCode()).isEqualTo(ExitCode.GATE_FAILED);
        assertThat(ToolRun.output("gate", after, "--budget", budget, "--drop-label", "user_id"))
                .startsWith("PASSED");
        assertThat(ToolRun.of("gate", after, "--budget", budget, "--drop-label", "user_id", "--job", "api")
                        .err())
                .contains("--job: goes with --relabel");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{measure: series, growth: +299%}|{measure: series, growth: +300%}",
                "{measure: series, growth: +299}|{measure: series, growth: +300}",
                "{measure: series, per: job, growth: +299}|{measure: series, per: job, growth: +300}",
                "{measure: label-values, growth: +299}|{measure: label-values, growth: +300}",
                "{measure: series, per: [code], growth: +99}|{measure: series, per: [code], growth: +1000%}",
                "{measure: series, max: 400, growth: +1%}|{measure: series, max: 400, growth: +400}",
            })
    void growthIsHeldAgainstTheBaseline(String tight, String wide) {
        for (String text : List.of(tight, wide)) {
            Path budget = rule(text);
            Path baseline = directory.resolve("baseline.json");
            String written = ToolRun.output("gate", before, "--budget", budget, "--write-baseline", baseline);
            assertThat(written).startsWith("PASSED").contains("growth needs a baseline");
            assertThat(ToolRun.output("gate", before, "--budget", budget, "--baseline", baseline))
                    .startsWith("PASSED")
                    .doesNotContain("needs a baseline");

            ToolRun run = ToolRun.of("gate", after, "--budget", budget, "--baseline", baseline);
            if (text.equals(wide)) {
                assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
            } else {
                assertThat(run.exitCode()).isEqualTo(ExitCode.GATE_FAILED);
                assertThat(run.out().lines().findFirst().orElseThrow())
                        .containsPattern("metric orders_total, label user_id \\([13]00 values\\), job checkout");
            }
            assertThat(run.out()).contains("GROWTH SINCE THE BASELINE");
        }
    }

    /// A metric that is gone, and rules in another order, break nothing.
    @Test
    void whatHasVanishedFailsNothing() {
        Path baseline = directory.resolve("baseline.json");
        String one = "- {measure: series, per: metric, growth: +0%}\n";
        String two = "- {measure: label-values, growth: +0}\n";
        ToolRun.output("gate", after, "--budget", budget("rules:\n" + one + two), "--write-baseline", baseline);
        String now = ToolRun.output(
                "gate", before, "--budget", budget("rules:\n" + two + one), "--baseline", baseline, "-o", "json");
        JsonNode report = json(now);
        assertThat(report.get("passed").booleanValue()).isTrue();
        assertThat(report.get("growth")).hasSize(1);
        assertThat(report.at("/growth/0/metric").stringValue()).isEqualTo("orders_total");
        assertThat(report.at("/growth/0/growth").longValue()).isEqualTo(-USERS);
    }

    @Test
    void aRuleThatTheBaselineDoesNotKnowIsNotJudged() {
        Path baseline = directory.resolve("baseline.json");
        ToolRun.output("gate", before, "--budget", rule("{measure: series, max: 1k}"), "--write-baseline", baseline);
        assertThat(ToolRun.output(
                        "gate",
                        after,
                        "--budget",
                        rule("{measure: active-series, growth: +1}"),
                        "--baseline",
                        baseline))
                .startsWith("PASSED")
                .contains("unjudged", "without this rule");
    }

    @Test
    void warningsDoNotFail() {
        Path budget = budget("""
            defaults: {severity: warn, owner: shop, message: see the runbook}
            rules:
            - {measure: series, max: 10}
            - {measure: series, per: job, max: 50, overrides: {checkout: {severity: error, max: 300}}}
            """);
        ToolRun run = ToolRun.of("gate", after, "--budget", budget);
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.out())
                .startsWith("PASSED, with a warning: series: 400, allowed 10;")
                .contains("see the runbook [shop]");
        JsonNode report = json(ToolRun.output("gate", after, "--budget", budget, "-o", "json"));
        assertThat(report.get("errors").longValue()).isZero();
        assertThat(report.get("warnings").longValue()).isEqualTo(2);
        assertThat(report.at("/offenders/1/name").stringValue()).isEqualTo("node");
    }

    @Test
    void numbersAreThoseOfTheAnalysis() {
        JsonNode analysis = ToolRun.json("analyze", after);
        String budget = """
            rules:
            - {measure: series, max: 1}
            - {measure: active-series, max: 1}
            - {measure: churn-per-hour, max: 0.1}
            - {measure: samples-per-second, max: 0.1}
            - {measure: bytes-per-sample, max: 0.1}
            - {measure: projected-disk, retention: 15d, match: '{job=~".+"}', max: 1B}
            - {measure: projected-disk, retention: 15d, max: 1B}
            """;
        JsonNode rules = json(ToolRun.of("gate", after, "--budget", budget(budget), "-o", "json")
                        .out())
                .get("rules");
        assertThat(rules.get(0).get("value").longValue())
                .isEqualTo(analysis.at("/series/total").longValue());
        assertThat(rules.get(1).get("value").longValue())
                .isEqualTo(analysis.at("/series/active").longValue());
        assertThat(rules.get(2).get("value").doubleValue())
                .isEqualTo(analysis.at("/churn/seriesAddedPerHour").doubleValue());
        double rate = analysis.at("/ingest/samplesPerSecond").doubleValue();
        double bytes = analysis.at("/bytesPerSample/chunks").doubleValue();
        assertThat(rules.get(3).get("value").doubleValue()).isEqualTo(rate);
        assertThat(rules.get(4).get("value").doubleValue()).isEqualTo(bytes);
        assertThat(rules.get(5).get("value").longValue()).isEqualTo(Math.round(15 * 86_400 * rate * bytes));
        assertThat(rules.get(6).get("value").longValue())
                .isEqualTo(Math.round(ToolRun.json("plan", after, "--retention", "15d")
                        .at("/disk/now/fullest")
                        .doubleValue()));
    }

    @Test
    void junitSaysWhatFailedWhatWasSkippedAndWhatPassed() throws Exception {
        Path budget = budget("""
            rules:
            - {measure: series, max: 10, name: "a <b> & \\u0001"}
            - {measure: series, per: job, max: 50, severity: warn}
            - {measure: series, growth: +1}
            - {measure: label-values, max: 1000}
            """);
        Path file = directory.resolve("junit.xml");
        ToolRun run = ToolRun.of("gate", after, "--budget", budget, "-o", "junit", "--output-file", file);
        assertThat(run.exitCode()).isEqualTo(ExitCode.GATE_FAILED);
        assertThat(run.out()).isEmpty();
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Files.readString(file))));
        Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        Element first = (Element) document.getElementsByTagName("testcase").item(0);
        assertThat(first.getAttribute("name")).isEqualTo("a <b> & \\u0001");
        Element failure = (Element) first.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).contains("400", "allowed 10", "user_id");
        Element second = (Element) document.getElementsByTagName("testcase").item(1);
        assertThat(second.getElementsByTagName("failure").getLength()).isZero();
        assertThat(second.getElementsByTagName("system-out").item(0).getTextContent())
                .contains("checkout");
    }

    @Test
    void annotationsAreWorkflowCommands() {
        Path budget = budget("""
            rules:
            - {measure: series, max: 10, name: "one: 100%, two", message: "50%"}
            - {measure: series, per: job, max: 299, severity: warn}
            """);
        List<String> commands = ToolRun.of("gate", after, "--budget", budget, "--github")
                .out()
                .lines()
                .filter(line -> line.startsWith("::"))
                .toList();
        assertThat(commands).hasSize(2);
        assertThat(commands.get(0))
                .startsWith("::error title=headroom%3A one%3A 100%25%2C two::one: 100%25, two: 400, allowed 10")
                .contains("50%25");
        assertThat(commands.get(1)).startsWith("::warning title=headroom%3A series per job::");
        // What a program reads stays clean.
        ToolRun json = ToolRun.of("gate", after, "--budget", budget, "--github", "-o", "json");
        assertThat(json(json.out()).get("errors").longValue()).isEqualTo(1);
        assertThat(json.err()).contains("::error");
    }

    @Test
    void whateverLabelsHoldReachesNobodyAsCommandOrMarkup() throws IOException {
        BlockImage hostile = new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA");
        int number = 0;
        for (String value : RealBlocks.HOSTILE_VALUES) {
            hostile.series(labels(value, value, "n", value + number++), START, 3);
        }
        Path data = Files.createDirectory(directory.resolve("hostile"));
        hostile.write(data);
        Path budget = rule("{measure: series, per: metric, max: 0}");
        for (String format : List.of("text", "markdown", "csv", "json", "junit", "prometheus")) {
            ToolRun run = ToolRun.of("gate", data, "--budget", budget, "-o", format, "--github", "--limit", 0);
            assertThat(run.exitCode()).as(format).isEqualTo(ExitCode.GATE_FAILED);
            String all = format.equals("csv") || format.equals("prometheus") ? run.err() : run.out() + run.err();
            assertThat(all.lines()).allMatch(line -> line.chars().noneMatch(c -> c < 32 && c != '\n'));
            if (format.equals("markdown")) {
                assertThat(run.out()).doesNotContain("<script").doesNotContain("](");
            }
        }
    }

    private Path page(String name, int users) {
        StringBuilder page = new StringBuilder("# TYPE orders_total counter\norders_total 5\n");
        for (int user = 0; user < users; user++) {
            page.append("orders_by_user_total{user_id=\"u%d\",code=\"200\"} 1\n".formatted(user));
        }
        page.append("# TYPE seconds histogram\n");
        for (String bound : List.of("0.1", "1", "+Inf")) {
            page.append("seconds_bucket{le=\"%s\"} 1\n".formatted(bound));
        }
        page.append("seconds_sum 1\nseconds_count 1\n");
        try {
            return Files.writeString(directory.resolve(name), page);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Of a page come as many series as it has, and the five that Prometheus adds, for each instance.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{measure: series, max: 62199}|{measure: series, max: 62200}",
                "{measure: series, per: metric, max: 59999}|{measure: series, per: metric, max: 60k}",
                "{measure: series, per: job, max: 62k}|{measure: series, per: job, max: 62k, overrides: {checkout:"
                        + " 63k}}",
                "{measure: series, per: [instance], max: 310}|{measure: series, per: [instance], max: 311}",
                "{measure: label-values, max: 299, overrides: {instance: none}}|{measure: label-values, max: 300}",
                "{measure: active-series, match: '{user_id!=\"\"}', max: 1}|{measure: active-series, match:"
                        + " '{le!=\"\"}', max: 600}",
                "{measure: samples-per-second, max: 6219}|{measure: samples-per-second, max: 6220}",
            })
    void aPageIsJudgedByWhatItWillComeTo(String tight, String wide) {
        Path page = page("metrics.txt", 300);
        Object[] arguments = {
            "gate",
            "--exposition",
            page,
            "--instances",
            200,
            "--job",
            "checkout",
            "--interval",
            "10s",
            "--budget",
            rule(tight)
        };
        ToolRun failed = ToolRun.of(arguments);
        assertThat(failed.exitCode()).isEqualTo(ExitCode.GATE_FAILED);
        assertThat(failed.out().lines().findFirst().orElseThrow())
                .startsWith("FAILED: ")
                .contains("metric orders_by_user_total, label user_id (300 values), job checkout");
        rule(wide);
        assertThat(ToolRun.output(arguments)).startsWith("PASSED");
    }

    @Test
    void severalPagesAndABaseline() throws IOException {
        Path baseline = directory.resolve("baseline.json");
        Path budget = budget("""
            rules:
            - {measure: series, per: job, growth: +10%}
            - {measure: churn-per-hour, max: 1}
            - {measure: samples-per-second, max: 1}
            """);
        Path api = page("api.prom", 10);
        Path shop = page("shop.v2.txt", 20);
        String first = ToolRun.output(
                "gate", "--exposition", api, "--exposition", shop, "--budget", budget, "--write-baseline", baseline);
        assertThat(first).startsWith("PASSED").contains("a page of metrics does not tell", "takes the --interval");
        page("shop.v2.txt", 30);
        ToolRun grown = ToolRun.of(
                "gate", "--exposition", api, "--exposition", shop, "--budget", budget, "--baseline", baseline);
        assertThat(grown.exitCode()).isEqualTo(ExitCode.GATE_FAILED);
        assertThat(grown.out())
                .startsWith("FAILED: series per job: shop.v2 41, allowed 34 (was 31);"
                        + " to blame: metric orders_by_user_total, label user_id (30 values), job shop.v2");
        ToolRun named = ToolRun.of(
                "gate",
                "--exposition",
                api,
                "--exposition",
                shop,
                "--job",
                "a",
                "--job",
                "b",
                "--budget",
                rule("{measure: series, per: job, max: 1}"),
                "-o",
                "json");
        assertThat(named.json().at("/offenders/0/name").stringValue()).isEqualTo("b");
        assertThat(named.json().at("/offenders/1/name").stringValue()).isEqualTo("a");
    }

    @Test
    void aPageMayComeFromStandardInput() throws IOException {
        java.io.InputStream input = System.in;
        try (java.io.InputStream page = Files.newInputStream(page("metrics.txt", 5))) {
            System.setIn(page);
            assertThat(ToolRun.output(
                            "gate", "--exposition", "-", "--budget", rule("{measure: series, max: 100}"), "-o", "json"))
                    .contains("\"value\": 16");
        } finally {
            System.setIn(input);
        }
    }

    @Test
    void aPageThatPrometheusRefusesIsToldWithItsLine() throws IOException {
        Path page = Files.writeString(directory.resolve("metrics.txt"), "a 1\nb{c=\"d\" 1\n");
        ToolRun run = ToolRun.of("gate", "--exposition", page, "--budget", rule("{measure: series, max: 100}"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.out()).isEmpty();
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).contains("metrics.txt:2: ");
    }

    @Test
    void theExampleBudgetsDoWhatTheySay() {
        Path budgets = Fixtures.demo().resolveSibling("budgets");
        assertThat(ToolRun.output("gate", Fixtures.demo(), "--budget", budgets.resolve("example.yml")))
                .startsWith("PASSED");
        ToolRun strict = ToolRun.of("gate", Fixtures.demo(), "--budget", budgets.resolve("strict.yml"));
        assertThat(strict.exitCode()).isEqualTo(ExitCode.GATE_FAILED);
        assertThat(strict.out())
                .startsWith("FAILED: series per metric: checkout_requests_by_user_total 920, allowed 500; to blame:"
                        + " metric checkout_requests_by_user_total, label user_id (920 values), job checkout;"
                        + " a label without bounds? [checkout]\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gate --budget B|either DIR",
                "gate D --exposition x --budget B|either DIR",
                "gate --exposition x --instances 0 --budget B|instances",
                "gate --exposition x --job a --job b --budget B|--job",
                "gate D|--budget",
                "gate D --budget nowhere.yml|nowhere.yml",
                "gate D --budget B --baseline nowhere.json|nowhere.json",
                "gate D --budget B --baseline B|no baseline",
                "gate D --budget B --limit -1|limit",
                "gate D --budget B --threads 0|threads",
                "gate D --budget B --from 5 --to 4|--from",
                "gate D --budget B -o xml|xml",
                "analyze D -o junit|junit",
                "list D -o prometheus|prometheus",
            })
    void wrongUsageIsOneLineAndExitCodeTwo(String line, String gist) {
        Path budget = rule("{measure: series, max: 1k}");
        ToolRun run = ToolRun.of((Object[])
                line.replace(" D", " " + before).replace(" B", " " + budget).split(" ", -1));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).startsWith("headroom: ").contains(gist).doesNotContain("Exception");
    }

    @Test
    void aBrokenBudgetFileIsToldWithItsPlace() {
        ToolRun run = ToolRun.of("gate", before, "--budget", budget("rules:\n- measure: series\n  maxx: 5\n"));
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.complaints()).hasSize(1);
        assertThat(run.err()).contains("budget.yml:3:3: unknown key \"maxx\"; did you mean \"max\"?");
    }

    @Test
    void damagedDataIsNoPass() throws IOException {
        Files.delete(
                shop(new BlockImage("01HF7YAT00BBBBBBBBBBBBBBBB")).write(before).resolve("meta.json"));
        Path baseline = directory.resolve("baseline.json");
        ToolRun run = ToolRun.of(
                "gate", before, "--budget", rule("{measure: series, max: 1k}"), "--write-baseline", baseline);
        assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
        assertThat(run.err()).contains("meta.json").contains("not written");
        assertThat(baseline).doesNotExist();
        assertThat(ToolRun.of("gate", directory.resolve("nowhere"), "--budget", rule("{measure: series, max: 1}"))
                        .exitCode())
                .isEqualTo(ExitCode.DATA);
    }

    private static JsonNode json(String text) {
        return tools.jackson.databind.json.JsonMapper.shared().readTree(text);
    }
}
