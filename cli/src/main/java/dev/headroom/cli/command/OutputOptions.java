package dev.headroom.cli.command;

import dev.headroom.cli.render.CsvTables;
import dev.headroom.cli.render.JUnitXml;
import dev.headroom.cli.render.Json;
import dev.headroom.cli.render.MarkdownTables;
import dev.headroom.cli.render.PrometheusText;
import dev.headroom.cli.render.Report;
import dev.headroom.cli.render.Style;
import dev.headroom.cli.render.Table;
import dev.headroom.cli.render.TextTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// How and where a report goes.
final class OutputOptions extends Options {
    /// The shapes of a report.
    enum Format {
        TEXT,
        JSON,
        CSV,
        MARKDOWN,
        PROMETHEUS,
        JUNIT,
        YAML
    }

    /// When to use colour.
    enum Color {
        AUTO,
        ALWAYS,
        NEVER
    }

    private final Value<Format> format = option(
                    "--output",
                    "FORMAT",
                    "text, json, csv, markdown, and where it fits prometheus, junit or yaml (default: text).")
            .alias("-o")
            .byDefault("text")
            .as(Format.class);

    private final Value<Path> file = option(
                    "--output-file", "FILE", "Writes the report to FILE, which appears when it is complete.")
            .as(Path.class);

    private final Value<String> table =
            option("--table", "NAME", "The table that -o csv prints.").as(String.class);

    private final Value<Color> color = option(
                    "--color", "WHEN", "auto, always or never; NO_COLOR is heeded (default: auto).")
            .byDefault("auto")
            .as(Color.class);

    OutputOptions(CommandSpec spec) {
        super(spec);
    }

    void print(Report report) throws IOException {
        if (file.get() == null) {
            PrintWriter out = spec.commandLine().getOut();
            render(report, out, style(), Terminals.width());
            out.flush();
            return;
        }
        OutputFiles.write(file.get(), out -> render(report, out, Style.PLAIN, 0));
    }

    private void render(Report report, PrintWriter out, Style style, int width) {
        switch (format.get()) {
            case JSON -> Json.print(report.json(), out);
            case CSV -> CsvTables.print(chosen(report.tables()), out);
            case MARKDOWN -> {
                report.summary(Style.PLAIN).forEach(line -> out.println(MarkdownTables.escape(line) + "  "));
                MarkdownTables tables = new MarkdownTables(out);
                report.tables().forEach(tables::print);
            }
            case PROMETHEUS -> PrometheusText.print(having(report.families()), out);
            case JUNIT -> JUnitXml.print(spec.commandLine().getCommandName(), having(report.cases()), out);
            case YAML -> having(report.yaml()).forEach(out::println);
            case TEXT -> {
                TextTables tables = new TextTables(out, width, style);
                report.summary(style).forEach(tables::print);
                report.tables().forEach(tables::print);
            }
        }
    }

    /// What the report has to show in the chosen format.
    private <T> List<T> having(List<T> content) {
        if (content.isEmpty()) {
            throw usage("-o " + format.get().name().toLowerCase(Locale.ROOT) + ": not to be had of "
                    + spec.commandLine().getCommandName());
        }
        return content;
    }

    /// Whether more may be said on standard output than the report: nobody is to read that as JSON or the like.
    boolean isOutputForPeople() {
        return format.get() == Format.TEXT || file.get() != null;
    }

    private Table chosen(List<Table> tables) {
        if (table.get() == null) {
            return tables.getFirst();
        }
        return tables.stream()
                .filter(candidate -> candidate.name().equals(table.get()))
                .findFirst()
                .orElseThrow(() -> usage("--table: no table " + table.get() + "; there are: "
                        + String.join(", ", tables.stream().map(Table::name).toList())));
    }

    private Style style() {
        return switch (color.get()) {
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
