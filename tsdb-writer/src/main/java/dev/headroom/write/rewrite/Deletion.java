package dev.headroom.write.rewrite;

import dev.headroom.tsdb.selector.Selector;

/// Samples that are deleted: those of some series within a time range.
///
/// @param selector of series, by the labels that they have before any rule is applied
/// @param from first millisecond
/// @param to last millisecond
public record Deletion(Selector selector, long from, long to) {}
