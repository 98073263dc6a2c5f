package dev.headroom.analyze;

import dev.headroom.analyze.engine.HeadSelection;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.index.SeriesReferences;
import dev.headroom.tsdb.merge.BlockSeries;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.merge.MergedSeries;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.tsdb.merge.SeriesSource;
import dev.headroom.tsdb.selector.Selector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Some series that selectors choose in a data directory or a block, in the order of their labels.
///
/// @param labels of each series, names and values in turn
/// @param more whether there are more of them
public record FoundSeries(List<List<byte[]>> labels, boolean more) {
    /// Finds the first series, in blocks and head.
    ///
    /// @param limit how many at most
    /// @throws CorruptionException when a block that has to be read is damaged
    public static FoundSeries first(Path path, List<Selector> selectors, int limit) throws IOException {
        return Listings.retry(() -> {
            DataDirectory directory = Target.resolve(path, null);
            if (!directory.damaged().isEmpty()) {
                throw directory.damaged().getFirst();
            }
            long start = HeadReader.minValidTime(directory.metas());
            try (OpenedData opened =
                    OpenedData.open(directory, directory.blocks(), List.of(), true, start, new Progress())) {
                return first(opened, selectors, limit);
            }
        });
    }

    private static FoundSeries first(OpenedData opened, List<Selector> selectors, int limit) {
        MergedSymbols symbols = opened.mergeSymbols();
        List<SeriesReferences> references = opened.select(selectors);
        List<SeriesSource> sources = new ArrayList<>();
        for (int i = 0; i < opened.blocks().size(); i++) {
            Block block = opened.blocks().get(i);
            SeriesReferences chosen = references.get(i);
            sources.add(new BlockSeries(block, symbols.idsOf(i), chosen, 0, chosen.count(), DamageHandler.THROW));
        }
        opened.head()
                .ifPresent(head -> sources.add(head.index()
                        .series(
                                symbols.idsOf(opened.blocks().size()),
                                0,
                                head.index().seriesCount(),
                                HeadSelection.of(head.index(), selectors))));
        MergedSeries<SeriesSource> merged = new MergedSeries<>(sources);
        List<List<byte[]>> found = new ArrayList<>();
        while (merged.next()) {
            if (found.size() == limit) {
                return new FoundSeries(found, true);
            }
            List<byte[]> labels = new ArrayList<>();
            for (int i = 0; i < merged.labelsLength(); i++) {
                labels.add(symbols.bytes(merged.labels()[i]));
            }
            found.add(labels);
        }
        return new FoundSeries(found, false);
    }
}
