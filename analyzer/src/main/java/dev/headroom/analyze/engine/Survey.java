package dev.headroom.analyze.engine;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.DataDirectoryException;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.index.SeriesReferences;
import dev.headroom.tsdb.index.SeriesSelection;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.relabel.RelabelRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A data directory or a block made ready for passes: files open, symbols merged, the head counted, the times
/// known.
///
/// @param directory the listing that the files were opened from
/// @param damaged what cannot be read and is left out
/// @param entries what the listing says of the blocks that are open, in their order
/// @param head the head, counted, when it is among the sources
public record Survey(
        DataDirectory directory,
        List<CorruptionException> damaged,
        List<DataDirectory.Entry> entries,
        Optional<HeadReader> head,
        Sources sources,
        Span span) {

    public Survey {
        damaged = List.copyOf(damaged);
        entries = List.copyOf(entries);
    }

    /// Length of the range that the blocks cover, as their `meta.json` has it, and the head reaches, milliseconds.
    public long coveredMillis() {
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (DataDirectory.Entry entry : entries) {
            start = Math.min(start, entry.meta().minTime());
            end = Math.max(end, entry.meta().maxTime());
        }
        if (head.isPresent() || entries.isEmpty()) {
            start = Math.min(start, span.start());
            end = Math.max(end, span.end());
        }
        return Math.max(0, end - start);
    }

    /// The same data as rules would leave it.
    ///
    /// @throws DataDirectoryException when Prometheus would not store what the rules make
    public Survey relabeled(RelabelRules rules, Workers workers, Progress progress) throws DataDirectoryException {
        return rules.rules().isEmpty()
                ? this
                : new Survey(directory, damaged, entries, head, Relabeling.apply(rules, this, workers, progress), span);
    }

    /// The same data with other series chosen: those that any of the selectors chooses; all when there are
    /// none.
    public Sources select(List<Selector> selectors) {
        if (sources.relabeling().isPresent()) {
            Relabeling chosen = sources.relabeling().get().select(selectors);
            return new Sources(
                    sources.blocks(), sources.references(), sources.head(), sources.symbols(), Optional.of(chosen));
        }
        List<SeriesReferences> references = new ArrayList<>();
        sources.blocks()
                .forEach(block -> references.add(
                        selectors.isEmpty()
                                ? block.allSeries()
                                : SeriesSelection.of(block.index(), block.allSeries(), selectors)));
        Optional<Sources.Head> part = sources.head()
                .map(known ->
                        new Sources.Head(known.index(), HeadSelection.of(known.index(), selectors), known.facts()));
        return new Sources(sources.blocks(), references, part, sources.symbols());
    }
}
