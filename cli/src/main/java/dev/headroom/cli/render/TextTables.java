package dev.headroom.cli.render;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// Tables for a terminal: columns aligned, numbers to the right, as wide as they need to be or as the terminal is.
public final class TextTables {
    private static final String GAP = "  ";
    private static final int NARROWEST = 12;

    private final PrintWriter out;
    private final int width;
    private final Style style;

    /// @param width columns of the terminal; 0 for as wide as it takes
    public TextTables(PrintWriter out, int width, Style style) {
        this.out = out;
        this.width = width;
        this.style = style;
    }

    /// Prints a table under its title; nothing for one without rows.
    public void print(Table table) {
        if (table.rows().isEmpty()) {
            return;
        }
        out.println();
        out.println(style.title(table.title()));
        List<List<String>> cells = new ArrayList<>();
        cells.add(table.columns().stream().map(Table.Column::heading).toList());
        for (List<Object> row : table.rows()) {
            List<String> shown = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                shown.add(Values.show(table.columns().get(i).kind(), row.get(i)));
            }
            cells.add(shown);
        }
        int[] widths = widths(table, cells);
        for (int i = 0; i < cells.size(); i++) {
            String line = line(table, cells.get(i), widths);
            out.println(i == 0 ? style.heading(line) : line);
        }
    }

    /// The widest cell of each column; when the terminal is too narrow, texts give way, the widest first.
    private int[] widths(Table table, List<List<String>> cells) {
        int[] widths = new int[table.columns().size()];
        int total = GAP.length() * (widths.length - 1);
        for (int i = 0; i < widths.length; i++) {
            for (List<String> row : cells) {
                widths[i] = Math.max(widths[i], columns(row.get(i)));
            }
            total += widths[i];
        }
        while (width > 0 && total > width) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean text = table.columns().get(i).kind() == Table.Kind.TEXT;
                if (text && widths[i] > NARROWEST && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            widths[widest]--;
            total--;
        }
        return widths;
    }

    private static String line(Table table, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = fit(cells.get(i), widths[i]);
            String padding = " ".repeat(Math.max(0, widths[i] - columns(cell)));
            boolean right = table.columns().get(i).kind().isNumber();
            line.append(right ? padding + cell : cell + padding);
            line.append(i + 1 < widths.length ? GAP : "");
        }
        return line.toString().stripTrailing();
    }

    private static String fit(String cell, int width) {
        if (columns(cell) <= width) {
            return cell;
        }
        int end = cell.offsetByCodePoints(0, width - 1);
        return cell.substring(0, end) + "…";
    }

    private static int columns(String text) {
        return text.codePointCount(0, text.length());
    }
}
