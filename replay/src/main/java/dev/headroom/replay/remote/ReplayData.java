package dev.headroom.replay.remote;

import dev.headroom.analyze.Listings;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.Sources;
import dev.headroom.analyze.engine.WindowWalk;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.index.SeriesReferences;
import dev.headroom.tsdb.index.SeriesSelection;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.merge.SymbolSource;
import dev.headroom.tsdb.selector.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The blocks of a directory, with its head as one more block, opened for walking through.
final class ReplayData implements AutoCloseable {
    /// Ranges of labels, so many that no sender waits long for another at the end of a window. The number is
    /// part of what a journal says, so it does not depend on the number of senders.
    private static final int PARTS = 64;

    private final DataDirectory directory;
    private final List<Block> blocks;
    private final LogNotes notes;
    private final Scratch folder;
    private final MergedSymbols symbols;
    private final WindowWalk walk;

    private ReplayData(DataDirectory directory, List<Block> blocks, LogNotes notes, Scratch folder, Sources sources) {
        this.directory = directory;
        this.blocks = blocks;
        this.notes = notes;
        this.folder = folder;
        symbols = sources.symbols();
        walk = new WindowWalk(sources, PARTS);
        notes.number(symbols);
    }

    /// @param damage told of what cannot be read and is left out
    /// @param stop told of the folder for the block of the head
    static ReplayData open(RemoteRequest request, DamageHandler damage, Progress progress, Stop stop)
            throws IOException {
        Scratch folder = Scratch.create(stop);
        try {
            return Listings.retry(() -> open(request, folder, damage, progress));
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static ReplayData open(RemoteRequest request, Scratch folder, DamageHandler damage, Progress progress)
            throws IOException {
        boolean single = DataDirectory.isBlock(request.path());
        DataDirectory directory = single ? DataDirectory.ofBlock(request.path()) : DataDirectory.list(request.path());
        directory.damaged().forEach(damage::handle);
        List<DataDirectory.Entry> entries = readable(directory, request.selectors(), damage);
        LogNotes notes = LogNotes.NONE;
        if (!single && !directory.live().isEmpty()) {
            long budget = Runtime.getRuntime().maxMemory() / 4;
            Optional<DataDirectory.Entry> head =
                    HeadBlock.write(directory, request.selectors(), budget, folder.path(), damage, progress);
            head.ifPresent(entries::add);
            notes = LogNotes.read(directory);
            if (!directory.isCurrent()) {
                throw new NoSuchFileException(directory.path().toString(), null, "its blocks keep changing");
            }
        }
        List<Block> blocks = new ArrayList<>();
        try {
            List<SymbolSource> symbols = new ArrayList<>();
            List<SeriesReferences> references = new ArrayList<>();
            for (DataDirectory.Entry entry : entries) {
                Block block = Block.open(entry.path(), entry.meta());
                blocks.add(block);
                symbols.add(block.symbols());
            }
            MergedSymbols merged = MergedSymbols.of(symbols);
            for (Block block : blocks) {
                references.add(select(block, request.selectors()));
            }
            Sources sources = new Sources(blocks, references, Optional.empty(), merged);
            return new ReplayData(directory, blocks, notes, folder, sources);
        } catch (IOException | RuntimeException e) {
            blocks.forEach(Block::close);
            throw e;
        }
    }

    private static SeriesReferences select(Block block, List<Selector> selectors) {
        return selectors.isEmpty()
                ? block.allSeries()
                : SeriesSelection.of(block.index(), block.allSeries(), selectors);
    }

    /// The blocks that can be opened: a walk cannot begin anew without one that turns out to be damaged.
    private static List<DataDirectory.Entry> readable(
            DataDirectory directory, List<Selector> selectors, DamageHandler damage) throws IOException {
        List<DataDirectory.Entry> readable = new ArrayList<>();
        for (DataDirectory.Entry entry : directory.blocks()) {
            try (Block block = Block.open(entry.path(), entry.meta())) {
                MergedSymbols.of(List.of(block.symbols()));
                select(block, selectors);
                readable.add(entry);
            } catch (CorruptionException e) {
                damage.handle(e);
            } catch (NoSuchFileException e) {
                if (!Files.exists(entry.path().resolve("meta.json"))) {
                    throw e;
                }
                damage.handle(new CorruptionException(e.getFile(), 0, "a file of the block", "none"));
            }
        }
        return readable;
    }

    DataDirectory directory() {
        return directory;
    }

    WindowWalk walk() {
        return walk;
    }

    MergedSymbols symbols() {
        return symbols;
    }

    LogNotes notes() {
        return notes;
    }

    @Override
    public void close() throws IOException {
        blocks.forEach(Block::close);
        folder.close();
    }
}
