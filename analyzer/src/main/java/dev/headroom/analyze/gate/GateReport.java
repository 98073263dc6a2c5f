package dev.headroom.analyze.gate;

import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import java.util.List;

/// What a gate found out. Field names are those of the JSON report.
///
/// @param path what was held against the budget
/// @param dataStart time of its first sample, epoch milliseconds; `null` when there is none, or for a page of
/// metrics
/// @param baseline what growth was measured against; `null` without a baseline
/// @param passed whether no rule of severity `error` is broken
/// @param errors how many limits of that severity are broken
/// @param warnings how many limits of severity `warn` are broken
/// @param rules in the order of the budget file
/// @param offenders what breaks a limit, errors first, then those furthest beyond it
/// @param growth series per metric and job against the baseline, what has grown most first
/// @param damaged what could not be read and is left out of all numbers
public record GateReport(
        int schemaVersion,
        String path,
        Long dataStart,
        Long dataEnd,
        BaselineRef baseline,
        boolean passed,
        long errors,
        long warnings,
        List<RuleRow> rules,
        List<Offender> offenders,
        List<GrowthRow> growth,
        List<DamageRow> damaged) {

    public record BaselineRef(String path, Long dataEnd) {}

    /// How a rule came off.
    public enum Status {
        OK,
        WARN,
        ERROR,
        /// It could not be judged.
        UNJUDGED
    }

    /// @param per labels that it limits groups by
    /// @param judged how many groups were held against a limit
    /// @param broken how many of them break it
    /// @param highest name of the group that is nearest to its limit, or furthest beyond it; `null` when none
    /// was judged
    /// @param reason why something of it could not be judged; `null` when all was
    public record RuleRow(
            String name,
            String measure,
            List<String> per,
            List<String> match,
            String status,
            long judged,
            long broken,
            String highest,
            Number value,
            Number limit,
            String reason) {}

    /// Something beyond its limit.
    ///
    /// @param name of the group: a metric, a job, a label's value, a label name; empty for all series of the
    /// rule
    /// @param limit what it may be; worked out of the baseline for growth
    /// @param bound `max` or `growth`, whichever is broken; `max` for both
    /// @param baseline what it was; `null` when the baseline does not know
    /// @param blame `null` when there is nobody
    public record Offender(
            String rule,
            String severity,
            String measure,
            List<String> per,
            String name,
            Number value,
            Number limit,
            String bound,
            Number baseline,
            String message,
            String owner,
            Blame blame) {}

    /// Who is to blame: of the offender's series, the metric and the job that most of it comes from, and the
    /// labels that make it so many.
    ///
    /// @param metric empty for series without one, as is the job
    /// @param series of the metric and job
    /// @param labels at most three, the worst first
    public record Blame(String metric, String job, long series, List<LabelRow> labels) {}

    /// @param values distinct values among the series to blame
    /// @param newValues how many of these came during the range; `null` for a page of metrics
    /// @param baselineValues distinct values that the baseline had of the name, over all series; `null` without
    /// one
    public record LabelRow(String name, long values, Long newValues, Long baselineValues) {}

    /// @param baseline series in the baseline, 0 for what is new
    public record GrowthRow(String metric, String job, long series, long baseline, long growth) {}
}
