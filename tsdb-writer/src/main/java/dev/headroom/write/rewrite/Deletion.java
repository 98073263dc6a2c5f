package dev.headroom.write.rewrite;

import dev.headroom.tsdb.selector.Selector;
import java.util.List;

/// Samples to delete: those of some series within a time range.
///
/// @param selectors choose series by the labels that they have before any rule is applied; one is enough
/// @param from first millisecond
/// @param to last millisecond
public record Deletion(List<Selector> selectors, long from, long to) {}
