package dev.headroom.analyze.gate;

import java.util.Locale;

/// What it means that a rule does not hold. Only an error fails the gate.
public enum Severity {
    ERROR,
    WARN;

    /// As budget files and reports write it.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
