package dev.headroom.tsdb.index;

/// References of series of one index, ascending, and so in the order of the series' labels.
public interface SeriesReferences {
    int count();

    /// The reference at a position from 0 to count-1.
    long reference(int position);

    /// Copies `count` references, from the one at a position on, as unsigned numbers of 32 bits.
    default void copy(int position, int[] target, int count) {
        for (int i = 0; i < count; i++) {
            target[i] = (int) reference(position + i);
        }
    }
}
