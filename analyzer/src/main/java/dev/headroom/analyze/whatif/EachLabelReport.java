package dev.headroom.analyze.whatif;

import java.util.List;

/// What dropping each label of a directory would save, one label at a time.
///
/// @param exact whether the samples of series that overlap in time were looked at
/// @param before the figures as they are; bytes as a rewrite without any rule would leave them
/// @param labels all but `__name__`, without which Prometheus stores no series; those that save most bytes
/// first
/// @param damaged what could not be read and is left out
public record EachLabelReport(
        String path,
        boolean exact,
        WhatIfReport.Figures before,
        List<LabelRow> labels,
        List<WhatIfReport.Damage> damaged) {

    /// A label, and what dropping it would save.
    ///
    /// @param values distinct values
    /// @param series that carry it
    /// @param savedSeries those that fall together with others, less what they become
    /// @param savedHead of the series that Prometheus would hold in its head
    /// @param savedActive of the series with a recent sample; `null` for a single block
    /// @param savedAdded of the series that came during the data's time
    /// @param savedSamples of the blocks: those at a timestamp at which another series of the label set has
    /// one, and those of series that have no other label; `null` when samples were not looked at
    /// @param savedChunkBytes of the blocks; at least these when series overlap whose samples were not looked
    /// at; `null`, as the next, when some series cannot be stored
    /// @param savedIndexBytes of the blocks
    /// @param collidingSets label sets that more than one series would get
    /// @param overlappingSets those of them of which two series have samples in the same time: the label is
    /// needed
    public record LabelRow(
            String name,
            long values,
            long series,
            long savedSeries,
            long savedHead,
            Long savedActive,
            long savedAdded,
            Double savedAddedPerHour,
            Long savedSamples,
            Long savedChunkBytes,
            Long savedIndexBytes,
            long collidingSets,
            long overlappingSets) {
        /// Bytes of chunks and index.
        public Long savedBytes() {
            return savedChunkBytes == null ? null : Long.valueOf(savedChunkBytes + savedIndexBytes);
        }
    }
}
