package dev.headroom.analyze;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.engine.SampleVisitor;
import dev.headroom.analyze.engine.SampleWalk;
import dev.headroom.analyze.engine.TimeRange;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.selector.Selector;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Every sample of a data directory or of one of its blocks.
public final class Dump {
    /// What to dump.
    ///
    /// @param path a data directory, or the directory of a block
    /// @param selectors series to dump, those that any of them selects; empty for all
    /// @param range samples to dump
    public record Request(Path path, List<Selector> selectors, TimeRange range) {}

    private Dump() {}

    /// Tells the visitor every sample.
    ///
    /// @param damage told of what cannot be read, which is left out when that returns
    public static void run(Request request, SampleVisitor visitor, DamageHandler damage, Progress progress)
            throws IOException {
        DataDirectory directory = Target.resolve(request.path(), null);
        directory.damaged().forEach(damage::handle);
        try (OpenedBlocks opened = open(directory.blocks(), damage)) {
            progress.start("series", 0);
            new SampleWalk(opened.select(request.selectors()), request.range(), damage).run(visitor, progress);
        }
    }

    /// Opens the blocks that can be opened, with their symbols checked: a walk cannot start anew.
    private static OpenedBlocks open(List<DataDirectory.Entry> entries, DamageHandler damage) throws IOException {
        List<DataDirectory.Entry> healthy = new ArrayList<>();
        for (DataDirectory.Entry entry : entries) {
            try (OpenedBlocks one = OpenedBlocks.open(List.of(entry))) {
                one.select(List.of());
                healthy.add(entry);
            } catch (CorruptionException e) {
                damage.handle(e);
            } catch (NoSuchFileException e) {
                // A running Prometheus has deleted the block; what it held stands in another one.
                damage.handle(new CorruptionException(e.getFile(), 0, "a block", "none: it was deleted meanwhile"));
            }
        }
        return OpenedBlocks.open(healthy);
    }
}
