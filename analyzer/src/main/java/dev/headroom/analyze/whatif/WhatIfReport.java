package dev.headroom.analyze.whatif;

import dev.headroom.write.relabel.LabelSet;
import dev.headroom.write.relabel.RelabelRule;
import java.util.List;

/// What rules would change about a directory.
///
/// @param exact whether the samples of series that overlap in time were looked at
/// @param rewriteSavedBytes bytes that writing the blocks anew saves without any rule: deleted samples, parts
/// of the index that nobody reads; `null` when some series cannot be stored
/// @param rules what each rule drops and saves, in their order
/// @param metrics those whose labels would no longer tell apart what differs: series of theirs fall together;
/// those with most of them first
/// @param unlabelled series that are left without any label, and so dropped
/// @param unstorable series that Prometheus would not store after relabeling but fail the scrape for
/// @param blocks what a rewrite would make of each block; none when there are series that cannot be stored
/// @param damaged what could not be read and is left out
public record WhatIfReport(
        String path,
        boolean exact,
        Figures before,
        Figures after,
        Long rewriteSavedBytes,
        List<Rule> rules,
        Collisions collisions,
        List<Metric> metrics,
        long unlabelled,
        long unstorable,
        List<BlockRow> blocks,
        List<Damage> damaged) {

    /// @param series with samples
    /// @param head series that Prometheus would hold in its head
    /// @param active series with a recent sample; `null` for a single block
    /// @param seriesAdded series that came during the data's time, more than five minutes after its start
    /// @param samples of the series, each timestamp of one once; where series fall together, those at one time
    /// become one if the samples of blocks were looked at, and are counted one by one otherwise
    /// @param chunkBytes of the blocks' segments; at most these when series overlap whose samples were not
    /// looked at; `null`, as the next, when some series cannot be stored
    /// @param indexBytes of the blocks' indexes
    public record Figures(
            long series,
            long head,
            Long active,
            long seriesAdded,
            Double seriesAddedPerHour,
            long samples,
            Long chunkBytes,
            Long indexBytes) {
        /// Bytes of the blocks; `null` when they are not known.
        public Long bytes() {
            return chunkBytes == null ? null : Long.valueOf(chunkBytes + indexBytes);
        }
    }

    /// @param series that it drops, as are the next two
    /// @param chunkBytes of the dropped series
    /// @param savedBytes bytes of the blocks that it saves after the rules before it; `null` when that is not
    /// known
    public record Rule(RelabelRule rule, long series, long samples, long chunkBytes, Long savedBytes) {}

    /// Series that would get the same labels.
    ///
    /// @param labelSets that more than one series would get
    /// @param series that would get one of them
    /// @param overlapping those label sets of which two series have samples in the same time
    /// @param sharing those label sets of which two series of a block have samples at the same timestamp;
    /// `null` when samples were not looked at, as the next
    /// @param sharedSamples samples in the blocks at a timestamp at which another series of the label set has
    /// one
    /// @param examples some of them, those that overlap first
    public record Collisions(
            long labelSets, long series, long overlapping, Long sharing, Long sharedSamples, List<Example> examples) {}

    /// @param labels that the series would get
    /// @param series how many there are
    /// @param overlapping whether two of them have samples in the same time
    /// @param sharedSamples of the blocks; `null` when they were not looked at
    /// @param some of their labels as they are
    public record Example(LabelSet labels, int series, boolean overlapping, Long sharedSamples, List<LabelSet> some) {}

    /// A metric of which series fall together.
    ///
    /// @param name after relabeling; the empty one for series without
    public record Metric(String name, long labelSets, long series, long overlapping) {}

    /// A block, and what a rewrite makes of it. Samples and chunk bytes after it are at most these when series
    /// overlap whose samples were not looked at.
    ///
    /// @param merged series that would go into one with others of the block
    public record BlockRow(
            String ulid,
            long seriesBefore,
            long seriesAfter,
            long merged,
            long samplesBefore,
            long samplesAfter,
            long chunkBytesBefore,
            long chunkBytesAfter,
            long indexBytesBefore,
            long indexBytesAfter) {}

    /// Something that could not be read.
    public record Damage(String file, String message) {}
}
