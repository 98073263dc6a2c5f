package dev.headroom.replay.remote;

/// What a metric is, as the log has it.
///
/// @param type 1 counter, 2 gauge, 3 histogram, 4 gauge histogram, 5 summary, 6 info, 7 stateset; else
/// unknown
record Metadata(int type, Text unit, Text help) {
    /// The type's number on the wire, where it is the same in both versions.
    int wireType() {
        return type >= 1 && type <= 7 ? type : 0;
    }
}
