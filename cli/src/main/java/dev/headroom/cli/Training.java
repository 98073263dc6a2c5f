package dev.headroom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headroom.tsdb.NativeSnappy;
import dev.headroom.write.block.Directories;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What the launcher has the JVM watch when it makes a start-up cache: the runs that users make, on the demo, with
/// their answers thrown away. Classes that none of them loads are loaded the slow way by the command that does; those
/// that others need are loaded in vain, so there are several caches.
final class Training {
    private static final Set<String> LOOKING = Set.of("analyze", "list", "wal", "dump");

    /// The one that looks at nothing but a log.
    private static final String LOOKING_AT_LOG = "wal";

    private static final Set<String> WRITING = Set.of("rewrite", "verify", "generate");

    private Training() {}

    /// @param args which runs: `blocks` or `logs` of those that look at data, `judging`, `writing`, or `none` of a
    /// command; the directory to look at; and a file that takes the names of what the cache is for, one on a
    /// line: commands, with `.log` behind them where there is a log to read or they print on a terminal, and with
    /// `.json` where they print JSON
    public static void main(String... args) throws IOException {
        String directory = args[1];
        prepare();
        List<String> served = new ArrayList<>();
        switch (args[0]) {
            case "blocks" -> {
                blocks(directory);
                served.addAll(LOOKING);
                served.remove(LOOKING_AT_LOG);
            }
            case "logs" -> {
                logs(directory);
                LOOKING.forEach(command -> served.add(command + ".log"));
                served.add(LOOKING_AT_LOG);
            }
            case "judging" -> {
                judging(directory);
                served.addAll(Commands.ALL.keySet());
                served.removeAll(LOOKING);
                served.removeAll(WRITING);
                LOOKING.forEach(command -> served.add(command + ".json"));
            }
            case "writing" -> {
                writing(directory);
                served.addAll(WRITING);
            }
            default -> withoutCommand();
        }
        NativeSnappy.awaitLoaded();
        Files.write(Path.of(args[2]), served);
    }

    private static void withoutCommand() {
        run(ExitCode.OK, "--version");
        run(ExitCode.OK, "--help");
        run(ExitCode.USAGE, "no-such-command");
    }

    private static void blocks(String directory) {
        run(ExitCode.OK, "analyze", "--help");
        run(ExitCode.USAGE, "analyze", "--no-such-option");
        run(ExitCode.OK, "analyze", "--no-wal", directory);
        run(ExitCode.OK, "analyze", "--index-only", directory);
        run(ExitCode.OK, "analyze", "--no-wal", "--match", "up", directory);
        run(ExitCode.OK, "dump", "--no-wal", "--match", "up", directory);
        run(ExitCode.OK, "list", directory);
    }

    private static void logs(String directory) {
        run(ExitCode.OK, "analyze", directory);
        run(ExitCode.OK, "analyze", "--match", "up", directory);
        // As for a long log, of which the demo has none.
        NativeSnappy.begin();
        NativeSnappy.awaitLoaded();
        run(ExitCode.OK, "wal", directory);
        run(ExitCode.OK, "dump", "--match", "up", directory);
        // And once as if for a terminal, which takes calls into C as the library for long logs does.
        System.setProperty("headroom.out.terminal", "true");
        run(ExitCode.OK, "list", directory);
        System.clearProperty("headroom.out.terminal");
    }

    /// Runs that say more than what is there, and those whose answer is for programs.
    private static void judging(String directory) {
        run(ExitCode.OK, "gate", "--help");
        run(ExitCode.USAGE, "gate", "--no-such-option");
        run(ExitCode.OK, "analyze", "-o", "json", "--match", "up", directory);
        run(ExitCode.OK, "whatif", "--drop-label", "container", directory);
        run(ExitCode.OK, "plan", directory);
        run(ExitCode.OK, "gate", "--budget", budget(directory), directory);
    }

    private static String budget(String directory) {
        return Path.of(directory)
                .resolveSibling("budgets")
                .resolve("example.yml")
                .toString();
    }

    /// Runs that write, and those that look at what was written.
    private static void writing(String directory) throws IOException {
        Path scratch = Files.createTempDirectory("headroom");
        try {
            String written = scratch.resolve("written").toString();
            String generated = scratch.resolve("generated").toString();
            run(ExitCode.OK, "rewrite", "--drop-label", "container", directory);
            run(ExitCode.OK, "rewrite", "--drop-label", "container", "--out", written, directory);
            run(ExitCode.OK, "verify", "--against", directory, "--drop-label", "container", written);
            run(ExitCode.OK, "generate", "--series", "1000", "--hours", "2", generated);
            run(ExitCode.OK, "rewrite", "--drop-label", "namespace", "--out", written, generated);
            run(ExitCode.OK, "rewrite", "--delete", "up", "--in-place", generated);
        } finally {
            Directories.delete(scratch);
        }
    }

    /// What `main` does before a run.
    private static void prepare() {
        FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
        Headroom.prepareForInterrupt(out).forEach(Interruption::forget);
        Channels.newOutputStream(out);
    }

    /// A run that does not do what it is there for would leave its classes out of the cache without a word.
    private static void run(int expected, String... args) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exitCode = Headroom.run(OutputStream.nullOutputStream(), errors, args);
        if (exitCode != expected) {
            throw new IllegalStateException(
                    String.join(" ", args) + ": exit code " + exitCode + ", " + errors.toString(UTF_8));
        }
    }
}
