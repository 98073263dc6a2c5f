package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The tool on a terminal, which `script` of util-linux makes.
class TerminalIT {
    private static final String STYLES = "\u001b\\[[0-9;]*m";

    @BeforeAll
    static void findScript() throws Exception {
        assumeThat(new ProcessBuilder("sh", "-c", "script --version | grep -q util-linux")
                        .start()
                        .waitFor())
                .as("script of util-linux is needed to have a terminal")
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 200})
    void reportsAreAsWideAsTheTerminalAndColoured(int columns) throws Exception {
        List<String> lines = onTerminal(columns, Map.of("TERM", "xterm"));
        assertThat(lines).anyMatch(line -> line.contains("\u001b[1m"));
        List<String> plain =
                lines.stream().map(line -> line.replaceAll(STYLES, "")).toList();
        assertThat(plain).allMatch(line -> line.length() <= columns).contains("BLOCKS");
        if (columns == 200) {
            assertThat(plain)
                    .containsExactlyElementsOf(
                            ToolRun.output("list", Fixtures.demo()).lines().toList());
        } else {
            assertThat(plain).anyMatch(line -> line.startsWith("    "));
        }
    }

    @Test
    void colourCanBeTurnedOff() throws Exception {
        assertThat(onTerminal(80, Map.of("TERM", "xterm", "NO_COLOR", "1"))).noneMatch(line -> line.contains("\u001b"));
        assertThat(onTerminal(80, Map.of("TERM", "dumb"))).noneMatch(line -> line.contains("\u001b"));
        assertThat(onTerminal(80, Map.of("TERM", "xterm"), "--color", "never"))
                .noneMatch(line -> line.contains("\u001b"));
        assertThat(onTerminal(80, Map.of("TERM", "xterm", "NO_COLOR", ""))).anyMatch(line -> line.contains("\u001b"));
    }

    private static List<String> onTerminal(int columns, Map<String, String> environment, String... options)
            throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String tool = String.join(
                " ",
                "'" + java + "'",
                "-XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow",
                "-Dheadroom.out.terminal=true -Dheadroom.err.terminal=true",
                Headroom.class.getName(),
                "list",
                "'" + Fixtures.demo() + "'",
                String.join(" ", options));
        ProcessBuilder builder =
                new ProcessBuilder("script", "-qec", "stty cols " + columns + "; exec " + tool, "/dev/null");
        builder.environment().putAll(environment);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        if (!environment.containsKey("NO_COLOR")) {
            builder.environment().remove("NO_COLOR");
        }
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.replace("\r", "").lines().toList();
    }
}
