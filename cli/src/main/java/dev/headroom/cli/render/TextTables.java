package dev.headroom.cli.render;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Tables for a terminal: columns aligned, numbers to the right, as wide as they need to be or as the terminal is.
///
/// What is too wide for the terminal is made narrower in steps, of which none touches a number: headings are broken
/// into two lines, long texts lose their middle, and at last every row is folded, what it is known by above its
/// numbers.
public final class TextTables {
    private static final String GAP = "  ";
    private static final String INDENT = "    ";

    /// What a row is known by keeps as many columns as a block's name has.
    private static final int NARROWEST_KEY = 26;

    private static final int NARROWEST_TEXT = 12;

    private final PrintWriter out;
    private final int width;
    private final Style style;

    /// @param width columns of the terminal; 0 for as wide as it takes
    public TextTables(PrintWriter out, int width, Style style) {
        this.out = out;
        this.width = width;
        this.style = style;
    }

    /// Prints a text that stands above the tables.
    public void print(String text) {
        Columns.wrap(text, width).forEach(out::println);
    }

    /// Prints a table under its title; nothing for one without rows.
    public void print(Table table) {
        if (table.rows().isEmpty()) {
            return;
        }
        List<Shown> columns = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            columns.add(new Shown(table, i));
        }
        List<List<Shown>> lines = layOut(columns);
        out.println();
        Columns.wrap(table.title(), width).forEach(line -> out.println(style.title(line)));
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).stream().anyMatch(Shown::isHeadingBroken)) {
                out.println(style.heading(line(lines, i, Shown::upperHeading)));
            }
            out.println(style.heading(line(lines, i, Shown::heading)));
        }
        for (int i = 0; i < table.rows().size(); i++) {
            int row = i;
            for (int part = 0; part < lines.size(); part++) {
                String text = line(lines, part, column -> column.cell(row));
                if (part == 0 || !text.isEmpty()) {
                    out.println(text);
                }
            }
        }
    }

    private static String line(List<List<Shown>> lines, int part, Function<Shown, String> cell) {
        StringBuilder text = new StringBuilder(part == 0 ? "" : INDENT);
        String gap = "";
        for (Shown column : lines.get(part)) {
            text.append(gap).append(column.pad(cell.apply(column)));
            gap = GAP;
        }
        return text.toString().stripTrailing();
    }

    /// The columns by the lines that each row takes.
    private List<List<Shown>> layOut(List<Shown> columns) {
        if (width == 0 || total(columns) <= width) {
            return List.of(columns);
        }
        columns.forEach(Shown::breakHeading);
        if (total(columns) - columns.stream().mapToInt(Shown::spare).sum() <= width) {
            shorten(columns);
            return List.of(columns);
        }
        return fold(columns);
    }

    private static int total(List<Shown> columns) {
        return columns.stream().mapToInt(column -> column.width).sum() + GAP.length() * (columns.size() - 1);
    }

    /// Takes from the widest texts what is too much.
    private void shorten(List<Shown> columns) {
        for (int excess = total(columns) - width; excess > 0; excess--) {
            columns.stream()
                    .filter(column -> column.spare() > 0)
                    .max((one, other) -> Integer.compare(one.width, other.width))
                    .orElseThrow()
                    .width--;
        }
    }

    /// The texts that a row begins with on lines of their own, the rest below them on lines of about equal length.
    private List<List<Shown>> fold(List<Shown> columns) {
        int room = width - INDENT.length();
        columns.forEach(column -> column.width = column.isText ? Math.min(column.width, room) : column.width);
        int texts = 0;
        while (texts < columns.size() - 1 && columns.get(texts).isText) {
            texts++;
        }
        List<List<Shown>> lines = new ArrayList<>(lines(columns.subList(0, texts), room));
        List<Shown> rest = columns.subList(texts, columns.size());
        List<List<Shown>> numbers = lines(rest, room);
        for (int narrower = room - 1; narrower > 0; narrower--) {
            List<List<Shown>> evener = lines(rest, narrower);
            if (evener.size() > numbers.size()) {
                break;
            }
            numbers = evener;
        }
        lines.addAll(numbers);
        return lines;
    }

    /// As many columns to a line as fit, one at least.
    private static List<List<Shown>> lines(List<Shown> columns, int room) {
        List<List<Shown>> lines = new ArrayList<>();
        int used = 0;
        for (Shown column : columns) {
            used += GAP.length() + column.width;
            if (lines.isEmpty() || used > room) {
                lines.add(new ArrayList<>());
                used = column.width;
            }
            lines.getLast().add(column);
        }
        return lines;
    }

    /// A column as text.
    private static final class Shown {
        private final boolean isText;
        private final boolean right;
        private final int narrowest;
        private final List<String> cells = new ArrayList<>();
        private String upperHeading = "";
        private String heading;
        private int width;

        Shown(Table table, int index) {
            Table.Column column = table.columns().get(index);
            heading = column.heading();
            isText = !column.kind().isNumber();
            right = column.kind().isNumber();
            table.rows().forEach(row -> cells.add(Values.show(column.kind(), row.get(index))));
            width = Math.max(Columns.of(heading), cellWidth());
            int least = index == 0 ? NARROWEST_KEY : NARROWEST_TEXT;
            narrowest = column.kind() == Table.Kind.TEXT ? Math.min(least, width) : width;
        }

        private int cellWidth() {
            int widest = 0;
            for (String cell : cells) {
                widest = Math.max(widest, Columns.of(cell));
            }
            return widest;
        }

        /// How much narrower the column could be.
        int spare() {
            return Math.max(0, width - narrowest);
        }

        /// Breaks the heading in two where that makes the column narrower.
        void breakHeading() {
            if (isText) {
                return;
            }
            int least = cellWidth();
            for (int at = 1; at < heading.length(); at++) {
                boolean blank = heading.charAt(at) == ' ';
                if (!blank && heading.charAt(at) != '/') {
                    continue;
                }
                String upper = heading.substring(0, at);
                String lower = heading.substring(blank ? at + 1 : at);
                int broken = Math.max(least, Math.max(Columns.of(upper), Columns.of(lower)));
                if (broken < width) {
                    width = broken;
                    upperHeading = upper;
                }
            }
            heading = heading.substring(upperHeading.length()).stripLeading();
        }

        boolean isHeadingBroken() {
            return !upperHeading.isEmpty();
        }

        String upperHeading() {
            return upperHeading;
        }

        String heading() {
            return heading;
        }

        String cell(int row) {
            return cells.get(row);
        }

        String pad(String cell) {
            int columns = Columns.of(cell);
            String shown = columns <= width ? cell : Columns.shorten(cell, width);
            String padding = " ".repeat(Math.max(0, width - (columns <= width ? columns : Columns.of(shown))));
            return right ? padding + shown : shown + padding;
        }
    }
}
