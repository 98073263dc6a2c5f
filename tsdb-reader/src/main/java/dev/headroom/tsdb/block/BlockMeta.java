package dev.headroom.tsdb.block;

import java.util.List;
import java.util.Map;

/// A block's `meta.json`: what the block says of itself.
///
/// @param ulid the block's name, 26 characters of Crockford's base 32
/// @param minTime start of the block's range, milliseconds, inclusive
/// @param maxTime end of the block's range, milliseconds, exclusive
/// @param version version of the file: 1
/// @param json the whole file as it stands, so that a rewrite keeps what this class does not know
/// @param unknownFields names of the top-level fields that Prometheus and Thanos do not define
public record BlockMeta(
        String ulid,
        long minTime,
        long maxTime,
        Stats stats,
        Compaction compaction,
        Thanos thanos,
        int version,
        String json,
        List<String> unknownFields) {

    /// The compactor's hint for a block that was cut from out-of-order samples.
    public static final String FROM_OUT_OF_ORDER = "from-out-of-order";

    /// The compactor's hint for a block that was cut from series that had gone stale.
    public static final String FROM_STALE_SERIES = "from-stale-series";

    /// What the writer of the block counted. Fields that are zero are left out of the file.
    public record Stats(
            long samples, long floatSamples, long histogramSamples, long series, long chunks, long tombstones) {
        public static final Stats NONE = new Stats(0, 0, 0, 0, 0, 0);
    }

    /// Where the block comes from.
    ///
    /// @param level how many compactions its oldest part went through; 1 for a block cut from the head
    /// @param sources blocks cut from a head that went into it
    /// @param parents blocks it was made of directly, and which it replaces
    /// @param deletable the compaction left nothing in it
    /// @param failed a compaction of it failed, it is left alone
    public record Compaction(
            int level,
            List<String> sources,
            List<Parent> parents,
            boolean deletable,
            boolean failed,
            List<String> hints) {
        public static final Compaction NONE = new Compaction(0, List.of(), List.of(), false, false, List.of());

        public boolean fromOutOfOrder() {
            return hints.contains(FROM_OUT_OF_ORDER);
        }
    }

    /// A block that went into this one.
    public record Parent(String ulid, long minTime, long maxTime) {}

    /// What Thanos adds: the labels of the Prometheus the block comes from, its resolution (0 is raw) and its
    /// maker.
    public record Thanos(Map<String, String> labels, long downsampleResolution, String source) {}
}
