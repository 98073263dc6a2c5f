package dev.headroom.analyze.report;

import java.util.List;
import java.util.Map;

/// What some series add up to, together and by their labels. Nothing is cut off: a name that is not there has
/// nothing.
///
/// @param total all of the series
/// @param groups for each list of labels that was asked for, the counts by the values of those labels, in their
/// order; a label that a series lacks counts as the empty value
/// @param labels what each label name adds up to; empty when that was not asked for
/// @param hours length of the range; 0 when no time has passed
/// @param windowSeconds what the samples of the ingest window are divided by
/// @param isNow whether it can be told which series are active
public record Tally(
        Counts total,
        List<Map<List<String>, Counts>> groups,
        Map<String, LabelCounts> labels,
        double hours,
        double windowSeconds,
        boolean isNow) {

    /// A label name.
    ///
    /// @param values its distinct values
    /// @param newValues those of them that were first seen later than five minutes after the range's start
    /// @param series the series that carry it, and so on
    public record LabelCounts(long values, long newValues, Counts series) {}
}
