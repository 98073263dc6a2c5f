package dev.headroom.tsdb.merge;

/// Distinct strings in ascending order of their bytes, read through a cursor.
///
/// A string is named by its ordinal in the source. The bytes of the current string stand in [#bytes()] until the
/// cursor moves again.
public interface SymbolSource {
    int count();

    /// Steps to the next string, from ordinal 0 on; false after the last.
    boolean next();

    byte[] bytes();

    int offset();

    int length();

    /// Moves to a string that [#next()] has passed before.
    void seek(int ordinal);

    /// How many bytes a string has that [#next()] has passed before. May move the cursor.
    default int length(int ordinal) {
        seek(ordinal);
        return length();
    }
}
