package dev.headroom.cli;

import dev.headroom.cli.command.AnalyzeCommand;
import dev.headroom.cli.command.DumpCommand;
import dev.headroom.cli.command.ListCommand;
import dev.headroom.cli.command.WalCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// The command line's root: `headroom COMMAND …`.
///
/// Each command is a class of its own, named in `subcommands`. A command writes its answer to
/// `spec.commandLine().getOut()`, or as bytes to [#output()]; what it throws, [Failures] turns into one line on
/// standard
/// error and an exit code.
@Command(
        name = "headroom",
        description = "Tells what a Prometheus data directory holds, what it costs and where it is going.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:fine",
            "1:a gate failed",
            "2:wrong usage",
            "3:data damaged or unreadable",
            "4:refused, to protect data",
            "130:interrupted",
        })
public final class Headroom implements Runnable {
    /// The commands by name, in the order of the help. Reading a command's options takes the JVM some milliseconds,
    /// so when the first argument names one, only that one is read.
    private static final Map<String, Class<?>> COMMANDS = commands();

    private final OutputStream output;

    @Spec
    private CommandSpec spec;

    private Headroom(OutputStream output) {
        this.output = output;
    }

    public static void main(String... args) {
        System.exit(run(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), args));
    }

    /// One run of the tool.
    ///
    /// @param out takes the results
    /// @param err takes progress, warnings and errors
    /// @return the exit code
    public static int run(OutputStream out, OutputStream err, String... args) {
        StandardOutput output = new StandardOutput(out);
        PrintWriter results = new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
        PrintWriter messages = new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
        try {
            int exitCode = commandLine(output, args)
                    .setOut(results)
                    .setErr(messages)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .registerConverter(Path.class, Headroom::path)
                    .setParameterExceptionHandler(Failures::ofUsage)
                    .setExecutionStrategy(Headroom::execute)
                    .execute(args);
            results.flush();
            return exitCode;
        } catch (StandardOutput.Failure | Error e) {
            return Failures.report(e, messages);
        }
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("analyze", AnalyzeCommand.class);
        commands.put("list", ListCommand.class);
        commands.put("dump", DumpCommand.class);
        commands.put("wal", WalCommand.class);
        return commands;
    }

    private static CommandLine commandLine(StandardOutput output, String... args) {
        CommandLine root = new CommandLine(new Headroom(output));
        Class<?> named = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (named != null) {
            root.addSubcommand(args[0], named);
        } else {
            COMMANDS.forEach(root::addSubcommand);
        }
        return root;
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

    /// The results as bytes: for answers too long to go through a writer.
    public OutputStream output() {
        return output;
    }

    /// Says one line on standard error, with nothing in it that could steer a terminal.
    public static void warn(PrintWriter messages, String line) {
        Failures.say(messages, line);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }
}
