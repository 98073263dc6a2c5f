package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.index.SeriesReferences;
import dev.headroom.tsdb.merge.MergedSymbols;
import java.util.List;

/// Open blocks with their symbols merged and the series chosen in each: what a pass runs over.
///
/// @param references the chosen series of each block
public record BlockSet(List<Block> blocks, MergedSymbols symbols, List<SeriesReferences> references) {}
