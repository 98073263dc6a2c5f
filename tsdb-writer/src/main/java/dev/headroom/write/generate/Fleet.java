package dev.headroom.write.generate;

/// A fleet to make up: jobs of pods that expose metrics.
///
/// @param seed the same fleet comes of the same seed
/// @param pods of each job at any time
/// @param metrics counters and gauges of each pod
/// @param histograms classic histograms of each pod, [#BUCKETS] buckets each
/// @param nativeHistograms native histograms of each pod
/// @param churn how much of a job's pods are replaced in an hour: 0.1 for a tenth
/// @param interval milliseconds between two samples of a series
/// @param start milliseconds, a multiple of [#BLOCK]
/// @param end milliseconds, a multiple of [#BLOCK]
public record Fleet(
        long seed,
        int jobs,
        int pods,
        int metrics,
        int histograms,
        int nativeHistograms,
        double churn,
        long interval,
        long start,
        long end) {
    /// The range of a block.
    public static final long BLOCK = 2 * 3_600_000L;

    /// Buckets of a classic histogram.
    public static final int BUCKETS = 12;

    public Fleet {
        if (jobs < 1 || pods < 1 || metrics < 0 || histograms < 0 || nativeHistograms < 0) {
            throw new IllegalArgumentException("a fleet has at least one job, one pod and no negative numbers");
        }
        if (interval < 1 || interval > BLOCK) {
            throw new IllegalArgumentException("samples come every 1 ms to 2 h, not every " + interval + " ms");
        }
        if (!(churn >= 0 && churn <= 60)) {
            throw new IllegalArgumentException("from none to sixty times of the pods are replaced in an hour");
        }
        if (start < 0 || end <= start || start % BLOCK != 0 || end % BLOCK != 0) {
            throw new IllegalArgumentException("a fleet lives for whole blocks of two hours");
        }
        if ((long) jobs * pods > 1 << 24) {
            throw new IllegalArgumentException("a fleet has at most " + (1 << 24) + " pods");
        }
    }

    /// Series of each pod: its metrics, and `up`.
    public static int seriesPerPod(int metrics, int histograms, int nativeHistograms) {
        return 1 + metrics + histograms * (BUCKETS + 2) + nativeHistograms;
    }

    /// Series that have samples at any time.
    public long activeSeries() {
        return (long) jobs * pods * seriesPerPod(metrics, histograms, nativeHistograms);
    }

    public int blocks() {
        return (int) ((end - start) / BLOCK);
    }
}
