package dev.headroom.tsdb.head;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The runs of one series, which may overlap, as runs that follow one another in time.
public final class SampleRuns {
    private SampleRuns() {}

    /// A run and the time it covers.
    public record Part(long minTime, long maxTime, SampleRun run) {}

    /// Merges what overlaps. Which of several samples of a time stays, [MergedRun] decides by the order of the
    /// parts.
    public static List<SampleRun> merge(List<Part> parts) {
        List<Part> sorted = new ArrayList<>(parts);
        sorted.sort(Comparator.comparingLong(Part::minTime));
        List<SampleRun> merged = new ArrayList<>();
        List<SampleRun> group = new ArrayList<>();
        long groupEnd = Long.MIN_VALUE;
        for (Part part : sorted) {
            if (!group.isEmpty() && part.minTime() > groupEnd) {
                merged.add(merged(group));
                group = new ArrayList<>();
                groupEnd = Long.MIN_VALUE;
            }
            group.add(part.run());
            groupEnd = Math.max(groupEnd, part.maxTime());
        }
        if (!group.isEmpty()) {
            merged.add(merged(group));
        }
        return merged;
    }

    private static SampleRun merged(List<SampleRun> group) {
        return group.size() == 1 ? group.getFirst() : new MergedRun(group);
    }
}
