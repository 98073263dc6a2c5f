package dev.headroom.tsdb;

/// Bytes of a data directory that are not what their format says.
///
/// There is one exception type for all of them, so that a caller can report the damaged thing and go on with the
/// healthy rest. It names the file, the place in it, what was expected there and what was found.
public final class CorruptionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final String expected;
    private final String found;

    /// @param file the damaged file; `null` when the thrower sees bytes only, see [#in(String, long)]
    /// @param offset bytes from the start of the file (or of the bytes at hand) to the damage
    /// @param expected what the format asks for at that place
    /// @param found what stands there
    public CorruptionException(String file, long offset, String expected, String found) {
        super((file == null ? "" : file + ": ") + "at byte " + offset + ": expected " + expected + ", found " + found);
        this.file = file;
        this.offset = offset;
        this.expected = expected;
        this.found = found;
    }

    /// The same damage, seen from the file that holds the bytes.
    ///
    /// @param base where in `file` the bytes at hand begin
    public CorruptionException in(String file, long base) {
        CorruptionException placed = new CorruptionException(file, base + offset, expected, found);
        placed.initCause(this);
        return placed;
    }

    /// The damaged file's path, or `null` when it is not known.
    public String file() {
        return file;
    }

    /// Bytes from the start of the file to the damage.
    public long offset() {
        return offset;
    }

    public String expected() {
        return expected;
    }

    public String found() {
        return found;
    }
}
