package dev.headroom.analyze.plan;

import java.util.List;

/// Which blocks Prometheus would compact next.
///
/// A range of three times the length, aligned to 1970, is compacted once it is full, or once younger blocks lie
/// beyond it; the newest block always waits. (Source: `LeveledCompactor.plan` in Prometheus's `tsdb/compact.go`.)
final class Compaction {
    private Compaction() {}

    /// Which blocks to compact into one: a part of the list, which is the list itself and not a copy; empty when
    /// there is nothing to do.
    ///
    /// @param blocks from old to young
    /// @param since ranges that end before this time have been looked at already
    static List<PlannedBlock> next(List<PlannedBlock> blocks, BlockRanges ranges, long since) {
        int older = blocks.size() - 1;
        if (older < 2) {
            return List.of();
        }
        long newest = blocks.get(older - 1).minTime();
        for (long range : ranges.millis().subList(1, ranges.millis().size())) {
            int from = older;
            while (from > 0 && blocks.get(from - 1).maxTime() > since - range) {
                from--;
            }
            while (from < older) {
                long start = Math.floorDiv(blocks.get(from).minTime(), range) * range;
                int to = from;
                while (to < older && blocks.get(to).maxTime() <= start + range) {
                    to++;
                }
                if (to - from > 1) {
                    long length =
                            blocks.get(to - 1).maxTime() - blocks.get(from).minTime();
                    if (length == range || blocks.get(to - 1).maxTime() <= newest) {
                        return blocks.subList(from, to);
                    }
                }
                from = Math.max(to, from + 1);
            }
        }
        return List.of();
    }
}
