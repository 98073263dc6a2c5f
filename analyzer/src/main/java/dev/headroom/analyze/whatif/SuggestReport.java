package dev.headroom.analyze.whatif;

import dev.headroom.write.relabel.RelabelRule;
import java.util.List;

/// Relabeling rules that save a part of a directory.
///
/// @param target part that is to be saved, 0 to 1: of the blocks' bytes, or of the series when there are no
/// blocks
/// @param reached part that the rules save
/// @param before the figures as they are; bytes as a rewrite without any rule would leave them
/// @param after the figures with all rules
/// @param rules in their order
/// @param needed labels without which series of the same time would fall together, alone or with the rules
/// @param damaged what could not be read and is left out
public record SuggestReport(
        String path,
        double target,
        double reached,
        WhatIfReport.Figures before,
        WhatIfReport.Figures after,
        List<Suggestion> rules,
        List<Needed> needed,
        List<WhatIfReport.Damage> damaged) {

    /// Whether the rules save what was asked for.
    public boolean isMet() {
        return reached >= target;
    }

    /// Why something can go.
    public enum Kind {
        /// A label with one value.
        constant,
        /// A label whose values come and go: series that follow one another become one.
        exploding,
        /// A label that no two series of the same time differ in alone.
        redundant,
        /// An exploding label of one metric.
        explodingOnMetric,
        /// A metric that costs much.
        metric
    }

    /// A rule, and what it saves after those before it.
    ///
    /// @param label that it takes away; `null` for a metric as a whole
    /// @param metric that it is about; `null` for all
    /// @param values of the label, or series of the metric
    /// @param followsFrom a label that is left and tells the value; `null` when no single one does
    /// @param savedHead series that Prometheus would hold in its head
    /// @param savedAdded series that came during the data's time
    public record Suggestion(
            RelabelRule rule,
            Kind kind,
            String label,
            String metric,
            long values,
            String followsFrom,
            long savedBytes,
            long savedSeries,
            long savedHead,
            long savedAdded,
            Double savedAddedPerHour) {}

    /// @param overlappingSets label sets that series of the same time would share
    public record Needed(String label, long overlappingSets) {}
}
