package dev.headroom.analyze.plan;

/// What one server takes in and what that costs on disk, at a time taken for now; growth carries it on.
///
/// @param now milliseconds since 1970
/// @param series active series
/// @param samplesPerSecond samples of all of them
/// @param churnPerHour series that come in an hour in place of others
/// @param bytesPerSample chunk bytes of a sample
/// @param samplesPerChunk samples of a chunk
/// @param index what an index takes
/// @param log what the log takes
/// @param tombstoneShare bytes of deleted samples, as part of the chunk bytes
/// @param otherBytes files that stay as they are: the log of out-of-order samples, a snapshot
public record Workload(
        long now,
        double series,
        double samplesPerSecond,
        double churnPerHour,
        double bytesPerSample,
        double samplesPerChunk,
        IndexCost index,
        LogCost log,
        double tombstoneShare,
        double otherBytes,
        Growth growth) {

    private static final double HOUR = 3_600_000;
    private static final int SAMPLES_TO_AIM_AT = 116;

    /// @param perSeries bytes of a series: its entry with labels, its postings, its part of symbols and tables
    /// @param perChunk bytes of a chunk's entry
    public record IndexCost(double perSeries, double perChunk) {}

    /// @param perSample bytes of a sample as stored, compressed or not
    /// @param perSeries bytes of a series record as stored
    public record LogCost(double perSample, double perSeries) {}

    public Workload withGrowth(Growth growth) {
        return new Workload(
                now,
                series,
                samplesPerSecond,
                churnPerHour,
                bytesPerSample,
                samplesPerChunk,
                index,
                log,
                tombstoneShare,
                otherBytes,
                growth);
    }

    /// The part of it that one of several servers has.
    public Workload part(int shards) {
        return new Workload(
                now,
                series / shards,
                samplesPerSecond / shards,
                churnPerHour / shards,
                bytesPerSample,
                samplesPerChunk,
                index,
                log,
                tombstoneShare,
                otherBytes / shards,
                growth);
    }

    public double seriesAt(long time) {
        return series * growth.series().factor(time - now);
    }

    /// Series with a sample in a range, those that came in place of others aside.
    double seriesWithin(long from, long to) {
        return Math.max(seriesAt(from), seriesAt(to));
    }

    /// Series that came in place of others in a range.
    double churned(long from, long to) {
        return churnPerHour * growth.series().factor(middle(from, to)) * (to - from) / HOUR;
    }

    double samples(long from, long to) {
        return samplesPerSecond * growth.samples().factor(middle(from, to)) * (to - from) / 1000;
    }

    double chunkBytes(long from, long to) {
        return samples(from, to) * bytesPerSample * growth.bytesPerSample().factor(middle(from, to));
    }

    double chunks(long from, long to) {
        return samples(from, to) / samplesPerChunk;
    }

    double logBytes(long from, long to) {
        return samples(from, to) * log.perSample + churned(from, to) * log.perSeries;
    }

    /// Samples in the chunks of a series with samples this far apart: Prometheus cuts a block's range into chunks
    /// of equal length with about 120.
    public static double samplesPerChunk(double intervalMillis, long blockMillis) {
        double samples = blockMillis / intervalMillis;
        return samples / Math.max(1, Math.floor(samples / SAMPLES_TO_AIM_AT));
    }

    /// How long a chunk of the head takes until it is full and can be written.
    long chunkMillis(long blockMillis) {
        double inBlock = blockMillis / 1000.0 * samplesPerSecond / Math.max(1, series) / samplesPerChunk;
        return (long) (blockMillis / Math.max(1, Math.rint(inBlock)));
    }

    private long middle(long from, long to) {
        return from + (to - from) / 2 - now;
    }
}
