package dev.headroom.analyze.plan;

import java.util.ArrayList;
import java.util.List;

/// The lengths that blocks grow to: the head is cut into blocks of the shortest, and each is three times the one
/// before, up to the longest that the server allows.
///
/// @param millis from short to long, at least one
public record BlockRanges(List<Long> millis) {
    /// What a server cuts its head into when no flag says otherwise.
    public static final long TWO_HOURS = 7_200_000;

    private static final long DAYS_31 = 31 * 86_400_000L;
    private static final int STEPS = 10;

    public BlockRanges {
        millis = List.copyOf(millis);
    }

    /// The ranges of a server with this `--storage.tsdb.retention.time`, 0 for none: no block is longer than a
    /// tenth of it, or than 31 days.
    public static BlockRanges ofRetention(long retention) {
        return of(TWO_HOURS, retention == 0 ? DAYS_31 : Math.min(DAYS_31, retention / 10));
    }

    /// The ranges of a server with these `--storage.tsdb.min-block-duration` and
    /// `--storage.tsdb.max-block-duration`.
    public static BlockRanges of(long shortest, long longest) {
        List<Long> ranges = new ArrayList<>();
        long range = shortest;
        do {
            ranges.add(range);
            range *= 3;
        } while (range <= longest && ranges.size() < STEPS);
        return new BlockRanges(ranges);
    }

    /// The length of a block that is cut from the head.
    public long shortest() {
        return millis.getFirst();
    }

    public long longest() {
        return millis.getLast();
    }
}
