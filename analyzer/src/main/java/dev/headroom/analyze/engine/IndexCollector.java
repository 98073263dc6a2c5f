package dev.headroom.analyze.engine;

/// A question put to every series of an [IndexPass]. Each thread has its own collector; they are merged at the end.
///
/// @param <C> the collector's own type
public interface IndexCollector<C extends IndexCollector<C>> {
    /// Looks at one series; it is valid for this call only.
    void add(IndexedSeries series);

    /// Takes in what another collector of the same pass has seen of other series.
    void merge(C other);
}
