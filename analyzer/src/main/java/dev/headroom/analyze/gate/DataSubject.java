package dev.headroom.analyze.gate;

import dev.headroom.analyze.collect.TallyMaker;
import dev.headroom.analyze.report.Tally;
import dev.headroom.tsdb.selector.Selector;
import java.util.List;
import java.util.function.LongFunction;

/// A data directory or a block.
public final class DataSubject implements Subject {
    private final TallyMaker tallies;
    private final LongFunction<Double> plannedDisk;

    /// @param plannedDisk bytes of the disk at its fullest, by retention; gives `null` when that cannot be
    /// planned
    public DataSubject(TallyMaker tallies, LongFunction<Double> plannedDisk) {
        this.tallies = tallies;
        this.plannedDisk = plannedDisk;
    }

    @Override
    public Tally tally(List<Selector> selectors, List<List<String>> by, boolean wantsLabels) {
        return tallies.make(selectors, by, wantsLabels);
    }

    @Override
    public Double plannedDisk(long retentionMillis) {
        return plannedDisk.apply(retentionMillis);
    }

    @Override
    public boolean canBlame(String label) {
        return true;
    }

    @Override
    public String whyNot(Measure measure) {
        return switch (measure) {
            case ACTIVE_SERIES -> "a single block has no now";
            case CHURN_PER_HOUR -> "no time has passed";
            case BYTES_PER_SAMPLE, PROJECTED_DISK -> "no block has been written yet";
            case SERIES, LABEL_VALUES, SAMPLES_PER_SECOND -> "no series";
        };
    }
}
