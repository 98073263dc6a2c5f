package dev.headroom.tsdb.index;

/// References one after the other, brought in by the thousand.
public final class ReferenceCursor {
    private static final int BATCH = 1024;

    private final SeriesReferences references;
    private final int[] batch = new int[BATCH];
    private final int end;
    private int position;
    private int at;
    private int filled;

    /// @param from position of the first reference
    /// @param to position behind the last one
    public ReferenceCursor(SeriesReferences references, int from, int to) {
        this.references = references;
        position = from;
        end = to;
    }

    public boolean hasNext() {
        return position < end;
    }

    public long next() {
        if (at == filled) {
            filled = Math.min(BATCH, end - position);
            references.copy(position, batch, filled);
            at = 0;
        }
        position++;
        return batch[at++] & 0xffff_ffffL;
    }
}
