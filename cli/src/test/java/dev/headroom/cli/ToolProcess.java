package dev.headroom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A run of the tool as a process of its own: one that can be killed, or has a heap of its own.
public record ToolProcess(int exitCode, String out, String err) {
    /// Starts the tool; what it prints goes nowhere.
    public static Process start(Object... arguments) throws IOException {
        return new ProcessBuilder(command(List.of(), arguments))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// Runs the tool to its end.
    ///
    /// @param flags for the JVM
    public static ToolProcess run(List<String> flags, Object... arguments) throws IOException, InterruptedException {
        return run(List.of(), flags, arguments);
    }

    /// Runs the tool to its end through another command.
    ///
    /// @param starter the command, to which the tool's is added
    /// @param flags for the JVM
    public static ToolProcess run(List<String> starter, List<String> flags, Object... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(starter);
        command.addAll(command(flags, arguments));
        Path out = Files.createTempFile("headroom-run", ".out");
        Path err = Files.createTempFile("headroom-run", ".err");
        try {
            int exitCode = new ProcessBuilder(command)
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            return new ToolProcess(exitCode, Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static List<String> command(List<String> flags, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Headroom.class.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return command;
    }
}
