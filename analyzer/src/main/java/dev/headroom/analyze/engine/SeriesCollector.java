package dev.headroom.analyze.engine;

/// A question put to every series of a pass. Each part of a pass has its own collector; the parts are merged at the
/// end.
///
/// @param <C> the collector's own type
public interface SeriesCollector<C extends SeriesCollector<C>> {
    /// Looks at one series; the view is valid for this call only.
    void add(SeriesView series);

    /// Takes in what another collector of the same pass has seen of other series.
    void merge(C other);
}
