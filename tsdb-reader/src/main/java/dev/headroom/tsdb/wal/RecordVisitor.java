package dev.headroom.tsdb.wal;

/// Told what the records of a log say, in their order. Views are valid until the method returns.
///
/// A series reference is the number under which the log knows a label set. Timestamps are milliseconds; a start
/// timestamp of 0 means that there is none. Values come as their bits, since a staleness marker is a NaN of a
/// certain pattern ([#STALE]).
public interface RecordVisitor {
    /// The bits of the NaN that marks a series as stale.
    long STALE = 0x7ff0_0000_0000_0002L;

    /// From here on the reference means these labels.
    default void series(long ref, LabelsView labels) {}

    /// Float samples that follow one another in a record.
    default void samples(SampleBatch batch) {
        for (int i = 0; i < batch.count(); i++) {
            sample(batch.refs()[i], batch.timestamps()[i], batch.startTimestamp(i), batch.valueBits(i));
        }
    }

    /// A float sample, for who does not take them as they come, in [#samples].
    default void sample(long ref, long timestamp, long startTimestamp, long valueBits) {}

    /// A native histogram sample, integer or float.
    default void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {}

    /// The samples of a series in this closed interval were deleted.
    default void tombstone(long ref, long minTime, long maxTime) {}

    default void exemplar(long ref, long timestamp, long valueBits, LabelsView labels) {}

    /// All out-of-order samples of the series that were logged so far stand in head chunks up to this one.
    default void mmapMarker(long ref, long chunkRef) {}

    /// What the series' metric is.
    ///
    /// @param type 1 counter, 2 gauge, 3 histogram, 4 gauge histogram, 5 summary, 6 info, 7 stateset, else unknown
    /// @param fields `UNIT` and `HELP`, and whatever a later version adds
    default void metadata(long ref, int type, LabelsView fields) {}

    /// A record that a newer Prometheus wrote, or an empty one.
    default void unknown(int code) {}
}
