package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.SeriesView;

/// What several collectors ask of a series and what takes more than a look: worked out once per series.
final class SeriesTraits {
    private final boolean isNow;
    private boolean active;
    private boolean removed;
    private boolean added;

    /// @param isNow whether it can be told which series are active
    SeriesTraits(boolean isNow) {
        this.isNow = isNow;
    }

    void load(SeriesView view) {
        if (isNow) {
            boolean gone = view.isGone();
            boolean stale = view.samples() > 0 && !gone && view.endsStale();
            active = view.isRecent() && !stale;
            removed = gone || stale;
        }
        added = view.isAdded();
    }

    /// Whether a query at the end of the range finds it; false when that cannot be told.
    boolean active() {
        return active;
    }

    /// Whether it went: its last sample is older than any that such a query looks at, or a staleness marker; false
    /// when that cannot be told.
    boolean removed() {
        return removed;
    }

    /// Whether it came during the range.
    boolean added() {
        return added;
    }
}
