package dev.headroom.cli.render;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/// Tables in GitHub's Markdown.
public final class MarkdownTables {
    private final PrintWriter out;

    public MarkdownTables(PrintWriter out) {
        this.out = out;
    }

    /// Prints a table under its title; nothing for one without rows.
    public void print(Table table) {
        if (table.rows().isEmpty()) {
            return;
        }
        out.println();
        out.println("### " + table.title());
        out.println();
        out.println(line(table.columns().stream().map(Table.Column::heading).toList()));
        out.println(table.columns().stream()
                .map(column -> column.kind().isNumber() ? "---:" : "---")
                .collect(Collectors.joining(" | ", "| ", " |")));
        for (List<Object> row : table.rows()) {
            out.println(line(java.util.stream.IntStream.range(0, row.size())
                    .mapToObj(i -> escape(Values.show(table.columns().get(i).kind(), row.get(i))))
                    .toList()));
        }
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    /// The text as nothing but text: label values are somebody else's, and may look like markup.
    public static String escape(String text) {
        return text.replaceAll("[\\\\`*_{}\\[\\]()#+!|~$@]", "\\\\$0")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
