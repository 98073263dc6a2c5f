package dev.headroom.cli;

import java.io.BufferedWriter;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;

/// What a command answers with: text as a writer, or bytes for answers too long to go through one.
public final class Results extends PrintWriter {
    private final StandardOutput bytes;

    Results(StandardOutput bytes) {
        super(new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8)));
        this.bytes = bytes;
    }

    /// The bytes behind the writer of a command's results, which must have written nothing of its own yet.
    public static OutputStream bytes(CommandSpec command) {
        return ((Results) command.commandLine().getOut()).bytes;
    }
}
