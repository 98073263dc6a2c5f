package dev.headroom.analyze.plan;

/// What somebody says about the servers to plan for. `null` stands for what was not said.
///
/// @param series active series of all servers together, as with the next five
/// @param interval time from one sample of a series to the next, milliseconds
/// @param samplesPerSecond samples of all series
/// @param bytesPerSample chunk bytes of a sample
/// @param churnPerHour series that come in an hour in place of others
/// @param labelsBytes bytes of the names and values of a series' labels
/// @param retentionMillis `--storage.tsdb.retention.time`
/// @param retentionBytes `--storage.tsdb.retention.size`
/// @param shortestBlock `--storage.tsdb.min-block-duration`, milliseconds
/// @param longestBlock `--storage.tsdb.max-block-duration`, milliseconds
/// @param disk bytes of each server's disk
/// @param memory bytes of each server's memory
/// @param growthPerDay part by which everything grows in a day; `null` for what the data says
/// @param queryShare memory for queries and rules, as part of what the head takes
/// @param replicas servers that each have the same
/// @param shards servers that share the series
public record Figures(
        Double series,
        Long interval,
        Double samplesPerSecond,
        Double bytesPerSample,
        Double churnPerHour,
        Double labelsBytes,
        Long retentionMillis,
        Long retentionBytes,
        Long shortestBlock,
        Long longestBlock,
        Long disk,
        Long memory,
        Double growthPerDay,
        Double queryShare,
        Integer replicas,
        Integer shards) {
    /// A retention, or `null`, and nothing else.
    public static Figures ofRetention(Long millis) {
        return new Figures(
                null, null, null, null, null, null, millis, null, null, null, null, null, null, null, null, null);
    }
}
