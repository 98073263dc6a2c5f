package dev.headroom.write.rewrite;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.block.BlockSink;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.internal.ChunkPlaces;
import dev.headroom.write.internal.Tasks;
import dev.headroom.write.internal.Tasks.Task;
import dev.headroom.write.relabel.RelabelRules;
import dev.headroom.write.relabel.RelabelSymbols;
import dev.headroom.write.relabel.SeriesOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/// The first pass over a block: which series stay, with which labels, and in which order.
///
/// Takes some eight bytes for each series that stays, and four for each of its labels ([SeriesOrder]).
final class BlockPlan {
    private static final int SMALLEST_PART = 1 << 13;

    private final Block block;
    private final DeletedRanges deleted;
    private final RelabelSymbols symbols;
    private final List<PlanPart> parts;
    private final int[] references;
    private final SeriesOrder order;
    private final ChunkLists chunkLists;

    /// @param threads that go over parts of the series; a log that is wanted is written by one
    /// @param listsChunks whether [#keepsChunks] may become true, which takes a copy of every list of chunks
    /// @param disorder is told, by any thread, when series turn out to stand in another order than before
    BlockPlan(
            Block block,
            RelabelRules rules,
            DeletedRanges deleted,
            ChangeLog log,
            int threads,
            boolean listsChunks,
            Runnable disorder)
            throws IOException {
        this(
                block,
                rules,
                deleted,
                log,
                Stream.generate(SeriesOrder.Room::new)
                        .limit(log.isWanted() ? 1 : threads)
                        .toList(),
                listsChunks,
                disorder);
    }

    /// @param rooms one for each thread
    BlockPlan(Block block, RelabelRules rules, DeletedRanges deleted, ChangeLog log, List<SeriesOrder.Room> rooms)
            throws IOException {
        this(block, rules, deleted, log, rooms, false, () -> {});
    }

    private BlockPlan(
            Block block,
            RelabelRules rules,
            DeletedRanges deleted,
            ChangeLog log,
            List<SeriesOrder.Room> rooms,
            boolean listsChunks,
            Runnable disorder)
            throws IOException {
        this.block = block;
        this.deleted = deleted;
        symbols = new RelabelSymbols(MergedSymbols.of(List.of(block.symbols())));
        int all = block.allSeries().count();
        int number = Math.clamp(all / SMALLEST_PART, 1, rooms.size());
        List<Task<PlanPart>> reading = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int from = (int) ((long) all * i / number);
            int to = (int) ((long) all * (i + 1) / number);
            SeriesOrder.Room room = rooms.get(i);
            reading.add(() ->
                    new PlanPart(block, rules, symbols, deleted, log, room, listsChunks, disorder).read(from, to));
        }
        parts = Tasks.run(number, reading);
        references = references();
        chunkLists = parts.getFirst().chunkLists();
        for (int i = 1; listsChunks && i < parts.size(); i++) {
            chunkLists.addAll(parts.get(i).chunkLists());
        }
        order = SeriesOrder.join(parts.stream().map(PlanPart::order).toList());
    }

    private int[] references() {
        int[] all = new int[(int) sum(part -> part.order().count())];
        int at = 0;
        for (PlanPart part : parts) {
            System.arraycopy(part.references(), 0, all, at, part.order().count());
            at += part.order().count();
        }
        return all;
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

    /// Tells the writer of the new block all label pairs.
    ///
    /// @param ordinals numbers of the new block's symbols, by id
    void addPairs(BlockSink sink, int[] ordinals) throws IOException {
        order.addPairs(sink, ordinals);
    }

    /// Begins a series of the new block.
    void startSeries(BlockSink sink, int place) throws IOException {
        order.startSeries(sink, place);
    }

    /// Ids of the names and values of a series' new labels in turn.
    int[] labels(int place) {
        return order.labels(place);
    }

    String labelsText(int place) {
        int[] ids = labels(place);
        return Labels.text(symbols, ids, ids.length);
    }

    /// Whether no two series get the same labels.
    boolean isDistinct() {
        return order.isDistinct();
    }

    /// The place behind the series that have the labels of this one.
    int groupEnd(int place) {
        return order.groupEnd(place);
    }

    private long sum(ToLongFunction<PlanPart> figure) {
        return parts.stream().mapToLong(figure).sum();
    }

    long seriesBefore() {
        return block.allSeries().count();
    }

    /// Series that rules drop.
    long dropped() {
        return sum(PlanPart::dropped);
    }

    /// Series of which no sample stays.
    long deletedSeries() {
        return sum(PlanPart::deletedSeries);
    }

    /// Samples of the series that do not stay.
    long droppedSamples() {
        return sum(PlanPart::droppedSamples);
    }

    /// Chunks of the series that do not stay.
    long droppedChunks() {
        return sum(PlanPart::droppedChunks);
    }

    /// Series that stay with other labels.
    long relabeled() {
        return sum(PlanPart::relabeled);
    }

    /// Whether the new block would hold the same as the old one.
    boolean changesNothing() {
        return relabeled() == 0 && keepsAllChunks();
    }

    private boolean keepsAllChunks() {
        return count() == seriesBefore() && parts.stream().noneMatch(PlanPart::cuts);
    }

    /// Where the chunks of all series are.
    ChunkPlaces places() {
        ChunkPlaces places = new ChunkPlaces();
        parts.forEach(part -> places.add(part.places()));
        return places;
    }

    /// Whether all chunks can stay where they are: none goes, and the series stay in their order.
    boolean keepsChunks() {
        return chunkLists != null
                && keepsAllChunks()
                && order.isDistinct()
                && order.isAsAdded()
                && parts.stream().allMatch(PlanPart::isOrderly);
    }

    /// Adds a series of the new block with its chunks where they are in the old one.
    void keepSeries(BlockWriter writer, int place) throws IOException {
        startSeries(writer, place);
        writer.keepChunks(chunkLists.page(place), chunkLists.start(place), chunkLists.length(place));
    }
}
