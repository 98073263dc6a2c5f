package dev.headroom.replay.remote;

import java.util.List;

/// An example of what a series counted, as the log has it.
///
/// @param labels names and values in turn
record Exemplar(long timestamp, double value, List<Text> labels) {}
