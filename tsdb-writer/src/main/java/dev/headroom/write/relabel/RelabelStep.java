package dev.headroom.write.relabel;

import java.util.List;

/// What one rule did to one label set.
///
/// @param joined the values of the source labels as the rule saw them; `null` for a rule that looks at names
/// @param matched whether the rule applied: its expression matched, or the values that it compares are equal
/// @param dropped whether the rule drops the series
/// @param changes labels that are not what they were, by name
public record RelabelStep(RelabelRule rule, String joined, boolean matched, boolean dropped, List<Change> changes) {
    /// @param before `null` when the label is new
    /// @param after `null` when the label is gone
    public record Change(Label before, Label after) {}
}
