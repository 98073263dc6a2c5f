package dev.headroom.write.rewrite;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.internal.PairTable;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.relabel.LabelLists;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesRelabeler;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/// The first pass over a block: which series stay, with which labels, and in which order.
///
/// A label pair is a number here, ascending by name and value once all series have been seen, and a series the
/// list of its pairs: comparing series is comparing ints. Takes some eight bytes for each series that stays,
/// and four for each of its labels.
final class BlockPlan {
    private final Block block;
    private final DeletedRanges deleted;
    private final ChangeLog log;
    private final RelabelSymbols symbols;
    private final SeriesRelabeler relabeler;

    private final PairTable pairs = new PairTable();
    private final LabelLists labels = new LabelLists();
    private int[] references;
    private int[] handles;
    private int count;
    private int[] order;

    // The symbols of the pairs, as ids, by number of the pair.
    private int[] names;
    private int[] values;
    private int[] symbolsInOrder;

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
        read();
        numberPairs();
        sort();
    }

    private void read() throws IOException {
        int all = block.allSeries().count();
        references = new int[all];
        handles = new int[all];
        SeriesCursor series = new SeriesCursor(block.index(), block.symbols());
        PairNumbers numbers = new PairNumbers();
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
            references[count] = (int) series.reference();
            handles[count++] = labels.add(numbers.of(now, length), length / 2);
        }
        references = Arrays.copyOf(references, count);
        handles = Arrays.copyOf(handles, count);
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

    /// Numbers the pairs by the bytes of their names and values instead of in the order of their coming.
    private void numberPairs() {
        int[] ranks = symbols.ranks();
        int[] ids = new int[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            ids[ranks[i]] = i;
        }
        PairTable ranked = new PairTable();
        for (int i = 0; i < pairs.size(); i++) {
            ranked.number(ranks[pairs.name(i)], ranks[pairs.value(i)]);
        }
        int[] numbers = ranked.sort();
        names = new int[numbers.length];
        values = new int[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            names[numbers[i]] = pairs.name(i);
            values[numbers[i]] = pairs.value(i);
        }
        for (int i = 0; i < count; i++) {
            labels.replace(handles[i], numbers);
        }
        usedSymbols(ids);
    }

    private void usedSymbols(int[] ids) {
        boolean[] used = new boolean[ids.length];
        for (int i = 0; i < names.length; i++) {
            used[names[i]] = true;
            used[values[i]] = true;
        }
        int kept = 0;
        for (int id : ids) {
            if (used[id]) {
                ids[kept++] = id;
            }
        }
        symbolsInOrder = Arrays.copyOf(ids, kept);
    }

    /// Sorts the series by their new labels; those of equal labels stay in the order of their old ones.
    private void sort() {
        order = new int[count];
        boolean sorted = true;
        for (int i = 0; i < count; i++) {
            order[i] = i;
            sorted &= i == 0 || labels.compare(handles[i - 1], handles[i]) <= 0;
        }
        if (!sorted) {
            sort(order, order.clone(), 0, count);
        }
    }

    /// Merge sort from `source` to `target`, which hold the same at first.
    private void sort(int[] target, int[] source, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(source, target, from, middle);
        sort(source, target, middle, to);
        if (labels.compare(handles[source[middle - 1]], handles[source[middle]]) <= 0) {
            System.arraycopy(source, from, target, from, to - from);
            return;
        }
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to
                    || (left < middle && labels.compare(handles[source[left]], handles[source[right]]) <= 0);
            target[i] = source[takeLeft ? left++ : right++];
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
        return symbolsInOrder;
    }

    /// How many series stay, those that collide counted one by one.
    int count() {
        return count;
    }

    /// The reference of a series in the old block, by its place among the new ones.
    long reference(int place) {
        return references[order[place]] & 0xffff_ffffL;
    }

    int labelCount(int place) {
        return labels.length(handles[order[place]]);
    }

    /// Id of a label's name.
    int name(int place, int label) {
        return names[labels.get(handles[order[place]], label)];
    }

    /// Id of a label's value.
    int value(int place, int label) {
        return values[labels.get(handles[order[place]], label)];
    }

    /// Ids of the names and values of a series' new labels in turn.
    int[] labels(int place) {
        int[] ids = new int[2 * labelCount(place)];
        for (int i = 0; i < ids.length; i += 2) {
            ids[i] = name(place, i >> 1);
            ids[i + 1] = value(place, i >> 1);
        }
        return ids;
    }

    String labelsText(int place) {
        int[] ids = labels(place);
        return Labels.text(symbols, ids, ids.length);
    }

    /// The place behind the series that have the labels of this one.
    int groupEnd(int place) {
        int end = place + 1;
        while (end < count && labels.compare(handles[order[place]], handles[order[end]]) == 0) {
            end++;
        }
        return end;
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
        return count == seriesBefore && relabeled == 0 && !cuts;
    }

    /// The numbers of a series' pairs; most are those of the series before, in the same place.
    private final class PairNumbers {
        private int[] last = new int[64];
        private int[] numbers = new int[32];
        private int lastLength;

        int[] of(int[] symbolIds, int length) {
            if (last.length < length) {
                last = Arrays.copyOf(last, 2 * length);
                numbers = Arrays.copyOf(numbers, length);
            }
            for (int i = 0; i < length; i += 2) {
                if (i >= lastLength || symbolIds[i] != last[i] || symbolIds[i + 1] != last[i + 1]) {
                    numbers[i >> 1] = pairs.number(symbolIds[i], symbolIds[i + 1]);
                    last[i] = symbolIds[i];
                    last[i + 1] = symbolIds[i + 1];
                }
            }
            lastLength = length;
            return numbers;
        }
    }
}
