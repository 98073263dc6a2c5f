package dev.headroom.analyze.whatif;

import dev.headroom.analyze.engine.LabelHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The label sets that are left, and the series that fall together on one: found by sorting hashes. Only series
/// that share theirs with another one are looked at more closely.
final class LabelSets {
    /// In the place of a hash: the series is dropped.
    static final long DROPPED = 0;

    private final SeriesTable table;
    private final List<Group> fallen = new ArrayList<>();
    private final SeriesTable.Counts counts = new SeriesTable.Counts();

    /// Series that get the same labels.
    ///
    /// @param series those with samples
    /// @param overlapping whether two of them have samples in the same time
    record Group(long hash, int series, boolean overlapping) {}

    /// @param hashes of the new labels of each series, or [#DROPPED]
    LabelSets(SeriesTable table, long[] hashes) {
        this.table = table;
        long[] shared = LabelHash.shared(hashes.clone());
        int[] sets = new int[shared.length == 0 ? 0 : hashes.length];
        int[] ends = new int[shared.length + 1];
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] == DROPPED) {
                continue;
            }
            int set = shared.length == 0 ? -1 : Arrays.binarySearch(shared, hashes[i]);
            if (set < 0) {
                counts.add(table.flags(i));
            } else {
                sets[i] = set + 1;
                ends[set]++;
            }
        }
        if (shared.length > 0) {
            group(shared, sets, ends);
        }
        fallen.sort(Comparator.comparing((Group group) -> !group.overlapping)
                .thenComparingInt(group -> -group.series)
                .thenComparingLong(Group::hash));
    }

    /// Goes through the series of each shared label set.
    ///
    /// @param sets by series the number of its label set plus one; 0 where it is shared with none
    /// @param sizes by label set how many series have it
    private void group(long[] shared, int[] sets, int[] sizes) {
        int[] ends = sizes.clone();
        for (int set = 1; set < ends.length; set++) {
            ends[set] += ends[set - 1];
        }
        int[] next = new int[shared.length];
        int[] members = new int[ends[shared.length]];
        for (int set = 0; set < shared.length; set++) {
            next[set] = ends[set] - sizes[set];
        }
        for (int i = 0; i < sets.length; i++) {
            if (sets[i] > 0) {
                members[next[sets[i] - 1]++] = i;
            }
        }
        long[] starts = new long[Arrays.stream(sizes).max().orElse(0)];
        long[] stops = new long[starts.length];
        for (int set = 0; set < shared.length; set++) {
            byte any = 0;
            boolean allAdded = true;
            int sampled = 0;
            for (int at = ends[set] - sizes[set]; at < ends[set]; at++) {
                int i = members[at];
                any |= table.flags(i);
                if (table.isSampled(i)) {
                    starts[sampled] = table.firstTime(i);
                    stops[sampled++] = table.lastTime(i);
                    allAdded &= table.isAdded(i);
                }
            }
            counts.add(any, allAdded);
            if (sampled > 1) {
                fallen.add(new Group(shared[set], sampled, overlap(starts, stops, sampled)));
            }
        }
    }

    /// Whether two of some ranges overlap. When none do, the n-th to end has ended before the next one begins.
    private static boolean overlap(long[] starts, long[] stops, int count) {
        Arrays.sort(starts, 0, count);
        Arrays.sort(stops, 0, count);
        for (int i = 1; i < count; i++) {
            if (starts[i] <= stops[i - 1]) {
                return true;
            }
        }
        return false;
    }

    /// Label sets that more than one series gets, those with an overlap first, then the largest.
    List<Group> fallenTogether() {
        return fallen;
    }

    /// How many of them two series have samples in the same time of.
    long overlapping() {
        return fallen.stream().filter(Group::overlapping).count();
    }

    /// Series that would go into another one.
    long joined() {
        return fallen.stream().mapToLong(group -> group.series - 1).sum();
    }

    /// What the label sets count in.
    SeriesTable.Counts counts() {
        return counts;
    }
}
