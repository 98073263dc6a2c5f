package dev.headroom.write.relabel;

/// Relabeling rules that Prometheus would not take; the message is one line that names file, line and column.
public final class RelabelException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /// @param line from 1; 0 when no place in the file is to blame
    RelabelException(String file, int line, int column, String reason) {
        super(file + (line == 0 ? ": " : ": line " + line + ", column " + column + ": ") + reason);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
