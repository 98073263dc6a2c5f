package dev.headroom.analyze.plan;

import java.util.ArrayList;
import java.util.List;

/// The write-ahead log of the model: runs of segments, and a checkpoint.
///
/// Each time the head is cut, a new segment begins, and the older two thirds of the others give way to a checkpoint
/// when there are enough of them; so a small server, whose segments are few, keeps its log for longer than a large
/// one. (Source: `Head.truncateWAL` in Prometheus's `tsdb/head.go`.)
final class Log {
    static final double SEGMENT = 128 << 20;
    static final double PAGE = 32 << 10;

    /// Segments that were written one after the other.
    private record Run(long from, long to, double bytes, long segments) {
        /// What is left of it without its first segments.
        Run without(long count) {
            double share = (double) count / segments;
            return new Run(from + (long) ((to - from) * share), to, bytes * (1 - share), segments - count);
        }
    }

    private final List<Run> runs = new ArrayList<>();
    private double checkpoint;
    private double nextCheckpoint;
    /// When the segment that is being written was begun.
    private long since;
    /// Bytes that stand in it from before the model's start.
    private double before;

    Log(long since) {
        this.since = since;
    }

    /// The log that was found; its last segment is being written.
    Log(LogFound found, long now) {
        List<LogFound.Segment> segments = found.segments();
        for (LogFound.Segment segment : segments) {
            runs.add(new Run(segment.from(), segment.to(), segment.bytes(), 1));
        }
        checkpoint = found.checkpointBytes();
        since = now;
        if (!runs.isEmpty()) {
            before = runs.removeLast().bytes();
        }
    }

    double checkpoint() {
        return checkpoint;
    }

    /// Bytes of the segments at a time.
    double bytes(Workload load, long time) {
        double bytes = pages(before + load.logBytes(since, time));
        for (Run run : runs) {
            bytes += pages(run.bytes);
        }
        return bytes;
    }

    /// Begins what follows the cutting of the head.
    ///
    /// @param cut samples before this time are in blocks
    /// @return bytes of the checkpoint that is written; 0 when it is not worth one
    double truncate(Workload load, long time, long cut) {
        double bytes = before + load.logBytes(since, time);
        runs.add(new Run(since, time, bytes, Math.max(1, (long) Math.ceil(bytes / SEGMENT))));
        since = time;
        before = 0;
        long segments = runs.stream().mapToLong(Run::segments).sum();
        long covered = (segments - 2) * 2 / 3;
        if (covered < 1) {
            return 0;
        }
        double samples = 0;
        long left = covered + 1;
        while (left > 0) {
            Run run = runs.removeFirst();
            long taken = Math.min(left, run.segments);
            left -= taken;
            long end = run.from + (long) ((run.to - run.from) * ((double) taken / run.segments));
            samples += load.samples(Math.max(cut, run.from), Math.max(cut, end));
            if (taken < run.segments) {
                runs.addFirst(run.without(taken));
            }
        }
        double series = load.seriesAt(time) + load.churned(cut, time);
        nextCheckpoint =
                pages(series * load.log().perSeries() + samples * load.log().perSample());
        return nextCheckpoint;
    }

    /// Ends it: the old checkpoint is deleted.
    void truncated() {
        if (nextCheckpoint > 0) {
            checkpoint = nextCheckpoint;
            nextCheckpoint = 0;
        }
    }

    private static double pages(double bytes) {
        return Math.ceil(bytes / PAGE) * PAGE;
    }
}
