package dev.headroom.write.rewrite;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesOrder;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// The first pass over a block: which series stay, with which labels, and in which order.
///
/// Takes some eight bytes for each series that stays, and four for each of its labels ([SeriesOrder]).
final class BlockPlan {
    private final Block block;
    private final DeletedRanges deleted;
    private final ChangeLog log;
    private final RelabelSymbols symbols;
    private final SeriesRelabeler relabeler;

    private final SeriesOrder order;
    private int[] references;

    private final ChunkReader chunks;
    private final SampleCursor samples = new SampleCursor();
    private byte[] buffer = {};

    private long seriesBefore;
    private long dropped;
    private long droppedSamples;
    private long droppedChunks;
    private long deletedSeries;
    private long relabeled;
    private boolean cuts;

    BlockPlan(Block block, RelabelRules rules, DeletedRanges deleted, ChangeLog log) throws IOException {
        this.block = block;
        this.deleted = deleted;
        this.log = log;
        symbols = new RelabelSymbols(MergedSymbols.of(List.of(block.symbols())));
        relabeler = rules.rules().isEmpty() ? null : new SeriesRelabeler(rules, symbols);
        chunks = new ChunkReader(block.chunks());
        order = new SeriesOrder(symbols);
        read();
        order.sort();
    }

    private void read() throws IOException {
        int all = block.allSeries().count();
        references = new int[all];
        SeriesCursor series = new SeriesCursor(block.index(), block.symbols());
        for (int i = 0; i < all; i++) {
            series.read(block.allSeries().reference(i));
            seriesBefore++;
            int[] now = series.labels();
            int length = series.labelsLength();
            if (relabeler != null) {
                if (!relabeler.apply(now, length)) {
                    drop(series);
                    continue;
                }
                if (!relabeler.isStorable()) {
                    throw new RewriteRefusedException(
                            "the rules make " + Labels.text(symbols, relabeler.labels(), relabeler.labelsLength())
                                    + " of " + Labels.text(symbols, now, length)
                                    + ", which Prometheus would not store: a series needs a metric name, and labels need names in UTF-8");
                }
                now = relabeler.labels();
                length = relabeler.labelsLength();
            }
            if (!keepsSamples(series)) {
                delete(series);
                continue;
            }
            boolean changed = relabeler != null && relabeler.changed();
            relabeled += changed ? 1 : 0;
            references[order.add(now, length)] = (int) series.reference();
        }
        references = Arrays.copyOf(references, order.count());
        block.index().unload();
    }

    private void drop(SeriesCursor series) throws IOException {
        dropped++;
        long before = countSamples(series);
        log.write(block, symbols, series, "dropped", null, before, 0);
    }

    private void delete(SeriesCursor series) throws IOException {
        deletedSeries++;
        long before = countSamples(series);
        log.write(block, symbols, series, "deleted", null, before, 0);
    }

    private long countSamples(SeriesCursor series) {
        long before = 0;
        for (int i = 0; i < series.chunkCount(); i++) {
            chunks.readHeader(series.chunkReference(i));
            before += chunks.sampleCount();
        }
        droppedSamples += before;
        droppedChunks += series.chunkCount();
        return before;
    }

    /// Whether a sample is left; a chunk that is cut is decoded as far as it takes.
    private boolean keepsSamples(SeriesCursor series) {
        if (series.chunkCount() == 0) {
            return false;
        }
        if (deleted.isEmpty()) {
            return true;
        }
        long[] ranges = deleted.of(series.reference());
        if (ranges.length == 0) {
            return true;
        }
        boolean kept = false;
        for (int i = 0; i < series.chunkCount(); i++) {
            if (DeletedRanges.miss(ranges, series.minTime(i), series.maxTime(i))) {
                kept = true;
            } else {
                cuts = true;
                kept = kept
                        || (!DeletedRanges.cover(ranges, series.minTime(i), series.maxTime(i))
                                && keepsSample(series.chunkReference(i), ranges));
            }
        }
        return kept;
    }

    private boolean keepsSample(long chunk, long[] ranges) {
        chunks.readHeader(chunk);
        buffer = chunks.readSamples(samples, buffer);
        try {
            while (samples.next()) {
                if (!DeletedRanges.contain(ranges, samples.timestamp())) {
                    return true;
                }
            }
            return false;
        } catch (CorruptionException e) {
            throw chunks.inSegment(e);
        }
    }

    Block block() {
        return block;
    }

    DeletedRanges deleted() {
        return deleted;
    }

    RelabelSymbols symbols() {
        return symbols;
    }

    /// Ids of the symbols that the new block needs, ascending by bytes.
    int[] symbolsInOrder() {
        return order.symbolsInOrder();
    }

    /// How many series stay, those that collide counted one by one.
    int count() {
        return order.count();
    }

    /// The reference of a series in the old block, by its place among the new ones.
    long reference(int place) {
        return references[order.number(place)] & 0xffff_ffffL;
    }

    int labelCount(int place) {
        return order.labelCount(place);
    }

    /// Id of a label's name.
    int name(int place, int label) {
        return order.name(place, label);
    }

    /// Id of a label's value.
    int value(int place, int label) {
        return order.value(place, label);
    }

    /// Ids of the names and values of a series' new labels in turn.
    int[] labels(int place) {
        return order.labels(place);
    }

    String labelsText(int place) {
        int[] ids = labels(place);
        return Labels.text(symbols, ids, ids.length);
    }

    /// The place behind the series that have the labels of this one.
    int groupEnd(int place) {
        return order.groupEnd(place);
    }

    long seriesBefore() {
        return seriesBefore;
    }

    /// Series that rules drop.
    long dropped() {
        return dropped;
    }

    /// Series of which no sample stays.
    long deletedSeries() {
        return deletedSeries;
    }

    /// Samples of the series that do not stay.
    long droppedSamples() {
        return droppedSamples;
    }

    /// Chunks of the series that do not stay.
    long droppedChunks() {
        return droppedChunks;
    }

    /// Series that stay with other labels.
    long relabeled() {
        return relabeled;
    }

    /// Whether the new block would hold the same as the old one.
    boolean changesNothing() {
        return order.count() == seriesBefore && relabeled == 0 && !cuts;
    }
}
