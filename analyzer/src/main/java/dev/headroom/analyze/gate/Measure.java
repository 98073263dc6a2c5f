package dev.headroom.analyze.gate;

import java.util.Arrays;
import java.util.List;

/// What a budget limits.
public enum Measure {
    /// Distinct series with a sample in the range.
    SERIES("series", Unit.COUNT),
    /// Series that a query at the data's end finds.
    ACTIVE_SERIES("active-series", Unit.COUNT),
    /// Distinct values of a label name.
    LABEL_VALUES("label-values", Unit.COUNT),
    /// Series that came, in an hour.
    CHURN_PER_HOUR("churn-per-hour", Unit.RATE),
    SAMPLES_PER_SECOND("samples-per-second", Unit.RATE),
    /// Chunk bytes per sample.
    BYTES_PER_SAMPLE("bytes-per-sample", Unit.RATIO),
    /// Bytes on disk once the retention is full, at today's rates: of all series what `headroom plan` says of
    /// the disk at its fullest; of a group, and where that cannot say, retention × samples per second × bytes
    /// per sample.
    PROJECTED_DISK("projected-disk", Unit.BYTES);

    /// What the numbers of a measure are.
    public enum Unit {
        COUNT,
        RATE,
        RATIO,
        BYTES
    }

    private final String label;
    private final Unit unit;

    Measure(String label, Unit unit) {
        this.label = label;
        this.unit = unit;
    }

    /// As budget files and reports write it.
    public String label() {
        return label;
    }

    public Unit unit() {
        return unit;
    }

    /// A number of this measure as a report has it: counts and bytes are whole.
    Number number(double value) {
        return switch (unit) {
            case COUNT, BYTES -> Math.round(value);
            case RATE, RATIO -> value;
        };
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(Measure::label).toList();
    }
}
