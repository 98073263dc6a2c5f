package dev.headroom.tsdb.selector;

/// A series selector that Prometheus would not take either; the message is one line, fit for a terminal.
public final class SelectorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int column;
    private final String reason;

    SelectorException(int column, String reason) {
        super("bad selector, column " + column + ": " + reason);
        this.column = column;
        this.reason = reason;
    }

    /// Where reading stopped: 1 is the first character of the selector (a character is a Unicode code point).
    public int column() {
        return column;
    }

    /// What is wrong there, without the column.
    public String reason() {
        return reason;
    }
}
