package dev.headroom.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/// What the launcher has the JVM watch when it makes the start-up cache: the runs that users make, on the demo,
/// with their answers thrown away. Classes that none of them loads are loaded the slow way by the command that
/// does.
final class Training {
    private Training() {}

    /// @param args the directory to look at
    public static void main(String... args) throws IOException {
        String directory = args[0];
        prepare();
        run(ExitCode.OK, "--version");
        run(ExitCode.OK, "--help");
        run(ExitCode.USAGE, "no-such-command");
        run(ExitCode.OK, "analyze", "--help");
        run(ExitCode.USAGE, "analyze", "--no-such-option");
        run(ExitCode.OK, "analyze", directory);
        run(ExitCode.OK, "analyze", "-o", "json", "--match", "up", directory);
        run(ExitCode.OK, "list", directory);
        run(ExitCode.OK, "wal", directory);
        run(ExitCode.OK, "dump", "--match", "up", directory);
        Path scratch = Files.createTempDirectory("headroom");
        try {
            writing(directory, scratch);
        } finally {
            Directories.delete(scratch);
        }
        // And once as if for a terminal, for which more classes are loaded.
        System.setProperty("headroom.out.terminal", "true");
        run(ExitCode.OK, "list", directory);
        System.clearProperty("headroom.out.terminal");
    }

    /// Runs that write, and those that look at what was written.
    private static void writing(String directory, Path scratch) {
        String written = scratch.resolve("written").toString();
        String generated = scratch.resolve("generated").toString();
        run(ExitCode.OK, "whatif", "--drop-label", "container", directory);
        run(ExitCode.OK, "rewrite", "--drop-label", "container", directory);
        run(ExitCode.OK, "rewrite", "--drop-label", "container", "--out", written, directory);
        run(ExitCode.OK, "verify", "--against", directory, "--drop-label", "container", written);
        run(ExitCode.OK, "generate", "--series", "1000", "--hours", "2", generated);
        run(ExitCode.OK, "rewrite", "--drop-label", "namespace", "--out", written, generated);
        run(ExitCode.OK, "rewrite", "--delete", "up", "--in-place", generated);
    }

    /// What `main` does before a run.
    private static void prepare() {
        FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
        Interruption.forget(Interruption.close(out));
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
