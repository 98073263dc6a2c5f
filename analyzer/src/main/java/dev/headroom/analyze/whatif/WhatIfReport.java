package dev.headroom.analyze.whatif;

import dev.headroom.write.relabel.LabelSet;
import java.util.List;

/// What rules would change about a directory.
///
/// @param rules what each rule drops, in their order
/// @param unstorable series that Prometheus would not store after relabeling but fail the scrape for
/// @param damaged what could not be read and is left out
public record WhatIfReport(
        String path,
        Figures before,
        Figures after,
        List<Rule> rules,
        Collisions collisions,
        long unstorable,
        List<Damage> damaged) {

    /// @param series with samples
    /// @param head series that Prometheus would hold in its head
    /// @param active series with a recent sample
    /// @param seriesAdded series that came during the data's time, more than five minutes after its start
    /// @param samples of the series, each timestamp of one once; where series fall together, those at one time may
    /// become one
    /// @param chunkBytes of the series
    public record Figures(long series, long head, long active, long seriesAdded, long samples, long chunkBytes) {}

    /// @param rule as one line of YAML
    /// @param series that it drops, as are the others
    public record Rule(String rule, long series, long samples, long chunkBytes) {}

    /// Series that would get the same labels.
    ///
    /// @param labelSets that more than one series would get
    /// @param series that would get one of them
    /// @param overlapping those label sets of which two series have samples in the same time
    /// @param examples some of them, those that overlap first
    public record Collisions(long labelSets, long series, long overlapping, List<Example> examples) {}

    /// @param labels that the series would get
    /// @param series how many there are
    /// @param some of their labels as they are
    /// @param overlapping whether two of them have samples in the same time
    public record Example(LabelSet labels, int series, boolean overlapping, List<LabelSet> some) {}

    /// Something that could not be read.
    public record Damage(String file, String message) {}
}
