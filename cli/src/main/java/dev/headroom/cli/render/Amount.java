package dev.headroom.cli.render;

import dev.headroom.cli.render.Table.Kind;

/// A number in a column of numbers that are not all of one kind.
public record Amount(Number value, Kind kind) {
    /// `null` for no number.
    public static Amount of(Number value, Kind kind) {
        return value == null ? null : new Amount(value, kind);
    }

    /// As people read it.
    public String shown() {
        return Values.show(kind, value);
    }

    /// The plain number, for CSV.
    @Override
    public String toString() {
        return value.toString();
    }
}
