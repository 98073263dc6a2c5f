package dev.headroom.analyze;

import dev.headroom.analyze.engine.BlockSet;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.index.SeriesReferences;
import dev.headroom.tsdb.index.SeriesSelection;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.selector.Selector;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/// The blocks of a run, open. Files that cannot be read are reported as damage of the file, whatever stage finds
/// out.
final class OpenedBlocks implements AutoCloseable {
    private final List<Block> blocks = new ArrayList<>();
    private final List<DataDirectory.Entry> entries = new ArrayList<>();

    /// Opens the blocks.
    ///
    /// @throws CorruptionException of the first block that is damaged
    /// @throws NoSuchFileException when a whole block is gone, which a running Prometheus may well have deleted
    static OpenedBlocks open(List<DataDirectory.Entry> wanted) throws IOException {
        OpenedBlocks opened = new OpenedBlocks();
        try {
            for (DataDirectory.Entry entry : wanted) {
                opened.blocks.add(openOne(entry));
                opened.entries.add(entry);
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Block openOne(DataDirectory.Entry entry) throws IOException {
        try {
            return Block.open(entry.path(), entry.meta());
        } catch (NoSuchFileException e) {
            if (java.nio.file.Files.exists(entry.path().resolve("meta.json"))) {
                throw new CorruptionException(e.getFile(), 0, "a file of the block", "none");
            }
            throw e;
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /// What the listing says of the blocks, in the same order.
    List<DataDirectory.Entry> entries() {
        return entries;
    }

    /// Merges the symbols and chooses the series.
    BlockSet select(List<Selector> selectors) {
        MergedSymbols symbols =
                MergedSymbols.of(blocks.stream().map(Block::symbols).toList());
        List<SeriesReferences> references = new ArrayList<>();
        for (Block block : blocks) {
            references.add(
                    selectors.isEmpty()
                            ? block.allSeries()
                            : SeriesSelection.of(block.index(), block.allSeries(), selectors));
        }
        return new BlockSet(blocks, symbols, references);
    }

    @Override
    public void close() {
        blocks.forEach(Block::close);
    }
}
