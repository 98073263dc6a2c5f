package dev.headroom.write.verify;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.index.SymbolTable;
import dev.headroom.write.relabel.LabelSet;
import java.util.Arrays;
import java.util.List;

/// Finds the series of a block by its labels: symbols in memory, a hash for each series, and the series itself to
/// be sure. It takes the symbols' bytes and twelve bytes for each series. After it is built, threads may share it,
/// each with a cursor of its own.
final class SeriesIndex {
    static final int ABSENT = -1;

    private final Block block;
    private final byte[][] symbols;
    private final long[] hashes;
    private final int[] positions;

    /// @throws CorruptionException when a series cannot be read
    SeriesIndex(Block block) {
        this.block = block;
        symbols = symbolsOf(block.symbols());
        int count = block.allSeries().count();
        int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(2 * count));
        hashes = new long[1 << bits];
        positions = new int[1 << bits];
        SeriesCursor series = cursor();
        for (int position = 0; position < count; position++) {
            series.read(block.allSeries().reference(position));
            long hash = hash(series.labels(), series.labelsLength());
            int slot = slot(hash);
            while (positions[slot] != 0) {
                slot = (slot + 1) & (positions.length - 1);
            }
            hashes[slot] = hash;
            positions[slot] = position + 1;
        }
    }

    /// A table that is read to its end already.
    static byte[][] symbolsOf(SymbolTable table) {
        byte[][] symbols = new byte[table.count()][];
        for (int i = 0; i < symbols.length; i++) {
            table.seek(i);
            symbols[i] = Arrays.copyOfRange(table.bytes(), table.offset(), table.offset() + table.length());
        }
        return symbols;
    }

    SeriesCursor cursor() {
        return new SeriesCursor(block.index(), block.symbols());
    }

    /// The position of the series in the list of all, or [#ABSENT].
    ///
    /// @param series a cursor of the caller
    int find(LabelSet labels, SeriesCursor series) {
        List<byte[]> pairs = labels.pairs();
        int[] ids = new int[pairs.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Arrays.binarySearch(symbols, pairs.get(i), Arrays::compareUnsigned);
            if (ids[i] < 0) {
                return ABSENT;
            }
        }
        long hash = hash(ids, ids.length);
        for (int slot = slot(hash); positions[slot] != 0; slot = (slot + 1) & (positions.length - 1)) {
            if (hashes[slot] == hash) {
                series.read(block.allSeries().reference(positions[slot] - 1));
                if (Arrays.equals(series.labels(), 0, series.labelsLength(), ids, 0, ids.length)) {
                    return positions[slot] - 1;
                }
            }
        }
        return ABSENT;
    }

    /// The labels of the series that the cursor stands at.
    LabelSet labels(SeriesCursor series) {
        return labels(series, symbols);
    }

    static LabelSet labels(SeriesCursor series, byte[][] symbols) {
        byte[][] pairs = new byte[series.labelsLength()][];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = symbols[series.labels()[i]];
        }
        return LabelSet.of(Arrays.asList(pairs));
    }

    private int slot(long hash) {
        return (int) hash & (positions.length - 1);
    }

    private static long hash(int[] ids, int length) {
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = PairSums.mix(hash * 31 + ids[i]);
        }
        return hash;
    }
}
