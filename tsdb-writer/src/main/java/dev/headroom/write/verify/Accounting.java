package dev.headroom.write.verify;

/// Where the samples of an original went.
///
/// @param original samples in the original, those under tombstones too
/// @param kept that stand in the new block
/// @param merged that gave way to another one at the same time
/// @param deleted under a tombstone or by a deletion
/// @param dropped with their series, by a rule
/// @param rewritten samples in the new block
public record Accounting(long original, long kept, long merged, long deleted, long dropped, long rewritten) {
    public static final Accounting NONE = new Accounting(0, 0, 0, 0, 0, 0);

    public Accounting plus(Accounting more) {
        return new Accounting(
                original + more.original,
                kept + more.kept,
                merged + more.merged,
                deleted + more.deleted,
                dropped + more.dropped,
                rewritten + more.rewritten);
    }
}
