package dev.headroom.write.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Real servers relabel what they scrape, and refuse rules, as we do.
@NeedsPrometheus
class RelabelParityIT {
    /// What is scraped: names, and labels that rules can go wrong with.
    private static final List<String> PAGE = List.of(
            "http_requests_total{code=\"200\",path=\"/\",method=\"GET\"} 1",
            "http_requests_total{code=\"404\",path=\"/a;b\",method=\"get\"} 1",
            "http_requests_total{code=\"500\",path=\"/$1/${2}\",method=\"Post\"} 1",
            "go_goroutines 1",
            "go_gc_seconds{quantile=\"0.5\"} 1",
            "one_label{a=\"1\"} 1",
            "pairs{a=\"1\",b=\"1\",aa=\"2\",ab=\"3\"} 1",
            "pairs{a=\"2\",b=\"x\",aa=\"2\",ab=\"2\"} 1",
            "letters{a=\"ÄÖÜ ß é ǅ ſ\",b=\"İıΣσς\"} 1",
            "escapes{a=\"line1\\nline2\",b=\"quote\\\"d\",c=\"back\\\\slash\"} 1",
            "pods{pod=\"api-7d9f-x2x4z\",namespace=\"shop\",ip=\"10.0.0.1:9090\"} 1",
            "pods{pod=\"db-0\",namespace=\"data\",ip=\"10.0.0.2\"} 1");

    /// Rule sets that every release takes.
    private static final List<String> RULES = List.of(
            "[]",
            "[{source_labels: [code], regex: '4..|5..', action: drop}]",
            "[{source_labels: [code, method], regex: '200;GET', action: keep}]",
            "[{source_labels: [__name__], regex: 'go_.*', action: drop}, {regex: quantile, action: labeldrop}]",
            "[{source_labels: [namespace, pod], regex: '(.+);(.+)', target_label: id, replacement: '$1/$2'},"
                    + " {regex: 'namespace|pod', action: labeldrop}]",
            "[{source_labels: [pod], regex: '(.*)-[^-]+-[^-]+', target_label: workload, replacement: '${1}'},"
                    + " {source_labels: [workload, pod], regex: ';(.+)-\\d+', target_label: workload}]",
            "[{source_labels: [path], target_label: copied}, {source_labels: [path], separator: '', target_label: x,"
                    + " regex: '(.)(.*)', replacement: '$$1$1x${1}x$2$'}]",
            "[{source_labels: [a, b], target_label: joined}, {source_labels: [a, b, missing], separator: '',"
                    + " target_label: joined2}, {source_labels: [missing], target_label: a}]",
            "[{source_labels: [ip], regex: '([^:]+)(?::\\d+)?', target_label: ip}]",
            "[{source_labels: [path], modulus: 7, target_label: __tmp_hash, action: hashmod},"
                    + " {source_labels: [__tmp_hash], target_label: hash}]",
            "[{source_labels: [__name__, a], modulus: 18446744073709551615, target_label: hash, action: hashmod}]",
            "[{regex: 'a(.*)', replacement: 'n_$1', action: labelmap}]",
            "[{regex: '[ab](b?)', replacement: 'm$1', action: labelmap}]",
            "[{target_label: p_x, replacement: first}, {regex: '(p_x|b)', replacement: mapped, action: labelmap}]",
            "[{source_labels: [b], target_label: b}, {regex: '[ab]', replacement: mapped, action: labelmap}]",
            "[{regex: 'a.|__name__|rules|job', action: labelkeep}]",
            "[{source_labels: [a], target_label: b, action: keepequal}]",
            "[{source_labels: [aa], target_label: ab, action: dropequal}]",
            "[{source_labels: [a, b], target_label: low, action: lowercase},"
                    + " {source_labels: [a, b], target_label: up, action: uppercase}]",
            "[{source_labels: [code], regex: '(?P<first>.)..', target_label: 'class_$first', replacement:"
                    + " '${first}xx'}]",
            "[{source_labels: [code], target_label: '$1', replacement: x}]",
            "[{regex: 'metho', action: labeldrop}, {source_labels: [a], regex: '1)|(?:2', action: drop}]",
            "[{source_labels: [a], regex: '', action: drop}]",
            "[{source_labels: [a], regex: null, target_label: no_a, replacement: 'true'}]",
            "[{target_label: rules, replacement: ''}, {target_label: code, replacement: $2}]");

    /// Rule sets that a release refuses or takes otherwise before Prometheus 3.
    private static final List<String> NEW_RULES = List.of(
            "[{source_labels: [a], regex: 'line1.*line2', target_label: dot, replacement: matched}]",
            "[{source_labels: [a], target_label: my.label}, {source_labels: [my.label], target_label: again}]",
            "[{regex: '(a+)', replacement: 'é.$1', action: labelmap}]",
            "[{source_labels: [a], regex: '(?<g>.*)', target_label: '1$g', replacement: x}]");

    /// Rule sets for which a scrape fails.
    private static final List<String> FAILING = List.of(
            "[{source_labels: [code], regex: '500', target_label: __name__, replacement: ''}]",
            "[{regex: 'code', replacement: '', action: labelmap}, {regex: 'code', action: labeldrop}]",
            "[{regex: 'code', replacement: '$1', action: labelmap}]");

    @TempDir
    Path temporary;

    static Stream<RealPrometheus> releases() {
        return RealPrometheus.installed().stream();
    }

    private static boolean isOld(RealPrometheus release) {
        return release.version().startsWith("2.");
    }

    private static RelabelRules parse(RealPrometheus release, String yaml) {
        String scheme = isOld(release) ? "legacy" : "utf8";
        return RelabelRules.parse(
                "rules.yml",
                "metric_name_validation_scheme: " + scheme + "\nmetric_relabel_configs: " + yaml + "\n",
                null);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void serversScrapeWhatWeSay(RealPrometheus release) throws IOException {
        List<String> sets = new ArrayList<>(RULES);
        if (!isOld(release)) {
            sets.addAll(NEW_RULES);
        }
        HttpServer exporter = exporter();
        try (PrometheusServer server = release.startConfigured(
                temporary.resolve("data"),
                configuration(sets, exporter.getAddress().getPort()))) {
            await(server, "count(up) == " + sets.size());
            await(server, "count(scrape_samples_post_metric_relabeling) == " + sets.size());

            TreeSet<String> expected = new TreeSet<>();
            for (int i = 0; i < sets.size(); i++) {
                RelabelRules rules = parse(release, sets.get(i));
                for (LabelSet series : scraped(i, exporter.getAddress().getPort())) {
                    rules.apply(series).ifPresent(labels -> expected.add(labels.toString()));
                }
            }
            Set<String> stored = stored(server);
            if (isOld(release)) {
                // A value with a newline, which the default expression does not match there.
                expected.removeIf(series -> series.contains("escapes"));
                stored.removeIf(series -> series.contains("escapes"));
            }
            assertThat(stored).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(server.scalar("sum(up)", System.currentTimeMillis())).isEqualTo(sets.size());
        } finally {
            exporter.stop(0);
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void serversFailScrapesThatWeComplainOf(RealPrometheus release) throws IOException {
        HttpServer exporter = exporter();
        // The last two need a replacement that is empty or expands to nothing, which old releases refuse or keep.
        List<String> sets = isOld(release) ? FAILING.subList(0, 1) : List.of(FAILING.getFirst(), FAILING.getLast());
        try (PrometheusServer server = release.startConfigured(
                temporary.resolve("data"),
                configuration(sets, exporter.getAddress().getPort()))) {
            await(server, "count(up == 0) == " + sets.size());
            for (int i = 0; i < sets.size(); i++) {
                RelabelRules rules = parse(release, sets.get(i));
                assertThat(scraped(i, exporter.getAddress().getPort()))
                        .anyMatch(series ->
                                rules.apply(series).flatMap(LabelSet::complaint).isPresent());
            }
        } finally {
            exporter.stop(0);
        }
    }

    /// Before Prometheus 3, a dot did not match a newline; everything else is the same.
    @ParameterizedTest
    @MethodSource("releases")
    void aDotOfOldReleasesMatchesNoNewline(RealPrometheus release) throws IOException {
        assumeTrue(isOld(release), "a release before 3 is needed");
        HttpServer exporter = exporter();
        try (PrometheusServer server = release.startConfigured(
                temporary.resolve("data"),
                configuration(
                        List.of(NEW_RULES.getFirst()), exporter.getAddress().getPort()))) {
            await(server, "count(scrape_samples_post_metric_relabeling) == 1");
            assertThat(stored(server)).noneMatch(series -> series.contains("dot="));
        } finally {
            exporter.stop(0);
        }
    }

    @ParameterizedTest
    @MethodSource("releases")
    void promtoolTakesWhatWeTake(RealPrometheus release) throws IOException {
        List<String> sets = new ArrayList<>(RULES);
        sets.addAll(NEW_RULES);
        sets.addAll(FAILING);
        sets.addAll(List.of(
                "[{action: drop}]",
                "[{action: keep, modulus: 3, target_label: x}]",
                "[{action: replace}]",
                "[{action: Replace, target_label: a}]",
                "[{action: hashmod, target_label: a}]",
                "[{action: hashmod, target_label: a, modulus: 010}]",
                "[{action: hashmod, target_label: a, modulus: -1}]",
                "[{action: hashmod, target_label: a, modulus: '1'}]",
                "[{action: hashmod, target_label: '$a', modulus: 1}]",
                "[{action: uppercase}]",
                "[{action: uppercase, target_label: a, replacement: b}]",
                "[{action: uppercase, target_label: a, regex: b}]",
                "[{action: uppercase, target_label: '${1}'}]",
                "[{action: keepequal, source_labels: [a]}]",
                "[{action: keepequal, target_label: a}]",
                "[{action: keepequal, target_label: a, regex: b}]",
                "[{action: keepequal, target_label: a, regex: (.*)}]",
                "[{action: dropequal, target_label: a, separator: ';'}]",
                "[{action: dropequal, target_label: a, separator: x}]",
                "[{action: labeldrop, source_labels: [a]}]",
                "[{action: labeldrop, source_labels: []}]",
                "[{action: labeldrop, replacement: $1}]",
                "[{action: labelkeep, target_label: a}]",
                "[{action: labelmap, replacement: ''}]",
                "[{action: labelmap, replacement: '-'}]",
                "[{action: labelmap, replacement: '$1-'}]",
                "[{action: explode}]",
                "[{action: null}]",
                "[{action: ''}]",
                "[{target_label: a, source_labels: b}]",
                "[{target_label: a, source_labels: ['']}]",
                "[{target_label: a, source_labels: [b.c]}]",
                "[{target_label: a, source_labels: [1, yes]}]",
                "[{target_label: 1}]",
                "[{target_label: '$'}]",
                "[{target_label: 'a$1'}]",
                "[{target_label: 'a-$1'}]",
                "[{target_label: '${1'}]",
                "[{target_label: a, regex: 'a('}]",
                "[{target_label: a, regex: 'a)'}]",
                "[{target_label: a, regex: '(?!a)'}]",
                "[{target_label: a, regex: 'a{1001}'}]",
                "[{target_label: a, regex: 'a{1000}'}]",
                "[{target_label: a, regex: '\\pL\\Q.\\E\\d'}]",
                "[{target_label: a, regex: 5}]",
                "[{target_label: a, regex: [b]}]",
                "[{target_label: a, colour: red}]",
                "[{target_label: a, target_label: b}]",
                "[null]",
                "[a]",
                "{}",
                "null"));
        List<String> differences = new ArrayList<>();
        for (String rules : sets) {
            boolean takes = isTaken(() -> parse(release, rules));
            Path file = Files.writeString(
                    temporary.resolve("prometheus.yml"),
                    "scrape_configs:\n- job_name: a\n  metric_relabel_configs: " + rules + "\n");
            boolean prometheusTakes = isTaken(() -> release.promtool("check", "config", file.toString()));
            if (takes != prometheusTakes) {
                differences.add(rules + (takes ? " is refused" : " is taken"));
            }
        }
        // Where an old release looks for variables and the action has none.
        assertThat(differences)
                .isEqualTo(
                        isOld(release) ? List.of("[{action: uppercase, target_label: '${1}'}] is taken") : List.of());
    }

    private static boolean isTaken(Runnable check) {
        try {
            check.run();
            return true;
        } catch (RelabelException | IllegalStateException e) {
            return false;
        }
    }

    private static HttpServer exporter() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] body = (String.join("\n", PAGE) + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String configuration(List<String> sets, int port) {
        StringBuilder config = new StringBuilder("global: {scrape_interval: 1s}\nscrape_configs:\n");
        for (int i = 0; i < sets.size(); i++) {
            config.append("- job_name: job").append(i).append('\n');
            config.append("  static_configs: [{targets: ['127.0.0.1:" + port + "'], labels: {rules: set" + i + "}}]\n");
            config.append("  metric_relabel_configs: ").append(sets.get(i)).append('\n');
        }
        return config.toString();
    }

    /// The series of the page as rules see them.
    private static List<LabelSet> scraped(int job, int port) {
        List<LabelSet> series = new ArrayList<>();
        for (String line : PAGE) {
            List<byte[]> pairs = new ArrayList<>(
                    LabelSet.parse(line.substring(0, line.lastIndexOf(' '))).pairs());
            for (String text : List.of("job", "job" + job, "instance", "127.0.0.1:" + port, "rules", "set" + job)) {
                pairs.add(text.getBytes(StandardCharsets.UTF_8));
            }
            series.add(LabelSet.of(pairs));
        }
        return series;
    }

    /// The series that the server has, but for those that it makes itself.
    private static Set<String> stored(PrometheusServer server) {
        String selector = URLEncoder.encode("{__name__=~\".+\",__name__!~\"up|scrape_.*\"}", StandardCharsets.UTF_8);
        TreeSet<String> stored = new TreeSet<>();
        for (JsonNode series : server.get("/api/v1/series?match[]=" + selector)) {
            Map<String, String> labels = new TreeMap<>();
            series.propertyStream()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().stringValue()));
            List<String> pairs = new ArrayList<>();
            labels.forEach((name, value) -> pairs.addAll(List.of(name, value)));
            stored.add(LabelSet.of(pairs.toArray(String[]::new)).toString());
        }
        return stored;
    }

    private static void await(PrometheusServer server, String expression) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (server.vector(expression, System.currentTimeMillis()).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("still waiting for " + expression + "\n" + server.log());
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
