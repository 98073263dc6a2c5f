package dev.headroom.analyze.gate;

/// A budget file that is none, with the place.
public final class BudgetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param line from 1
    /// @param column from 1
    BudgetException(String file, int line, int column, String reason) {
        super(file + ":" + line + ":" + column + ": " + reason);
    }
}
