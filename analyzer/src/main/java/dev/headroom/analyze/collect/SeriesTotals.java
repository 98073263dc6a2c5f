package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;

/// What all series seen so far add up to.
///
/// Who wants the same of series that have something in common need not add up each of them: in the order of labels
/// they mostly stand together, so it is enough to see how far the totals have come when a run of them ends.
final class SeriesTotals {
    /// Series with a sample in the range.
    static final int SERIES = 0;

    static final int ACTIVE = 1;
    static final int ADDED = 2;
    static final int REMOVED = 3;
    static final int SAMPLES = 4;
    static final int WINDOW_SAMPLES = 5;

    /// Samples in the blocks' chunks, repeated and deleted ones too: what the chunk bytes are for.
    static final int STORED_SAMPLES = 6;

    static final int CHUNK_BYTES = 7;

    /// How many totals there are.
    static final int COUNT = 8;

    private final long[] totals = new long[COUNT];

    /// @param traits what is known of the series besides its counts
    void add(SeriesView view, SeriesTraits traits) {
        long[] of = totals;
        if (view.samples() > 0) {
            of[SERIES]++;
            of[ACTIVE] += traits.active() ? 1 : 0;
            of[ADDED] += traits.added() ? 1 : 0;
            of[REMOVED] += traits.removed() ? 1 : 0;
            of[SAMPLES] += view.samples();
            of[WINDOW_SAMPLES] += view.windowSamples();
        }
        of[STORED_SAMPLES] += view.storedSamples();
        of[CHUNK_BYTES] += view.chunkBytes();
    }

    /// The same of a series of whose samples nothing is known but that it has some.
    void add(boolean isAdded) {
        totals[SERIES]++;
        totals[ADDED] += isAdded ? 1 : 0;
    }

    void merge(SeriesTotals other) {
        for (int i = 0; i < COUNT; i++) {
            totals[i] += other.totals[i];
        }
    }

    long of(int total) {
        return totals[total];
    }

    /// Notes all totals, for [#addGrowth].
    void note(long[] noted) {
        System.arraycopy(totals, 0, noted, 0, COUNT);
    }

    /// Adds to [#COUNT] sums, from `at` on, by how much the totals have grown since they were noted.
    void addGrowth(long[] noted, long[] sums, int at) {
        long[] of = totals;
        for (int i = 0; i < COUNT; i++) {
            sums[at + i] += of[i] - noted[i];
        }
    }
}
