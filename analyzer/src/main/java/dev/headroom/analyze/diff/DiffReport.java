package dev.headroom.analyze.diff;

import dev.headroom.analyze.report.AnalyzeReport.DamageRow;
import java.util.List;

/// What changed. Field names are those of the JSON report; times are epoch milliseconds, bytes are bytes.
///
/// @param total of all series
/// @param notes what could not be compared, and why
/// @param damaged what could not be read and is left out of all numbers
public record DiffReport(
        int schemaVersion,
        Side before,
        Side after,
        ChangeRow total,
        Part metrics,
        Part jobs,
        Part labelNames,
        Part labelPairs,
        List<String> notes,
        List<DamageRow> damaged) {

    /// @param hours length of the range; `null` when that is not known
    public record Side(String path, Long dataStart, Long dataEnd, Double hours) {}

    /// The names of a kind: those on both sides of which some number has changed, those that are new, and those
    /// that are gone. Lists are cut off, counts are not.
    ///
    /// @param changed those that have grown or shrunk most first
    /// @param added the largest first, like those that have vanished
    public record Part(
            long changedCount,
            long addedCount,
            long vanishedCount,
            List<ChangeRow> changed,
            List<NameRow> added,
            List<NameRow> vanished) {}

    /// @param name a label pair is `label=value`
    /// @param growth what both sides know
    public record ChangeRow(String name, Numbers before, Numbers after, Numbers growth) {}

    public record NameRow(String name, Numbers numbers) {}
}
