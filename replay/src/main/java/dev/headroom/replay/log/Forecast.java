package dev.headroom.replay.log;

import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.replay.log.LogReplayReport.BlockRow;
import dev.headroom.tsdb.head.SampleSink;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Counts what blocks there would be, for a dry run.
final class Forecast implements SampleSink {
    private final SeriesPlan plan;
    private final TimeRange selection;
    private final long duration;
    private final SortedMap<BlockRange, Counts> blocks = new TreeMap<>(Comparator.comparingLong(BlockRange::from));
    private BlockRange range;
    private Counts counts;

    private static final class Counts {
        private final BitSet series = new BitSet();
        private long minTime = Long.MAX_VALUE;
        private long maxTime = Long.MIN_VALUE;
        private long floats;
        private long histograms;
    }

    Forecast(SeriesPlan plan, TimeRange selection, long duration) {
        this.plan = plan;
        this.selection = selection;
        this.duration = duration;
    }

    @Override
    public boolean chunk(int series, long minTime, long maxTime, int samples, boolean histogram, ChunkTimes times) {
        if (!selection.contains(minTime, maxTime)
                || !BlockRange.of(minTime, duration).contains(maxTime)) {
            return false;
        }
        add(series, minTime, maxTime, samples, histogram);
        return true;
    }

    @Override
    public void sample(int series, long timestamp, boolean stale, boolean histogram, boolean outOfOrder) {
        if (selection.contains(timestamp)) {
            add(series, timestamp, timestamp, 1, histogram);
        }
    }

    private void add(int series, long minTime, long maxTime, int samples, boolean histogram) {
        int place = plan.place(series);
        if (place < 0) {
            return;
        }
        if (range == null || !range.contains(minTime)) {
            range = BlockRange.of(minTime, duration);
            counts = blocks.computeIfAbsent(range, r -> new Counts());
        }
        counts.series.set(place);
        counts.minTime = Math.min(counts.minTime, minTime);
        counts.maxTime = Math.max(counts.maxTime, maxTime);
        counts.floats += histogram ? 0 : samples;
        counts.histograms += histogram ? samples : 0;
    }

    /// The blocks by time.
    List<BlockRow> rows() {
        List<BlockRow> rows = new ArrayList<>();
        blocks.forEach((block, found) -> rows.add(new BlockRow(
                null,
                found.minTime,
                found.maxTime == Long.MAX_VALUE ? found.maxTime : found.maxTime + 1,
                found.series.cardinality(),
                found.floats + found.histograms,
                found.floats,
                found.histograms,
                null,
                null,
                null)));
        return rows;
    }
}
