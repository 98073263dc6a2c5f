package dev.headroom.tsdb.merge;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.index.ReferenceCursor;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.index.SeriesReferences;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The series of a block, all of them or a selection, with their labels as merged ids. Belongs to one thread.
public final class BlockSeries implements SeriesSource {
    private final Block block;
    private final int[] ids;
    private final ReferenceCursor upcoming;
    private final SeriesCursor cursor;
    private final DamageHandler damage;

    /// The labels as merged ids, where these are not the ordinals.
    private int[] mapped = new int[64];

    /// Whether series that cannot be read stand before the current one.
    private boolean behindDamage;

    /// @param ids what [MergedSymbols#idsOf] says of this block
    /// @param from position of the first series in `references`
    /// @param to position behind the last one
    /// @param damage told of a series that cannot be read; it is passed over when that returns
    public BlockSeries(Block block, int[] ids, SeriesReferences references, int from, int to, DamageHandler damage) {
        this.block = block;
        this.ids = ids;
        upcoming = new ReferenceCursor(references, from, to);
        this.damage = damage;
        cursor = new SeriesCursor(block.index(), block.symbols());
    }

    public Block block() {
        return block;
    }

    /// The current series as it stands in the index, for its chunks.
    public SeriesCursor series() {
        return cursor;
    }

    @Override
    public boolean next() {
        behindDamage = false;
        while (upcoming.hasNext()) {
            try {
                read(upcoming.next());
                checkOrder();
                return true;
            } catch (CorruptionException e) {
                behindDamage = true;
                damage.handle(e);
            }
        }
        return false;
    }

    private void checkOrder() {
        if (!cursor.isAscending()) {
            throw block.index()
                    .file()
                    .corruption(
                            block.index().version() == 1 ? cursor.reference() : cursor.reference() * 16,
                            "series in the order of their labels",
                            "a series that is not greater than the one before");
        }
    }

    @Override
    public int[] labels() {
        return ids == null ? cursor.labels() : mapped;
    }

    @Override
    public int labelsLength() {
        return cursor.labelsLength();
    }

    @Override
    public int changedFrom() {
        // The cursor compares with what it has read last, which may be one that was passed over.
        return behindDamage ? 0 : cursor.changedFrom();
    }

    /// The position in `references` of the first series whose labels are not smaller than given ones: for each of
    /// some label sets, which ascend.
    public static int[] lowerBounds(Block block, int[] ids, SeriesReferences references, List<int[]> labels) {
        BlockSeries probe = new BlockSeries(block, ids, references, 0, 0, DamageHandler.THROW);
        int[] bounds = new int[labels.size()];
        int low = 0;
        for (int i = 0; i < bounds.length; i++) {
            int[] wanted = labels.get(i);
            int high = references.count();
            while (low < high) {
                int middle = (low + high) >>> 1;
                probe.read(references.reference(middle));
                if (MergedSeries.compareLabels(probe.labels(), probe.labelsLength(), wanted, wanted.length) < 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            bounds[i] = low;
        }
        return bounds;
    }

    /// Copies the labels of the series at some positions, as merged ids.
    public static List<int[]> labelsAt(Block block, int[] ids, SeriesReferences references, int[] positions) {
        BlockSeries probe = new BlockSeries(block, ids, references, 0, 0, DamageHandler.THROW);
        List<int[]> labels = new ArrayList<>(positions.length);
        for (int position : positions) {
            probe.read(references.reference(position));
            labels.add(Arrays.copyOf(probe.labels(), probe.labelsLength()));
        }
        return labels;
    }

    private void read(long reference) {
        cursor.read(reference);
        if (ids != null) {
            map(cursor.labels(), cursor.changedFrom(), cursor.labelsLength());
        }
    }

    private void map(int[] ordinals, int from, int to) {
        if (mapped.length < to) {
            mapped = Arrays.copyOf(mapped, 2 * to);
        }
        for (int i = from; i < to; i++) {
            mapped[i] = ids[ordinals[i]];
        }
    }
}
