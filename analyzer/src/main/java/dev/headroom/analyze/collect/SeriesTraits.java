package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;

/// What several collectors ask of a series and what takes more than a look: worked out once per series.
final class SeriesTraits {
    private final boolean wantsActive;
    private boolean active;
    private boolean gone;
    private boolean added;
    private long storedSamples;

    /// @param wantsActive whether it can be told which series are active
    SeriesTraits(boolean wantsActive) {
        this.wantsActive = wantsActive;
    }

    void load(SeriesView view) {
        active = wantsActive && view.isActive();
        gone = wantsActive && !active && view.isGone();
        added = view.isAdded();
        storedSamples = 0;
        for (int chunk = 0; chunk < view.chunkCount(); chunk++) {
            storedSamples += view.chunkSamples(chunk);
        }
    }

    /// Whether a query at the end of the range finds it; false when that cannot be told.
    boolean active() {
        return active;
    }

    /// Whether it is gone at the end of the range; false when that cannot be told.
    boolean gone() {
        return gone;
    }

    /// Whether it came during the range.
    boolean added() {
        return added;
    }

    /// Samples in its chunks in the blocks, repeated and deleted ones too.
    long storedSamples() {
        return storedSamples;
    }
}
