package dev.headroom.write.rewrite;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.index.SeriesSelection;
import dev.headroom.tsdb.tombstone.Tombstones;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is to be deleted of each series of a block: by its tombstones, and by request.
final class DeletedRanges {
    private static final long[] NONE = {};

    private final Tombstones tombstones;
    private final List<Selected> selected = new ArrayList<>();

    /// The series that a deletion concerns.
    private record Selected(SeriesSelection series, long from, long to) {
        boolean contains(long reference) {
            int low = 0;
            int high = series.count() - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                long found = series.reference(middle);
                if (found == reference) {
                    return true;
                }
                if (found < reference) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return false;
        }
    }

    DeletedRanges(Block block, List<Deletion> deletions) {
        tombstones = block.tombstones();
        for (Deletion deletion : deletions) {
            SeriesSelection series = SeriesSelection.of(block.index(), block.allSeries(), List.of(deletion.selector()));
            if (series.count() > 0) {
                selected.add(new Selected(series, deletion.from(), deletion.to()));
            }
        }
    }

    boolean isEmpty() {
        return tombstones.isEmpty() && selected.isEmpty();
    }

    /// First and last deleted millisecond in turn, ascending, with something kept between any two ranges.
    long[] of(long reference) {
        if (isEmpty()) {
            return NONE;
        }
        long[] ranges = tombstones.isEmpty() ? NONE : tombstones.of(reference);
        for (Selected deletion : selected) {
            if (deletion.contains(reference)) {
                ranges = with(ranges, deletion.from, deletion.to);
            }
        }
        return ranges;
    }

    private static long[] with(long[] ranges, long from, long to) {
        long first = from;
        long last = to;
        long[] joined = new long[ranges.length + 2];
        int length = 0;
        int i = 0;
        for (; i < ranges.length && ranges[i + 1] < first; i += 2) {
            joined[length++] = ranges[i];
            joined[length++] = ranges[i + 1];
        }
        for (; i < ranges.length && ranges[i] <= last; i += 2) {
            first = Math.min(first, ranges[i]);
            last = Math.max(last, ranges[i + 1]);
        }
        joined[length++] = first;
        joined[length++] = last;
        for (; i < ranges.length; i++) {
            joined[length++] = ranges[i];
        }
        return Arrays.copyOf(joined, length);
    }

    /// Whether no time from `min` to `max` lies in a range.
    static boolean miss(long[] ranges, long min, long max) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] <= max && ranges[i + 1] >= min) {
                return false;
            }
        }
        return true;
    }

    /// Whether one range holds all times from `min` to `max`.
    static boolean cover(long[] ranges, long min, long max) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (ranges[i] <= min && ranges[i + 1] >= max) {
                return true;
            }
        }
        return false;
    }

    static boolean contain(long[] ranges, long time) {
        return cover(ranges, time, time);
    }
}
