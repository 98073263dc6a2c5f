package dev.headroom.write.rewrite;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.write.internal.ChunkPlaces;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesOrder;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.io.IOException;

/// Some series of a block, one behind the other: which of them stay, and with which labels. One thread's share of a
/// [BlockPlan].
final class PlanPart {
    /// References that are fetched at a time.
    private static final int REFERENCES = 1 << 10;

    private final Block block;
    private final DeletedRanges deleted;
    private final boolean deletesNothing;
    private final ChangeLog log;
    private final RelabelSymbols symbols;
    private final SeriesRelabeler relabeler;

    private final SeriesOrder order;
    private int[] references;
    private final boolean listsChunks;
    private Runnable disorder;
    private ChunkLists chunkLists;

    private final ChunkReader chunks;
    private final SampleCursor samples = new SampleCursor();
    private byte[] buffer = {};

    private long dropped;
    private long droppedSamples;
    private long droppedChunks;
    private long deletedSeries;
    private long relabeled;
    private boolean cuts;
    private boolean orderly = true;
    private final ChunkPlaces places = new ChunkPlaces();

    /// @param symbols those of the block, and what rules make of them; shared by all parts
    /// @param listsChunks whether the series' lists of chunks are wanted
    /// @param disorder is told when series turn out to stand in another order than before
    PlanPart(
            Block block,
            RelabelRules rules,
            RelabelSymbols symbols,
            DeletedRanges deleted,
            ChangeLog log,
            SeriesOrder.Room room,
            boolean listsChunks,
            Runnable disorder) {
        this.block = block;
        this.symbols = symbols;
        this.deleted = deleted;
        deletesNothing = deleted.isEmpty();
        this.log = log;
        relabeler = rules.rules().isEmpty() ? null : new SeriesRelabeler(rules, symbols);
        order = new SeriesOrder(symbols, room);
        chunks = new ChunkReader(block.chunks());
        this.listsChunks = listsChunks;
        this.disorder = disorder;
    }

    /// Goes over the series from one place in the list of all to another.
    PlanPart read(int from, int to) throws IOException {
        references = new int[to - from];
        chunkLists = listsChunks ? new ChunkLists(to - from) : null;
        SeriesCursor series = new SeriesCursor(block.index(), block.symbols());
        int[] some = new int[REFERENCES];
        for (int i = from; i < to; i += REFERENCES) {
            int count = Math.min(REFERENCES, to - i);
            block.allSeries().copy(i, some, count);
            for (int j = 0; j < count; j++) {
                series.read(some[j] & 0xffff_ffffL);
                add(series);
            }
        }
        return this;
    }

    private void add(SeriesCursor series) throws IOException {
        int[] now = series.labels();
        int length = series.labelsLength();
        if (relabeler != null) {
            if (!relabeler.apply(now, length)) {
                dropped++;
                drop(series, "dropped");
                return;
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
            deletedSeries++;
            drop(series, "deleted");
            return;
        }
        addChunks(series);
        relabeled += relabeler != null && relabeler.changed() ? 1 : 0;
        references[order.add(now, length)] = (int) series.reference();
        if (!order.isAscending() && disorder != null) {
            disorder.run();
            disorder = null;
        }
    }

    private void drop(SeriesCursor series, String change) throws IOException {
        long before = 0;
        for (int i = 0; i < series.chunkCount(); i++) {
            chunks.readHeader(series.chunkReference(i));
            before += chunks.sampleCount();
        }
        droppedSamples += before;
        droppedChunks += series.chunkCount();
        log.write(block, symbols, series, change, null, before, 0);
    }

    private void addChunks(SeriesCursor series) {
        if (listsChunks) {
            chunkLists.add(series.bytes(), series.chunksStart(), series.chunksEnd());
        }
        for (int i = 0; i < series.chunkCount(); i++) {
            places.add(series.chunkReference(i));
            orderly &= i == 0 || series.minTime(i) > series.maxTime(i - 1);
        }
    }

    /// Whether a sample is left; a chunk that is cut is decoded as far as it takes.
    private boolean keepsSamples(SeriesCursor series) {
        if (series.chunkCount() == 0) {
            return false;
        }
        if (deletesNothing) {
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

    /// The series that stay, not in order yet.
    SeriesOrder order() {
        return order;
    }

    /// References of the series that stay, and more room.
    int[] references() {
        return references;
    }

    /// The lists of chunks of the series that stay, if they were wanted.
    ChunkLists chunkLists() {
        return chunkLists;
    }

    long dropped() {
        return dropped;
    }

    long droppedSamples() {
        return droppedSamples;
    }

    long droppedChunks() {
        return droppedChunks;
    }

    long deletedSeries() {
        return deletedSeries;
    }

    long relabeled() {
        return relabeled;
    }

    /// Where the chunks are of the series that stay.
    ChunkPlaces places() {
        return places;
    }

    /// Whether in every series that stays each chunk begins after the one before has ended.
    boolean isOrderly() {
        return orderly;
    }

    /// Whether a part of a series that stays is deleted.
    boolean cuts() {
        return cuts;
    }
}
