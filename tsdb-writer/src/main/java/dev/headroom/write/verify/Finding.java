package dev.headroom.write.verify;

/// Something that a verification found.
///
/// @param block the block's directory
/// @param message one line, with the place in it
public record Finding(Kind kind, String block, String message) {
    /// What a finding is about.
    public enum Kind {
        /// Bytes that are not what the format says: checksums, lengths, references to nowhere, bytes of nothing.
        DAMAGE("damage"),
        /// Labels or series that are not in order.
        ORDER("order"),
        /// Chunks of a series that overlap, or are not in the order of time.
        CHUNKS("chunks"),
        /// Samples that are not where the index says, or not in the order of time.
        SAMPLES("samples"),
        /// Times outside the block's range.
        RANGE("range"),
        /// Postings lists that are not those of the series.
        POSTINGS("postings"),
        /// Statistics of `meta.json` that do not match the content.
        STATISTICS("statistics"),
        /// Tombstones of no series, or that end before they start.
        TOMBSTONES("tombstones"),
        /// Samples that should be there and are not, or the other way round.
        DIFFERENCE("difference"),
        /// Nothing wrong: something that takes room for nothing.
        NOTE("note");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /// Its name in a report.
        public String label() {
            return label;
        }
    }

    /// Whether something is wrong.
    public boolean isFault() {
        return kind != Kind.NOTE;
    }
}
