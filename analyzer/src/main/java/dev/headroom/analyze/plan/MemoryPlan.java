package dev.headroom.analyze.plan;

import dev.headroom.analyze.memory.HeadMemory;
import java.util.function.IntPredicate;

/// What a server takes in memory.
///
/// @param load what it takes in
/// @param cost what that takes
/// @param queryShare memory for queries and rules, as part of what the head takes
/// @param logMillis how far back the log reaches at most
public record MemoryPlan(Workload load, MemoryCost cost, double queryShare, long headMillis, long logMillis) {
    /// What the heap grows by until its garbage is collected, as part of what is left after that.
    private static final double GARBAGE = HeadMemory.HEAP_GROWTH - 1;

    private static final int MOST_SHARDS = 10_000;
    private static final double HOUR = 3_600_000;

    /// Bytes in memory at one time.
    ///
    /// @param churn series that are gone and that the head still holds
    /// @param garbage what the heap grows by until it is collected
    public record State(
            double series,
            double labels,
            double postings,
            double chunks,
            double churn,
            double server,
            double garbage,
            double queries,
            double outside) {
        /// What is left on the heap after a collection.
        public double heap() {
            return series + labels + postings + chunks + churn + server;
        }

        public double total() {
            return heap() + garbage + queries + outside;
        }
    }

    /// What is in memory when the head is fullest.
    public State at(long time) {
        double series = load.seriesAt(time);
        double gone = churned(time, headMillis);
        State head = new State(
                series * cost.series(),
                series * cost.labels(),
                series * cost.postings(),
                series * cost.chunks(),
                gone * cost.perSeries(),
                cost.server(),
                0,
                0,
                0);
        return new State(
                head.series,
                head.labels,
                head.postings,
                head.chunks,
                head.churn,
                head.server,
                head.heap() * GARBAGE,
                (head.heap() - head.server) * queryShare,
                HeadMemory.OUTSIDE_HEAP);
    }

    /// What is in memory when a starting server has read its log: every series that the log names is there, also
    /// those that a running server has dropped.
    public double replayPeak(long time) {
        double series = load.seriesAt(time) + churned(time, logMillis);
        return (series * cost.perSeries() + cost.server()) * (1 + GARBAGE) + HeadMemory.OUTSIDE_HEAP;
    }

    /// The fewest servers that share the series and take no more than this each; 0 when no number does.
    public int shards(double limit, long time) {
        IntPredicate fits = shards -> {
            MemoryPlan part = new MemoryPlan(load.part(shards), cost, queryShare, headMillis, logMillis);
            return Math.max(part.at(time).total(), part.replayPeak(time)) <= limit;
        };
        int shards = 1;
        while (shards <= MOST_SHARDS && !fits.test(shards)) {
            shards++;
        }
        return shards <= MOST_SHARDS ? shards : 0;
    }

    private double churned(long time, long millis) {
        return load.churnPerHour() * load.growth().series().factor(time - load.now()) * millis / HOUR;
    }
}
