package dev.headroom.analyze.plan;

import java.util.function.DoubleBinaryOperator;

/// Bytes on a server's disk at one moment, by what they are there for.
///
/// @param chunks chunks that the retention asks for
/// @param overhang chunks older than the retention, in blocks that are not wholly so
/// @param index indexes, as far as series that stay are the reason
/// @param churnIndex indexes, as far as series that come and go are the reason
/// @param tombstones deleted samples that are still there
/// @param log segments of the write-ahead log
/// @param checkpoint the log's checkpoint, and while another is written, that too
/// @param headChunks chunk files of the head
/// @param transients a block that is being written while what it is made of is still there
/// @param slack directories, small files, and what a file system rounds up
/// @param other what stays as it is: the log of out-of-order samples, a snapshot
public record DiskState(
        double chunks,
        double overhang,
        double index,
        double churnIndex,
        double tombstones,
        double log,
        double checkpoint,
        double headChunks,
        double transients,
        double slack,
        double other) {

    static final DiskState NONE = new DiskState(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public double total() {
        return chunks
                + overhang
                + index
                + churnIndex
                + tombstones
                + log
                + checkpoint
                + headChunks
                + transients
                + slack
                + other;
    }

    /// The files of blocks.
    public double blocks() {
        return chunks + overhang + index + churnIndex + tombstones;
    }

    /// What `--storage.tsdb.retention.size` is held against.
    public double counted() {
        return total() - transients - slack;
    }

    DiskState plus(DiskState more) {
        return with(more, Double::sum);
    }

    DiskState times(double factor) {
        return with(NONE, (mine, none) -> mine * factor);
    }

    /// The same with a block that is being written.
    DiskState writing(double bytes) {
        return plus(new DiskState(0, 0, 0, 0, 0, 0, 0, 0, bytes, 0, 0));
    }

    /// The same with a checkpoint that is being written.
    DiskState writingCheckpoint(double bytes) {
        return plus(new DiskState(0, 0, 0, 0, 0, 0, bytes, 0, 0, 0, 0));
    }

    DiskState larger(DiskState other) {
        return other.total() > total() ? other : this;
    }

    private DiskState with(DiskState more, DoubleBinaryOperator join) {
        return new DiskState(
                join.applyAsDouble(chunks, more.chunks),
                join.applyAsDouble(overhang, more.overhang),
                join.applyAsDouble(index, more.index),
                join.applyAsDouble(churnIndex, more.churnIndex),
                join.applyAsDouble(tombstones, more.tombstones),
                join.applyAsDouble(log, more.log),
                join.applyAsDouble(checkpoint, more.checkpoint),
                join.applyAsDouble(headChunks, more.headChunks),
                join.applyAsDouble(transients, more.transients),
                join.applyAsDouble(slack, more.slack),
                join.applyAsDouble(other, more.other));
    }
}
