package dev.headroom.analyze.plan;

/// What makes a server delete blocks.
///
/// @param millis `--storage.tsdb.retention.time`; 0 for none
/// @param bytes `--storage.tsdb.retention.size`; 0 for none
public record Retention(long millis, long bytes) {
    /// What a server does when no flag says anything.
    public static final Retention DEFAULT = new Retention(15 * 86_400_000L, 0);
}
