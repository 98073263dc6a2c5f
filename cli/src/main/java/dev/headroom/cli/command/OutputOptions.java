package dev.headroom.cli.command;

import dev.headroom.cli.render.CsvTables;
import dev.headroom.cli.render.Json;
import dev.headroom.cli.render.MarkdownTables;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.TextTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
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
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            save(report, file); // a pipe or a device: nothing to replace
            return;
        }
        Path target = Files.exists(file) ? file.toRealPath() : file;
        Path temporary =
                target.resolveSibling(".headroom-" + ProcessHandle.current().pid() + ".tmp");
        temporary.toFile().deleteOnExit();
        save(report, temporary);
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void save(Report report, Path path) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(path))) {
            render(report, out, Style.PLAIN, 0);
            if (out.checkError()) {
                throw new IOException(file + ": cannot be written; is the disk full?");
            }
        } catch (FileSystemException e) {
            String reason = e instanceof NoSuchFileException ? "no such directory" : e.getReason();
            throw new IOException(file + ": cannot be written" + (reason == null ? "" : ": " + reason), e);
        }
    }

    private static String reason(FileSystemException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "no such directory";
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
                report.summary(style).forEach(out::println);
                TextTables tables = new TextTables(out, width, style);
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
            case AUTO ->
                Terminals.isOutputTerminal()
                                && System.getenv("NO_COLOR") == null
                                && !"dumb"
                                        .equals(String.valueOf(System.getenv("TERM"))
                                                .toLowerCase(Locale.ROOT))
                        ? Style.COLOR
                        : Style.PLAIN;
        };
    }
}
