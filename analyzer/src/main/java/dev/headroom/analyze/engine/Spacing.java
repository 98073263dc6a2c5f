package dev.headroom.analyze.engine;

/// How far apart the samples of series lie: the interval in which each is scraped, whatever jitter and missing
/// scrapes do to single distances. By number of the series.
///
/// The interval of a series is what more than half of its distances round to, found in one pass by letting every
/// distance vote for its own interval and against any other.
final class Spacing {
    private static final int[] USUAL_SECONDS = {1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600};

    private final int[] intervals;
    private final int[] votes;

    Spacing(int seriesCount) {
        intervals = new int[seriesCount];
        votes = new int[seriesCount];
    }

    /// Forgets the distances of a series.
    void clear(int series) {
        intervals[series] = 0;
        votes[series] = 0;
    }

    /// Looks at the distance of two neighbours.
    void add(int series, long distance) {
        add(series, rounded(distance), 1);
    }

    /// Looks at several distances at once.
    ///
    /// @param interval what each of them rounds to
    void add(int series, int interval, int distances) {
        if (interval == intervals[series]) {
            votes[series] += distances;
        } else if (votes[series] >= distances) {
            votes[series] -= distances;
        } else {
            intervals[series] = interval;
            votes[series] = distances - votes[series];
        }
    }

    /// What more than half of the distances of a series round to; when nothing has so many, one of those that
    /// occur. 0 without any.
    int interval(int series) {
        return intervals[series];
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
