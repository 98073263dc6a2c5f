package dev.headroom.analyze.engine;

/// How far apart the samples of series lie: the interval in which each is scraped, whatever jitter and missing
/// scrapes do to single distances. By number of the series.
///
/// The interval of a series is what more than half of its distances round to, found in one pass by letting every
/// distance vote for its own interval and against any other.
final class Spacing {
    private static final int[] USUAL_SECONDS = {1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600};

    private static final int CLOSE = 499;

    /// The interval that is ahead, and behind it in the lower half by how many votes: together, because series come in
    /// any order and each is looked up.
    private final long[] ahead;

    Spacing(int seriesCount) {
        ahead = new long[seriesCount];
    }

    /// Forgets the distances of a series.
    void clear(int series) {
        ahead[series] = 0;
    }

    /// Looks at the distance of two neighbours.
    void add(int series, long distance) {
        add(series, distance, 1);
    }

    /// Looks at several distances of the same length.
    void add(int series, long distance, int count) {
        long leader = ahead[series];
        int interval = (int) (leader >>> 32);
        // What lies this close to an interval rounds to it: nearly all distances, told without rounding them.
        if (Math.abs(distance - interval) <= Math.min(interval >> 6, CLOSE)) {
            ahead[series] = leader + count;
        } else {
            addRounded(series, rounded(distance), count);
        }
    }

    /// Looks at several distances that round to the same interval.
    void addRounded(int series, int interval, int distances) {
        long leader = ahead[series];
        int votes = (int) leader;
        if (interval == (int) (leader >>> 32)) {
            ahead[series] = leader + distances;
        } else if (votes >= distances) {
            ahead[series] = leader - distances;
        } else {
            ahead[series] = (long) interval << 32 | distances - votes;
        }
    }

    /// What more than half of the distances of a series round to; when nothing has so many, one of those that occur. 0
    /// without any.
    int interval(int series) {
        return (int) (ahead[series] >>> 32);
    }

    /// The interval that was meant, milliseconds: a usual one when the distance is within a tenth of it, else whole
    /// seconds.
    static int rounded(long distance) {
        for (int usual : USUAL_SECONDS) {
            if (Math.abs(distance - 1000L * usual) <= 100L * usual) {
                return 1000 * usual;
            }
        }
        return (int) Math.min(Integer.MAX_VALUE, distance < 1000 ? distance : (distance + 500) / 1000 * 1000);
    }

    /// The interval of samples of which only the first, the last and the number are known: a usual one, when so
    /// many samples in it reach just as far, within half of one. 0 when that cannot be told without looking at
    /// them.
    static int regular(long first, long last, int count) {
        if (count < 2) {
            return 0;
        }
        int interval = rounded((last - first) / (count - 1));
        boolean fits = Math.abs(last - first - (count - 1L) * interval) <= interval / 2;
        return fits && isUsual(interval) ? interval : 0;
    }

    private static boolean isUsual(int interval) {
        for (int usual : USUAL_SECONDS) {
            if (interval == 1000 * usual) {
                return true;
            }
        }
        return false;
    }
}
