package dev.headroom.tsdb.merge;

/// Series in the order of their labels, read through a cursor: the series of one block, or of the head.
public interface SeriesSource {
    /// Steps to the next series; false after the last.
    boolean next();

    /// Names and values of the current series in turn, as ids of [MergedSymbols]; valid until the cursor moves.
    int[] labels();

    /// How many ints [#labels()] holds: twice the number of labels.
    int labelsLength();

    /// How many of the ints in [#labels()] are those of the series before; less, down to 0, where that is not known.
    int changedFrom();
}
