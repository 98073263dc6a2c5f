package dev.headroom.cli;

import dev.headroom.tsdb.NativeSnappy;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/// The command line: `headroom COMMAND …`.
///
/// Each command is a class of its own, named in [Commands]; what comes before a command is [Root]'s. A command writes
/// its answer to `spec.commandLine().getOut()`, or as bytes to [Results#bytes]; what it throws, [Failures] turns
/// into one line on standard error and an exit code.
public final class Headroom {
    private Headroom() {}

    /// Ends the JVM at once: all output is flushed by then, and the orderly way loads a logger to tell of the end.
    ///
    /// An interrupt takes the orderly way. It would wait a while for a thread that waits for the reader of a pipe;
    /// so the output is closed under that thread, which takes a channel.
    public static void main(String... args) {
        FileChannel out = new FileOutputStream(FileDescriptor.out).getChannel();
        prepareForInterrupt(out);
        int exitCode = run(Channels.newOutputStream(out), new FileOutputStream(FileDescriptor.err), args);
        NativeSnappy.awaitLoaded();
        Runtime.getRuntime().halt(exitCode);
    }

    /// @return what [Interruption#forget] takes
    static List<Thread> prepareForInterrupt(FileChannel out) {
        return List.of(Interruption.close(out), Interruption.prepare(NativeSnappy::awaitLoaded));
    }

    /// One run of the tool.
    ///
    /// @param out takes the results
    /// @param err takes progress, warnings and errors
    /// @return the exit code
    public static int run(OutputStream out, OutputStream err, String... args) {
        Results results = new Results(new StandardOutput(out));
        PrintWriter messages = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
        try {
            Commands.Entry command = args.length == 0 ? null : Commands.ALL.get(args[0]);
            int exitCode = command == null
                    ? Root.run(results, messages, args)
                    : commandLine(args[0], command, results, messages)
                            .execute(Arrays.copyOfRange(args, 1, args.length));
            results.flush();
            return exitCode;
        } catch (StandardOutput.Failure | Error e) {
            return Failures.report(e, messages);
        }
    }

    private static CommandLine commandLine(
            String name, Commands.Entry command, PrintWriter results, PrintWriter messages) {
        WarmUp.begin();
        CommandLine line = new CommandLine(command.maker().get().complete())
                .setCommandName("headroom " + name)
                .setOut(results)
                .setErr(messages)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Path.class, Headroom::path)
                .setParameterExceptionHandler(Failures::ofUsage)
                .setExecutionStrategy(Headroom::execute);
        line.getCommandSpec().versionProvider(VersionText::lines);
        line.getSubcommands().values().forEach(part -> part.getCommandSpec().versionProvider(VersionText::lines));
        return line;
    }

    /// An empty path would mean the current directory, which is hardly what an unset variable of a script means.
    private static Path path(String text) {
        if (text.isEmpty()) {
            throw new TypeConversionException("an empty path");
        }
        return Path.of(text);
    }

    private static int execute(ParseResult parsed) {
        try {
            return new RunLast().execute(parsed);
        } catch (ParameterException e) {
            throw e;
        } catch (ExecutionException e) {
            return Failures.report(e.getCause(), e.getCommandLine().getErr());
        } catch (StandardOutput.Failure e) {
            return Failures.report(e, parsed.commandSpec().commandLine().getErr());
        }
    }

    /// Says what is damaged and what can be done about it.
    ///
    /// @param file the damaged file
    public static void warnOfDamage(PrintWriter messages, String file, String message) {
        warn(messages, message + Remedy.of(file));
    }

    /// Says one line on standard error, with nothing in it that could steer a terminal.
    public static void warn(PrintWriter messages, String line) {
        Failures.say(messages, line);
    }
}
