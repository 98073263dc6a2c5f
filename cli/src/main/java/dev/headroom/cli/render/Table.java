package dev.headroom.cli.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A table of a report, before anybody decides how it is shown.
///
/// @param name what `--table` calls it
/// @param title what it says above it
/// @param rows a value for every column; `null` where there is none
public record Table(String name, String title, List<Column> columns, List<List<Object>> rows) {
    /// A column.
    ///
    /// @param name as in the JSON report, for CSV
    /// @param heading for people
    public record Column(String name, String heading, Kind kind) {}

    /// What the values of a column are, and so how people like to read them.
    public enum Kind {
        TEXT,
        COUNT,
        BYTES,
        RATIO,
        /// Something per time.
        RATE,
        SHARE,
        TIME,
        /// Milliseconds.
        DURATION,
        SECONDS,
        /// An [Amount], which says itself of what kind it is.
        AMOUNT;

        boolean isNumber() {
            return this != TEXT && this != TIME;
        }
    }

    public static Builder of(String name, String title) {
        return new Builder(name, title);
    }

    /// Puts a table together, columns first.
    public static final class Builder {
        private final String name;
        private final String title;
        private final List<Column> columns = new ArrayList<>();
        private final List<List<Object>> rows = new ArrayList<>();

        private Builder(String name, String title) {
            this.name = name;
            this.title = title;
        }

        public Builder column(String column, String heading, Kind kind) {
            columns.add(new Column(column, heading, kind));
            return this;
        }

        public Builder row(Object... values) {
            if (values.length != columns.size()) {
                throw new IllegalArgumentException(values.length + " values for " + columns.size() + " columns");
            }
            rows.add(Arrays.asList(values));
            return this;
        }

        public Table build() {
            return new Table(name, title, List.copyOf(columns), rows);
        }
    }
}
