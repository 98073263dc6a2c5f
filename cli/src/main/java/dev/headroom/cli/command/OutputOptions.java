package dev.headroom.cli.command;

import dev.headroom.cli.Interruption;
import dev.headroom.cli.render.CsvTables;
import dev.headroom.cli.render.Json;
import dev.headroom.cli.render.MarkdownTables;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.TextTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// How and where a report goes.
final class OutputOptions {
    /// The shapes of a report.
    enum Format {
        TEXT,
        JSON,
        CSV,
        MARKDOWN
    }

    /// When to use colour.
    enum Color {
        AUTO,
        ALWAYS,
        NEVER
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json, csv or markdown (default: text).")
    private Format format;

    @Option(
            names = "--output-file",
            paramLabel = "FILE",
            description = "Writes the report to FILE, which appears when it is complete.")
    private Path file;

    @Option(names = "--table", paramLabel = "NAME", description = "The table that -o csv prints.")
    private String table;

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "auto, always or never; NO_COLOR is heeded (default: auto).")
    private Color color;

    void print(Report report) throws IOException {
        if (file == null) {
            PrintWriter out = spec.commandLine().getOut();
            render(report, out, style(), Terminals.width());
            out.flush();
            return;
        }
        try {
            write(report);
        } catch (FileSystemException e) {
            throw new IOException(file + ": cannot be written: " + reason(e), e);
        }
    }

    /// Writes beside the file and moves the result into its place, so that nobody ever sees half of it. A pipe or a
    /// device is written to as it is, and a link is followed: neither is replaced.
    private void write(Report report) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "a directory; give a file's name");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            save(report, file);
            return;
        }
        Path place = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path temporary =
                place.resolveSibling(".headroom-" + ProcessHandle.current().pid() + "-" + place.getFileName() + ".tmp");
        Thread whenInterrupted = Interruption.prepare(() -> delete(temporary));
        try {
            save(report, temporary);
            Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Interruption.forget(whenInterrupted);
            Files.deleteIfExists(temporary);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The run ends, and there is nobody left to be told.
        }
    }

    private void save(Report report, Path path) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(path))) {
            render(report, out, Style.PLAIN, 0);
            if (out.checkError()) {
                throw new FileSystemException(path.toString(), null, "is the disk full?");
            }
        }
    }

    private static String reason(FileSystemException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "no such directory; create it first";
            case AccessDeniedException e -> "permission denied";
            default -> failure.getReason() == null ? failure.toString() : failure.getReason();
        };
    }

    private void render(Report report, PrintWriter out, Style style, int width) {
        switch (format) {
            case JSON -> Json.print(report.json(), out);
            case CSV -> CsvTables.print(chosen(report.tables()), out);
            case MARKDOWN -> {
                report.summary(Style.PLAIN).forEach(line -> out.println(line + "  "));
                MarkdownTables tables = new MarkdownTables(out);
                report.tables().forEach(tables::print);
            }
            case TEXT -> {
                TextTables tables = new TextTables(out, width, style);
                report.summary(style).forEach(tables::print);
                report.tables().forEach(tables::print);
            }
        }
    }

    private Table chosen(List<Table> tables) {
        if (table == null) {
            return tables.getFirst();
        }
        return tables.stream()
                .filter(candidate -> candidate.name().equals(table))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "--table: no table " + table + "; there are: "
                                + String.join(
                                        ", ", tables.stream().map(Table::name).toList())));
    }

    private Style style() {
        return switch (color) {
            case ALWAYS -> Style.COLOR;
            case NEVER -> Style.PLAIN;
            case AUTO -> Terminals.isOutputTerminal() && !isColorUnwanted() ? Style.COLOR : Style.PLAIN;
        };
    }

    /// As no-color.org has it; and a terminal called dumb knows no colours.
    private static boolean isColorUnwanted() {
        Map<String, String> environment = System.getenv();
        return !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
    }
}
