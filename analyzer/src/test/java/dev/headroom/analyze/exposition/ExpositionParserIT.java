package dev.headroom.analyze.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.headroom.testing.NeedsPrometheus;
import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.RealPrometheus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The pages of [Pages], scraped by a real server: what it refuses is refused, and what it takes comes to the
/// same series.
class ExpositionParserIT {
    @TempDir
    Path temporary;

    @Test
    @NeedsPrometheus("3.5")
    void asPrometheus35() throws Exception {
        List<String> pages = new ArrayList<>();
        Pages.GOOD.forEach(good -> pages.add(good.page()));
        Pages.BAD.forEach(bad -> pages.add(bad.page()));
        assertSame(RealPrometheus.release("3.5"), pages);
    }

    /// Before version 3 there were no names in quotes or with blanks, bounds stayed as they were written, and
    /// OpenMetrics had no comma behind the last label.
    @Test
    @NeedsPrometheus("2.42")
    void asPrometheus242() throws Exception {
        List<String> pages = new ArrayList<>();
        Pages.GOOD.forEach(good -> pages.add(good.page()));
        Pages.BAD.forEach(bad -> pages.add(bad.page()));
        pages.removeIf(page -> page.contains("{\"")
                || page.contains("{ \"")
                || page.contains(",\"")
                || page.contains("TYPE \"")
                || page.contains("{x=")
                || page.contains("TYPE h ")
                || page.contains("TYPE s ")
                || page.startsWith("\n\n a")
                || page.contains("c\",} 1\n# EOF"));
        assertThat(pages).hasSizeGreaterThan(60);
        assertSame(RealPrometheus.release("2.42"), pages);
    }

    private void assertSame(RealPrometheus release, List<String> pages) throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            String page = pages.get(
                    Integer.parseInt(exchange.getRequestURI().getPath().substring(1)));
            byte[] body = Pages.bytes(page);
            exchange.getResponseHeaders()
                    .set(
                            "Content-Type",
                            Pages.isOpenMetrics(page)
                                    ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                    : "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        String target = "127.0.0.1:" + http.getAddress().getPort();
        StringBuilder configuration = new StringBuilder("global: {scrape_interval: 1s, scrape_timeout: 1s}\n");
        configuration.append("scrape_configs:\n");
        for (int i = 0; i < pages.size(); i++) {
            configuration.append("- job_name: page-%d\n  metrics_path: /%d\n  honor_timestamps: false\n".formatted(i, i)
                    + "  static_configs: [{targets: ['%s']}]\n".formatted(target));
        }
        try (PrometheusServer server = release.startConfigured(temporary.resolve("data"), configuration.toString())) {
            Map<String, JsonNode> targets = awaitScrapes(server, pages.size());
            SoftAssertions softly = new SoftAssertions();
            for (int i = 0; i < pages.size(); i++) {
                String page = pages.get(i);
                boolean taken =
                        targets.get("page-" + i).get("health").stringValue().equals("up");
                Set<Map<String, String>> expected = taken ? series(server, "page-" + i) : Set.of();
                Set<Map<String, String>> parsed = Set.of();
                boolean parses = true;
                try {
                    parsed = new HashSet<>(
                            new ExpositionPage("page-" + i, ExpositionParser.parse("page", Pages.bytes(page)))
                                    .scraped(target));
                } catch (ExpositionException e) {
                    parses = false;
                }
                softly.assertThat(parses)
                        .as("%s %s", page, targets.get("page-" + i).get("lastError"))
                        .isEqualTo(taken);
                softly.assertThat(parsed).as(page).isEqualTo(expected);
            }
            softly.assertAll();
        } finally {
            http.stop(0);
        }
    }

    /// The targets by their jobs, once all have been scraped.
    private static Map<String, JsonNode> awaitScrapes(PrometheusServer server, int count) throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (true) {
            Map<String, JsonNode> targets = new HashMap<>();
            for (JsonNode target : server.get("/api/v1/targets").get("activeTargets")) {
                if (!target.get("health").stringValue().equals("unknown")) {
                    targets.put(target.at("/labels/job").stringValue(), target);
                }
            }
            if (targets.size() == count) {
                return targets;
            }
            assertThat(System.nanoTime()).as("scrapes in time").isLessThan(deadline);
            Thread.sleep(200);
        }
    }

    private static Set<Map<String, String>> series(PrometheusServer server, String job) throws IOException {
        String selector = URLEncoder.encode("{job=\"" + job + "\"}", StandardCharsets.UTF_8);
        Set<Map<String, String>> series = new HashSet<>();
        for (JsonNode row : server.get("/api/v1/series?match[]=" + selector)) {
            Map<String, String> labels = new TreeMap<>();
            row.properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().stringValue()));
            series.add(labels);
        }
        return series;
    }
}
