package dev.headroom.cli;

import dev.headroom.analyze.engine.NotEnoughMemoryException;
import dev.headroom.cli.render.Values;
import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What went wrong, as the one line and the exit code that a user sees of it: never a stack trace.
final class Failures {
    private Failures() {}

    static int ofUsage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        say(
                command.getErr(),
                failure.getMessage() + suggestion(failure) + " (try: "
                        + command.getCommandSpec().qualifiedName() + " --help)");
        return ExitCode.USAGE;
    }

    private static String suggestion(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException e) || !e.isUnknownOption()) {
            return "";
        }
        String wrong = e.getUnmatched().getFirst();
        int value = wrong.indexOf('=');
        return Nearest.question(
                value < 0 ? wrong : wrong.substring(0, value),
                failure.getCommandLine().getCommandSpec().optionsMap().keySet());
    }

    static int report(Throwable failure, PrintWriter messages) {
        if (failure instanceof StandardOutput.Failure f) {
            if (f.readerLeft()) {
                return ExitCode.OK;
            }
            if (f.interrupted()) {
                return ExitCode.INTERRUPTED;
            }
        }
        say(messages, line(failure));
        return ExitCode.DATA;
    }

    private static String line(Throwable failure) {
        return switch (failure) {
            case UncheckedIOException e -> line(e.getCause());
            case NoSuchFileException e ->
                e.getFile() + ": no such file or directory; if Prometheus works on it, try again";
            case AccessDeniedException e ->
                e.getFile() + ": permission denied; run as the user that Prometheus runs as";
            case NotDirectoryException e -> e.getFile() + ": not a directory";
            case FileSystemException e -> e.getMessage();
            case IOException e -> e.getMessage() == null ? e.toString() : e.getMessage();
            case CorruptionException e -> e.getMessage() + Remedy.of(e.file());
            case StandardOutput.Failure e -> e.getMessage();
            case OutOfMemoryError e ->
                "out of memory with a heap of " + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MiB; more: --max-memory 4GB, where the command has it, or JDK_JAVA_OPTIONS=-Xmx4g";
            case NotEnoughMemoryException e ->
                e.getMessage() + "; give --max-memory " + ((e.needed() >> 20) + 256) + "MB";
            // What the JVM makes of a page of a mapped file that is no longer there.
            case InternalError e
            when String.valueOf(e.getMessage()).contains("unsafe memory access") ->
                "a file was cut short while it was read; try again when nobody writes to it";
            default -> "internal error, please report: " + failure + at(failure);
        };
    }

    /// The line of our own code where an unforeseen failure came from.
    private static String at(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            if (frame.getClassName().startsWith("dev.headroom.")) {
                return " at " + frame;
            }
        }
        return "";
    }

    /// Messages quote file names and bytes that somebody else chose: what a terminal would act on stays off it.
    static void say(PrintWriter messages, String line) {
        StringBuilder safe = new StringBuilder("headroom: ");
        line.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                safe.append(String.format("\\x%02x", c));
            } else {
                safe.append(Values.printable(Character.toString(c)));
            }
        });
        messages.println(safe);
    }
}
