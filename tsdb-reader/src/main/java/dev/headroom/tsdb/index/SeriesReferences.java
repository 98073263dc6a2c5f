package dev.headroom.tsdb.index;

/// References of series of one index, ascending, and so in the order of the series' labels.
public interface SeriesReferences {
    int count();

    /// The reference at a position from 0 to count-1.
    long reference(int position);
}
