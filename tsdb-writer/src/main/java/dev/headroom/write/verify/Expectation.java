package dev.headroom.write.verify;

import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.rewrite.Deletion;
import java.util.List;

/// What a rewritten block should be, given the one that it was made of: samples under a tombstone or a deletion
/// are gone, then the rules have relabeled each series, and series that fell together are one.
public record Expectation(RelabelRules rules, List<Deletion> deletions, Collision collision) {
    public Expectation {
        deletions = List.copyOf(deletions);
    }

    /// What becomes of samples at one time, of series that fell together.
    public enum Collision {
        /// They have to be equal.
        EQUAL,
        /// That of the series whose labels came first in the original.
        FIRST,
        /// That of the series whose labels came last in the original.
        LAST,
        /// Their sum, added up in the order of the original's series; staleness markers do not count beside
        /// others.
        SUM,
        /// The largest; staleness markers do not count beside others.
        MAX
    }
}
