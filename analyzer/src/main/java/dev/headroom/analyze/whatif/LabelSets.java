package dev.headroom.analyze.whatif;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The label sets that rules leave, and the series that fall together on one: found by sorting the hashes of the
/// new labels. Only series that share theirs with another one are looked at more closely.
final class LabelSets {
    private final ChangeCollector all;
    private final List<Group> fallen = new ArrayList<>();
    private long series;
    private long head;
    private long active;
    private long added;

    /// Series that get the same labels.
    ///
    /// @param series those with samples
    /// @param overlapping whether two of them have samples in the same time
    record Group(long hash, int series, boolean overlapping) {}

    LabelSets(ChangeCollector all) {
        this.all = all;
        long[] shared = shared();
        List<Integer> sharing = new ArrayList<>();
        for (int i = 0; i < all.count; i++) {
            if (Arrays.binarySearch(shared, all.hashes[i]) >= 0) {
                sharing.add(i);
            } else {
                count(all.flags[i], isSampled(i), (all.flags[i] & ChangeCollector.ADDED) != 0);
            }
        }
        sharing.sort(Comparator.<Integer>comparingLong(i -> all.hashes[i]).thenComparingLong(i -> all.firstTimes[i]));
        for (int from = 0; from < sharing.size(); ) {
            int to = from + 1;
            while (to < sharing.size() && all.hashes[sharing.get(to)] == all.hashes[sharing.get(from)]) {
                to++;
            }
            group(sharing.subList(from, to));
            from = to;
        }
        fallen.sort(Comparator.comparing((Group group) -> !group.overlapping)
                .thenComparingInt(group -> -group.series)
                .thenComparingLong(Group::hash));
    }

    /// The hashes that more than one series has, ascending.
    private long[] shared() {
        long[] sorted = Arrays.copyOf(all.hashes, all.count);
        Arrays.sort(sorted);
        int count = 0;
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1] && (count == 0 || sorted[count - 1] != sorted[i])) {
                sorted[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    private boolean isSampled(int i) {
        return all.firstTimes[i] <= all.lastTimes[i];
    }

    /// @param members of one label set, by time
    private void group(List<Integer> members) {
        int flags = 0;
        int sampled = 0;
        boolean allAdded = true;
        boolean overlapping = false;
        long last = Long.MIN_VALUE;
        for (int i : members) {
            flags |= all.flags[i];
            if (isSampled(i)) {
                overlapping |= sampled > 0 && all.firstTimes[i] <= last;
                last = Math.max(last, all.lastTimes[i]);
                allAdded &= (all.flags[i] & ChangeCollector.ADDED) != 0;
                sampled++;
            }
        }
        count(flags, sampled > 0, allAdded && sampled > 0);
        if (sampled > 1) {
            fallen.add(new Group(all.hashes[members.getFirst()], sampled, overlapping));
        }
    }

    private void count(int flags, boolean isSampled, boolean isAdded) {
        series += isSampled ? 1 : 0;
        head += (flags & ChangeCollector.IN_HEAD) != 0 ? 1 : 0;
        active += (flags & ChangeCollector.ACTIVE) != 0 ? 1 : 0;
        added += isAdded ? 1 : 0;
    }

    /// Label sets that more than one series gets, those with an overlap first, then the largest.
    List<Group> fallenTogether() {
        return fallen;
    }

    long series() {
        return series;
    }

    long head() {
        return head;
    }

    long active() {
        return active;
    }

    /// A label set is new when all of its series are.
    long added() {
        return added;
    }
}
