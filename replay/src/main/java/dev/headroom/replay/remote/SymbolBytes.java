package dev.headroom.replay.remote;

import dev.headroom.tsdb.merge.MergedSymbols;
import dev.headroom.write.relabel.RelabelSymbols;

/// The bytes of symbols, of which those asked for last are at hand: neighbouring series share most of theirs.
/// Belongs to one thread.
final class SymbolBytes {
    private static final int SLOT_BITS = 15;

    private final MergedSymbols base;
    private final RelabelSymbols symbols;
    private final int[] ids = new int[1 << SLOT_BITS];
    private final byte[][] bytes = new byte[1 << SLOT_BITS][];

    /// @param base what the symbols were before rules made more of them
    SymbolBytes(MergedSymbols base, RelabelSymbols symbols) {
        this.base = base;
        this.symbols = symbols;
    }

    /// The id of a text that the data has as well; negative when it has not.
    int find(byte[] text) {
        return base.find(text);
    }

    byte[] of(int id) {
        int slot = (id * 0x9e37_79b9) >>> -SLOT_BITS;
        if (bytes[slot] == null || ids[slot] != id) {
            ids[slot] = id;
            bytes[slot] = symbols.bytes(id);
        }
        return bytes[slot];
    }
}
