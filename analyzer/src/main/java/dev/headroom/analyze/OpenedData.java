package dev.headroom.analyze;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.tsdb.Beside;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The open files of a run: blocks, and the head if it is wanted. Files of a block that cannot be read are damage
/// of the block, whatever stage finds out.
final class OpenedData implements AutoCloseable {
    private final DataDirectory directory;
    private final List<DataDirectory.Entry> entries;
    private final List<CorruptionException> damaged;
    private final List<Block> blocks = new ArrayList<>();
    private HeadReader head;
    private Beside<MergedSymbols> merging;

    private OpenedData(DataDirectory directory, List<DataDirectory.Entry> entries, List<CorruptionException> damaged) {
        this.directory = directory;
        this.entries = List.copyOf(entries);
        this.damaged = List.copyOf(damaged);
    }

    /// Opens blocks and, if it is wanted, the head.
    ///
    /// @param directory where they were listed
    /// @param entries those of its blocks that are wanted
    /// @param damaged what has been left out so far
    /// @param wantsHead whether to open the head, when there is one
    /// @param minValidTime where the head starts, see [HeadReader#minValidTime]
    /// @throws CorruptionException of the first block that is damaged
    /// @throws NoSuchFileException when what was listed is not what is there: a running Prometheus has gone on
    static OpenedData open(
            DataDirectory directory,
            List<DataDirectory.Entry> entries,
            List<CorruptionException> damaged,
            boolean wantsHead,
            long minValidTime,
            Progress progress)
            throws IOException {
        return open(directory, entries, damaged, wantsHead, minValidTime, Long.MIN_VALUE, progress);
    }

    /// The same.
    ///
    /// @param countedTime a time up to which the samples of the head's chunks will be counted
    static OpenedData open(
            DataDirectory directory,
            List<DataDirectory.Entry> entries,
            List<CorruptionException> damaged,
            boolean wantsHead,
            long minValidTime,
            long countedTime,
            Progress progress)
            throws IOException {
        OpenedData opened = new OpenedData(directory, entries, damaged);
        try {
            for (DataDirectory.Entry entry : entries) {
                opened.blocks.add(openBlock(entry));
            }
            if (wantsHead && !directory.live().isEmpty()) {
                DataDirectory.LiveSizes sizes = directory.sizes();
                progress.start("step 1 of 3: series in the log", sizes.wal());
                opened.head = HeadReader.open(directory.path(), minValidTime, countedTime, progress.counter()::add);
                if (!directory.isCurrent()) {
                    throw new NoSuchFileException(directory.path().toString(), null, "its blocks keep changing");
                }
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

    /// The listing that the files were opened from.
    DataDirectory directory() {
        return directory;
    }

    /// What was left out because it cannot be read.
    List<CorruptionException> damaged() {
        return damaged;
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

    /// Bytes of the head's logs.
    long logBytes() {
        return directory.sizes().wal() + directory.sizes().wbl();
    }

    /// Bytes of the blocks.
    long blockBytes() {
        return entries.stream().mapToLong(entry -> entry.files().total()).sum();
    }

    /// The symbols of all blocks and, behind them, of the head as one.
    MergedSymbols mergeSymbols() {
        List<SymbolSource> sources = new ArrayList<>();
        blocks.forEach(block -> sources.add(block.symbols()));
        head().ifPresent(reader -> sources.add(reader.index().symbols()));
        return MergedSymbols.of(sources);
    }

    /// The same, by a thread of its own.
    Supplier<MergedSymbols> mergeSymbolsBeside() {
        merging = Beside.start("headroom-symbols", this::mergeSymbols);
        return merging;
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
        if (merging != null) {
            // It reads what is closed here.
            merging.await();
        }
        blocks.forEach(Block::close);
        if (head != null) {
            head.close();
        }
    }
}
