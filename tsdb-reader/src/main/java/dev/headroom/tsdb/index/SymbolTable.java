package dev.headroom.tsdb.index;

import dev.headroom.tsdb.internal.MappedFile;
import dev.headroom.tsdb.internal.Varint;
import dev.headroom.tsdb.internal.Window;
import dev.headroom.tsdb.merge.SymbolSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The symbol table of an index: every distinct string of its labels once, ascending by bytes.
///
/// ```
/// len <4>  #symbols <4>  { len <uvarint>  bytes }...  CRC32C <4>
/// ```
///
/// A symbol is named by its ordinal, 0 to count-1, in byte order, in both versions of the index; what the index
/// itself uses as a reference is turned into the ordinal by [#ordinal(long)]. The table keeps four bytes a symbol
/// in memory.
///
/// Symbols are read once, ascending, by [#next()]; only then can they be looked up by ordinal.
public final class SymbolTable implements SymbolSource {
    private final IndexFile index;
    private final MappedFile file;
    private final Window window;
    private final long start;
    private final long end;
    private final int count;

    /// Where each symbol's entry starts, counted from `start`; a table holds less than 4 GiB, so an unsigned int.
    private final int[] offsets;

    private int read;
    private long position;
    // Whether the length of some symbol takes more bytes than it needs.
    private boolean isPadded;
    private int symbolStart;
    private int symbolLength;
    private byte[] previous = new byte[64];
    private int previousLength = -1;

    /// Opens the table and checks its checksum.
    public SymbolTable(IndexFile index) {
        this.index = index;
        file = index.file();
        long section = index.symbolsOffset();
        long length = file.unsignedIntAt(section);
        file.check(section + 4, length + 4);
        file.verifyCrc32c("symbol table", section + 4, length);
        long symbols = length < 4 ? -1 : file.unsignedIntAt(section + 4);
        // Every symbol takes a byte at least.
        if (symbols < 0 || symbols > length - 4 || symbols > Integer.MAX_VALUE - 8) {
            throw file.corruption(
                    section + 4, "at most " + Math.max(0, length - 4) + " symbols in the table", symbols + " symbols");
        }
        count = (int) symbols;
        start = section + 8;
        end = section + 4 + length;
        position = start;
        offsets = new int[count];
        window = new Window(file);
    }

    @Override
    public int count() {
        return count;
    }

    /// Steps to the next symbol in byte order; false after the last.
    ///
    /// @throws dev.headroom.tsdb.CorruptionException when a symbol leaves the table or is not greater than the one
    /// before
    @Override
    public boolean next() {
        if (read == count) {
            return false;
        }
        offsets[read] = (int) (position - start);
        long entry = position;
        position = load(entry);
        isPadded |= symbolLength != lengthOf(position - entry);
        byte[] bytes = window.bytes();
        if (Arrays.compareUnsigned(
                                bytes,
                                symbolStart,
                                symbolStart + symbolLength,
                                previous,
                                0,
                                Math.max(0, previousLength))
                        <= 0
                && previousLength >= 0) {
            throw file.corruption(
                    position - symbolLength, "symbols in ascending order", "symbol " + read + " out of order");
        }
        if (previous.length < symbolLength) {
            previous = new byte[symbolLength * 2];
        }
        System.arraycopy(bytes, symbolStart, previous, 0, symbolLength);
        previousLength = symbolLength;
        read++;
        return true;
    }

    /// The array that holds the current symbol, valid until the next call that moves the cursor.
    @Override
    public byte[] bytes() {
        return window.bytes();
    }

    @Override
    public int offset() {
        return symbolStart;
    }

    @Override
    public int length() {
        return symbolLength;
    }

    /// Moves the cursor to a symbol that [#next()] has passed already.
    @Override
    public void seek(int ordinal) {
        load(start + (offsets[ordinal] & 0xffff_ffffL));
    }

    /// Mostly told by where the entry and the next one start, without a look at them.
    @Override
    public int length(int ordinal) {
        if (isPadded) {
            return SymbolSource.super.length(ordinal);
        }
        long behind = ordinal + 1 < read ? offsets[ordinal + 1] & 0xffff_ffffL : position - start;
        return lengthOf(behind - (offsets[ordinal] & 0xffff_ffffL));
    }

    /// The length of a symbol whose entry takes so many bytes, none of them in vain.
    private static int lengthOf(long entry) {
        int prefix = 1;
        while ((entry - prefix) >>> (7 * prefix) > 0) {
            prefix++;
        }
        return (int) entry - prefix;
    }

    /// The symbol as text; malformed UTF-8 becomes U+FFFD.
    public String text(int ordinal) {
        seek(ordinal);
        return new String(window.bytes(), symbolStart, symbolLength, StandardCharsets.UTF_8);
    }

    /// The ordinal of what a series entry refers to: the ordinal itself in version 2, the symbol's offset in
    /// version 1.
    ///
    /// @return the ordinal, or -1 when there is no such symbol
    int ordinal(long reference) {
        if (index.version() == 2) {
            return reference < 0 || reference >= count ? -1 : (int) reference;
        }
        long wanted = reference - start;
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long offset = offsets[middle] & 0xffff_ffffL;
            if (offset == wanted) {
                return middle;
            }
            if (offset < wanted) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// Points the cursor at the symbol whose entry starts at `entry`; returns where the next one starts.
    private long load(long entry) {
        int at = window.atMost(entry, Varint.MAX_LENGTH);
        long length = Varint.unsigned(window.bytes(), at);
        int prefix = Varint.length(window.bytes(), at);
        if (length < 0 || length > end - entry - prefix) {
            throw file.corruption(
                    entry, "a symbol of at most " + (end - entry - prefix) + " bytes", "one of " + length + " bytes");
        }
        symbolStart = window.at(entry, prefix + length) + prefix;
        symbolLength = (int) length;
        return entry + prefix + length;
    }
}
