package dev.headroom.analyze.engine;

import dev.headroom.tsdb.block.Block;
import java.util.List;

/// What a pass over blocks needs of the JVM's heap, told from the sizes of their tables before it begins.
///
/// Each thread counts all label pairs on its own, so that is what a small heap can do without: fewer threads.
public final class HeapShare {
    /// What a run takes that has next to nothing to count, and each of its threads.
    private static final long BASE = 15L << 20;

    private static final long BASE_PER_THREAD = 1L << 20;

    /// Bytes of a symbol: where it stands, and its merged number.
    private static final long OF_SYMBOL = 12;

    /// Bytes of a symbol for each thread: the label pair that it is the value of.
    private static final long OF_SYMBOL_PER_THREAD = 4;

    /// Bytes of a label pair for each thread: itself and its sums, in arrays that double.
    private static final long OF_PAIR_PER_THREAD = 64;

    /// Bytes of a block for each thread: the windows of its cursors.
    private static final long OF_BLOCK_PER_THREAD = 96L << 10;

    private HeapShare() {}

    /// How many threads the heap has room for.
    ///
    /// @param wanted no more than this
    /// @param heap bytes
    /// @throws NotEnoughMemoryException when there is not room for one
    public static int threads(List<Block> blocks, int wanted, long heap) {
        long symbols = 0;
        long pairs = 0;
        for (Block block : blocks) {
            symbols += block.symbols().count();
            pairs += block.postingsLists();
        }
        long shared = BASE + OF_SYMBOL * symbols;
        long perThread = BASE_PER_THREAD
                + OF_SYMBOL_PER_THREAD * symbols
                + OF_PAIR_PER_THREAD * pairs
                + OF_BLOCK_PER_THREAD * blocks.size();
        if (shared + perThread > heap) {
            throw new NotEnoughMemoryException(shared + perThread, heap, symbols, pairs);
        }
        return perThread == 0 ? wanted : (int) Math.min(wanted, (heap - shared) / perThread);
    }
}
