package dev.headroom.analyze.gate;

import dev.headroom.analyze.report.Tally;
import dev.headroom.tsdb.selector.Selector;
import java.util.List;

/// What a budget is held against: data on disk, or what a page of metrics will come to.
public interface Subject {
    /// Adds up the series that any of the selectors chooses; all of them when there are none.
    ///
    /// @param by lists of labels to group by
    /// @param wantsLabels whether label names are counted
    Tally tally(List<Selector> selectors, List<List<String>> by, boolean wantsLabels);

    /// Bytes of the disk at its fullest, with a retention and today's rates, of all series; `null` when that
    /// cannot be planned.
    Double plannedDisk(long retentionMillis);

    /// Whether a label can be to blame for the number of series.
    boolean canBlame(String label);

    /// Why a measure that has no number has none.
    String whyNot(Measure measure);
}
