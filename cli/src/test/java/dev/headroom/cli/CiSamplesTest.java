package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The CI samples: the script that both call does its work, and they name what is there.
class CiSamplesTest {
    private static final Path SAMPLES = Fixtures.demo().resolveSibling("ci");

    @TempDir
    Path directory;

    private Path tool;
    private Path reports;
    private Path budget;
    private Path page;

    @BeforeEach
    void write() throws IOException {
        tool = Files.writeString(
                directory.resolve("headroom"),
                "#!/bin/sh\nexec '%s' -cp '%s' dev.headroom.cli.Headroom \"$@\"\n"
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        reports = Files.createDirectory(directory.resolve("reports"));
        budget = Files.writeString(
                directory.resolve("budget.yml"), "rules: [{measure: series, per: metric, max: 100, growth: +10}]");
        page = directory.resolve("page.txt");
        writePage(4);
    }

    private void writePage(int users) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < users; i++) {
            text.append("by_user_total{user_id=\"%d\"} 1\n".formatted(i));
        }
        Files.writeString(page, text);
    }

    private record Run(int exitCode, String out) {}

    private Run run(Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(SAMPLES.resolve("gate.sh").toString()).redirectErrorStream(true);
        builder.directory(directory.toFile());
        builder.environment().remove("GITHUB_ACTIONS");
        builder.environment()
                .putAll(Map.of(
                        "METRICS", page.toString(),
                        "BUDGET", budget.toString(),
                        "JOB", "checkout",
                        "REPORTS", reports.toString(),
                        "INSTANCES", "20",
                        "HEADROOM", tool.toString()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), out);
    }

    @Test
    void aPageWithinItsBudgetPassesAndBecomesTheBaseline() throws Exception {
        Run first = run(Map.of());
        assertThat(first.out).startsWith("PASSED");
        assertThat(first.exitCode).isZero();
        assertThat(reports).isDirectoryContaining("glob:**/headroom.xml").isDirectoryContaining("glob:**/headroom.md");
        Path baseline = Files.move(reports.resolve("baseline.json"), directory.resolve("baseline.json"));
        writePage(5);
        Run grown = run(Map.of("BASELINE", baseline.toString(), "GITHUB_ACTIONS", "true"));
        assertThat(grown.exitCode).isEqualTo(1);
        assertThat(grown.out)
                .startsWith("FAILED: series per metric: by_user_total 100, allowed 90 (was 80); to blame: metric"
                        + " by_user_total, label user_id (5 values), job checkout")
                .contains("\n::error title=");
        assertThat(Files.readString(reports.resolve("headroom.md"))).startsWith("FAILED");
        assertThat(Files.readString(reports.resolve("headroom.xml"))).contains("<failure ");
    }

    @Test
    void aPageMayComeFromAService() throws Exception {
        assumeThat(System.getenv("PATH")
                        .lines()
                        .flatMap(path -> List.of(path.split(":", -1)).stream())
                        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "curl"))))
                .as("curl on the PATH")
                .isTrue();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/metrics", exchange -> {
            byte[] body = Files.readAllBytes(page);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        try {
            String url = "http://127.0.0.1:" + http.getAddress().getPort() + "/metrics";
            assertThat(run(Map.of("METRICS", url)).out).startsWith("PASSED");
        } finally {
            http.stop(0);
        }
    }

    @Test
    void aBrokenBudgetFileIsNoVerdict() throws Exception {
        Files.writeString(budget, "rulez: []");
        Run run = run(Map.of());
        assertThat(run.exitCode).isEqualTo(2);
        assertThat(run.out).contains("did you mean \"rules\"?").hasLineCount(1);
        assertThat(reports).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"github-actions.yml", "gitlab-ci.yml"})
    void theDefinitionsCallTheScriptWithAllItNeeds(String name) throws IOException {
        String text = Files.readString(SAMPLES.resolve(name));
        Map<?, ?> root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
        assertThat(text).contains(".headroom/samples/ci/gate.sh");
        Map<?, ?> variables = (Map<?, ?>)
                (name.startsWith("github") ? root.get("env") : ((Map<?, ?>) root.get("cardinality")).get("variables"));
        assertThat(variables.keySet().stream().map(Object::toString))
                .contains("METRICS", "BUDGET", "JOB", "INSTANCES", "BASELINE", "HEADROOM");
    }
}
