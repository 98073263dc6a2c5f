package dev.headroom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The flags that every start gives to the JVM, one of which has it pass over flags that it does not know.
class JvmOptionsTest {
    private static final Path OPTIONS =
            Path.of(System.getProperty("headroom.root"), "cli/src/main/launcher/jvm.options");

    @Test
    void noneIsMisspelled() throws Exception {
        assumeThat(Runtime.version().feature())
                .as("a later JDK may have dropped some")
                .isEqualTo(25);
        List<String> options = Files.readAllLines(OPTIONS).stream()
                .filter(line -> line.startsWith("-XX:"))
                .filter(line -> !line.contains("IgnoreUnrecognizedVMOptions"))
                .toList();
        assertThat(options).isNotEmpty();
        assertThat(java(options)).isEmpty();
        assertThat(java(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTrainin")))
                .contains("Unrecognized VM option");
    }

    /// What the JVM complains of.
    private static String java(List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(options);
        command.add("--version");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        // The JVM says that it has picked these up.
        List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS").forEach(builder.environment()::remove);
        Process process = builder.start();
        String errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor() == 0).isEqualTo(errors.isEmpty());
        return errors;
    }
}
