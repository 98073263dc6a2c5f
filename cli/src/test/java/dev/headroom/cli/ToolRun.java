package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One run of the tool inside this JVM: what it printed and how it ended.
public record ToolRun(int exitCode, String out, String err) {
    /// Runs the tool; arguments are taken by their text.
    public static ToolRun of(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Headroom.run(
                out, err, Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new ToolRun(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// The standard output of a run that must end well and have nothing to complain about.
    public static String output(Object... arguments) {
        ToolRun run = of(arguments);
        assertThat(run.err).isEmpty();
        assertThat(run.exitCode).isEqualTo(ExitCode.OK);
        return run.out;
    }

    /// The JSON report of such a run.
    public static JsonNode json(Object... arguments) {
        Object[] all = Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "-o";
        all[arguments.length + 1] = "json";
        return JsonMapper.shared().readTree(output(all));
    }

    /// Standard output as JSON.
    public JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }

    /// The lines on standard error.
    public List<String> complaints() {
        return err.lines().toList();
    }
}
