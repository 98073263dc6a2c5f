package dev.headroom.analyze;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.index.SeriesReferences;
import dev.headroom.tsdb.index.SeriesSelection;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.merge.SymbolSource;
import dev.headroom.tsdb.selector.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The open files of a run: blocks, and the head if it is wanted. Files of a block that cannot be read are damage
/// of the block, whatever stage finds out.
final class OpenedData implements AutoCloseable {
    private final List<DataDirectory.Entry> entries;
    private final List<Block> blocks = new ArrayList<>();
    private HeadReader head;

    private OpenedData(List<DataDirectory.Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /// Opens blocks and, when there is a directory to read it from, the head.
    ///
    /// @param headDirectory the data directory whose head is wanted; `null` for none
    /// @param minValidTime where the head starts, see [HeadReader#minValidTime]
    /// @throws CorruptionException of the first block that is damaged
    /// @throws NoSuchFileException when something that was listed is gone: a running Prometheus may have deleted it
    static OpenedData open(List<DataDirectory.Entry> entries, Path headDirectory, long minValidTime)
            throws IOException {
        OpenedData opened = new OpenedData(entries);
        try {
            for (DataDirectory.Entry entry : entries) {
                opened.blocks.add(openBlock(entry));
            }
            if (headDirectory != null) {
                opened.head = HeadReader.open(headDirectory, minValidTime);
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private static Block openBlock(DataDirectory.Entry entry) throws IOException {
        try {
            return Block.open(entry.path(), entry.meta());
        } catch (NoSuchFileException e) {
            if (Files.exists(entry.path().resolve("meta.json"))) {
                throw new CorruptionException(e.getFile(), 0, "a file of the block", "none");
            }
            throw e;
        }
    }

    /// What the listing says of the blocks, in their order.
    List<DataDirectory.Entry> entries() {
        return entries;
    }

    List<Block> blocks() {
        return blocks;
    }

    Optional<HeadReader> head() {
        return Optional.ofNullable(head);
    }

    /// The symbols of all blocks and, behind them, of the head as one.
    MergedSymbols mergeSymbols() {
        List<SymbolSource> sources = new ArrayList<>();
        blocks.forEach(block -> sources.add(block.symbols()));
        head().ifPresent(reader -> sources.add(reader.index().symbols()));
        return MergedSymbols.of(sources);
    }

    /// The series of each block that any of the selectors chooses; all of them when there are no selectors.
    List<SeriesReferences> select(List<Selector> selectors) {
        List<SeriesReferences> references = new ArrayList<>();
        for (Block block : blocks) {
            references.add(
                    selectors.isEmpty()
                            ? block.allSeries()
                            : SeriesSelection.of(block.index(), block.allSeries(), selectors));
        }
        return references;
    }

    @Override
    public void close() {
        blocks.forEach(Block::close);
        if (head != null) {
            head.close();
        }
    }
}
