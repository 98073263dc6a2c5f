package dev.headroom.tsdb.index;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.MappedFile;
import dev.headroom.tsdb.internal.Varint;
import dev.headroom.tsdb.internal.Window;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Reads series out of the index: the labels as ordinals of the symbol table, and the time range and reference of
/// each chunk. One instance is moved over any number of series and allocates only to grow.
///
/// ```
/// len <uvarint>
/// #labels <uvarint>  { name <uvarint32>  value <uvarint32> }...
/// #chunks <uvarint>
/// first chunk:  minTime <varint64>               maxTime - minTime <uvarint64>  ref <uvarint64>
/// each other:   minTime - last maxTime <uvarint> maxTime - minTime <uvarint64>  ref - last ref <varint64>
/// CRC32C <4>
/// ```
///
/// A chunk's reference is the segment's position in `chunks/` in its upper 32 bits and the offset in that segment
/// in the lower ones.
public final class SeriesCursor {
    /// Where the bits of a varint end.
    private static final int MAX_SHIFT = 7 * Varint.MAX_LENGTH;

    private final IndexFile index;
    private final SymbolTable symbols;
    private final boolean version2;
    private final int symbolCount;
    private final MappedFile file;
    private final Window window;
    private final long sectionStart;
    private final long sectionEnd;
    private final CRC32C crc = new CRC32C();

    private long reference;
    private long entryLength;
    // Where the entry's content lies in the window.
    private int contentStart;
    private int contentEnd;
    private int chunksStart;
    // Where in it the next number is.
    private int next;
    private int labelCount;
    private int[] labels = new int[64];
    // Whether `labels` are those of a series that was read as a whole.
    private boolean known;
    private int changedFrom;
    private boolean ascending;
    private int chunkCount;
    private long[] minTimes = new long[16];
    private long[] maxTimes = new long[16];
    private long[] chunkReferences = new long[16];

    /// @param symbols the index's table, read to its end
    public SeriesCursor(IndexFile index, SymbolTable symbols) {
        this.index = index;
        this.symbols = symbols;
        version2 = index.version() == 2;
        symbolCount = symbols.count();
        file = index.file();
        window = new Window(file);
        sectionStart = index.seriesStart();
        sectionEnd = index.seriesEnd();
    }

    /// Moves to the series with this reference, as it stands in a postings list.
    ///
    /// @throws CorruptionException when no intact series stands there
    public void read(long seriesReference) {
        boolean first = !known;
        int before = first ? 0 : 2 * labelCount;
        known = false;
        long offset = moveTo(seriesReference);
        chunksStart = decodeLabels(window.bytes(), contentStart, offset, before);
        ascending |= first;
        decodeChunks(window.bytes(), chunksStart, offset);
        known = true;
    }

    /// Like [#read], for its chunks only: [#labels()] then says nothing.
    public void readChunks(long seriesReference) {
        known = false;
        long offset = moveTo(seriesReference);
        chunksStart = skipLabels(window.bytes(), contentStart, offset);
        decodeChunks(window.bytes(), chunksStart, offset);
    }

    /// What holds the entry, until the next read.
    public byte[] bytes() {
        return window.bytes();
    }

    /// Where in [#bytes] the list of chunks begins.
    public int chunksStart() {
        return chunksStart;
    }

    /// Where in [#bytes] the list of chunks ends.
    public int chunksEnd() {
        return contentEnd;
    }

    /// Finds the entry in the window and verifies its checksum; returns where it is in the file.
    private long moveTo(long seriesReference) {
        reference = seriesReference;
        long offset = index.seriesOffset(seriesReference);
        if (sectionStart == 0 || offset < sectionStart || offset >= sectionEnd) {
            throw file.corruption(
                    offset,
                    "a series between bytes " + sectionStart + " and " + sectionEnd,
                    "a reference to elsewhere");
        }
        int at = window.atMost(offset, Varint.MAX_LENGTH);
        long length = window.bytes()[at];
        int prefix = 1;
        if (length < 0) {
            length = Varint.unsigned(window.bytes(), at);
            prefix = Varint.length(window.bytes(), at);
        }
        if (length < 2 || length > sectionEnd - offset - prefix - 4) {
            throw file.corruption(offset, "a series entry inside its section", "one of " + length + " bytes");
        }
        entryLength = prefix + length + 4;
        contentStart = window.at(offset, entryLength) + prefix;
        contentEnd = contentStart + (int) length;
        verifyChecksum(window.bytes(), contentStart, contentEnd, offset);
        return offset;
    }

    public long reference() {
        return reference;
    }

    /// Where the entry starts in the index.
    long entryOffset() {
        return index.seriesOffset(reference);
    }

    /// Bytes of the entry, with its length and its checksum.
    long entryLength() {
        return entryLength;
    }

    /// How many ints [#labels()] holds: a name and a value per label, so twice the number of labels.
    public int labelsLength() {
        return 2 * labelCount;
    }

    /// Names and values in turn, as ordinals of the symbol table; valid until the next read.
    public int[] labels() {
        return labels;
    }

    /// How many of the ints in [#labels()] are those of the series that was read before this one; 0 after one that
    /// could not be read.
    public int changedFrom() {
        return changedFrom;
    }

    /// Whether the labels come behind those of the series that was read before this one.
    public boolean isAscending() {
        return ascending;
    }

    public int chunkCount() {
        return chunkCount;
    }

    /// Time of a chunk's first sample, milliseconds.
    public long minTime(int chunk) {
        return minTimes[chunk];
    }

    /// Time of a chunk's last sample, milliseconds.
    public long maxTime(int chunk) {
        return maxTimes[chunk];
    }

    public long chunkReference(int chunk) {
        return chunkReferences[chunk];
    }

    private void verifyChecksum(byte[] bytes, int start, int end, long offset) {
        crc.reset();
        crc.update(bytes, start, end - start);
        int actual = (int) crc.getValue();
        int stored = (bytes[end] & 0xff) << 24
                | (bytes[end + 1] & 0xff) << 16
                | (bytes[end + 2] & 0xff) << 8
                | (bytes[end + 3] & 0xff);
        if (actual != stored) {
            throw file.wrongChecksum("series", offset, actual, stored);
        }
    }

    /// The kernel. An item that leaves the record reads the window's slack or the bytes behind it, which is
    /// harmless, and is found out by the check that follows it.
    ///
    /// Neighbours have most labels in common, and who looks at one after the other wants to know where they
    /// differ: each label is decoded over the one that stood there before.
    ///
    /// @param before ints that `labels` has of another series
    /// @return where the chunks begin
    private int decodeLabels(byte[] b, int from, long offset, int before) {
        int end = contentEnd;
        int p = from;
        long labelsWanted = Varint.unsigned(b, p);
        p += Varint.length(b, p);
        if (labelsWanted < 0 || labelsWanted > (end - p) / 2) {
            throw overrun(offset, labelsWanted + " labels");
        }
        labelCount = (int) labelsWanted;
        int length = 2 * labelCount;
        if (labels.length < length) {
            labels = Arrays.copyOf(labels, 2 * length);
        }
        int[] ordinals = labels;
        int limit = version2 ? symbolCount : 0;
        changedFrom = -1;
        for (int i = 0; i < length; i++) {
            if (p >= end) {
                throw overrun(offset, labelCount + " labels");
            }
            // Almost every reference takes one to three bytes.
            int symbol = b[p++];
            if (symbol < 0) {
                int more = b[p++];
                symbol = (symbol & 0x7f) | (more & 0x7f) << 7;
                for (int shift = 14; more < 0 && shift < 35; shift += 7) {
                    more = b[p++];
                    symbol |= (more & 0x7f) << shift;
                }
            }
            if (symbol == ordinals[i] && limit > 0) {
                // What stands there has been checked.
                continue;
            }
            if (symbol < 0 || symbol >= limit) {
                symbol = ordinal(symbol, offset);
            }
            if (symbol != ordinals[i]) {
                if (changedFrom < 0) {
                    changedFrom = Math.min(i, before);
                    ascending = i >= before || symbol > ordinals[i];
                }
                ordinals[i] = symbol;
            }
        }
        if (changedFrom < 0) {
            changedFrom = Math.min(length, before);
            ascending = length > before;
        }
        return p;
    }

    /// What a reference to a symbol stands for, where that is not the number itself.
    private int ordinal(int symbol, long offset) {
        int ordinal = version2 ? symbol : symbols.ordinal(symbol & 0xffff_ffffL);
        if (ordinal < 0 || ordinal >= symbolCount) {
            throw file.corruption(
                    offset, "a symbol of the table's " + symbolCount, "symbol " + (symbol & 0xffff_ffffL));
        }
        return ordinal;
    }

    private int skipLabels(byte[] b, int from, long offset) {
        int end = contentEnd;
        next = from;
        long left = 2 * nextVarint(b);
        int p = next;
        labelCount = 0;
        while (left > 0 && p < end) {
            left -= b[p++] >= 0 ? 1 : 0;
        }
        if (left != 0) {
            throw overrun(offset, "fewer labels");
        }
        return p;
    }

    private void decodeChunks(byte[] b, int from, long offset) {
        int end = contentEnd;
        if (from >= end) {
            throw overrun(offset, labelCount + " labels");
        }
        next = from;
        long wanted = nextVarint(b);
        if (wanted < 0 || wanted > (end - next) / 3) {
            throw overrun(offset, wanted + " chunks");
        }
        chunkCount = (int) wanted;
        if (minTimes.length < chunkCount) {
            int capacity = 2 * chunkCount;
            minTimes = Arrays.copyOf(minTimes, capacity);
            maxTimes = Arrays.copyOf(maxTimes, capacity);
            chunkReferences = Arrays.copyOf(chunkReferences, capacity);
        }
        int behind = decodeChunks(b, next, end, offset);
        if (behind != end) {
            throw overrun(offset, (behind - from) + " bytes of chunks");
        }
    }

    /// The kernel for chunks: three varints each, written out, because a call for each takes longer than its bytes.
    /// They reach no farther than into the slack before the position is checked again.
    ///
    /// @return where the last chunk ends
    private int decodeChunks(byte[] b, int from, int end, long offset) {
        int p = from;
        long time = 0;
        long chunkReference = 0;
        for (int i = 0; i < chunkCount; i++) {
            if (p >= end) {
                throw overrun(offset, chunkCount + " chunks");
            }
            long next = b[p++];
            long distance = next & 0x7f;
            for (int shift = 7; next < 0 && shift < MAX_SHIFT; shift += 7) {
                next = b[p++];
                distance |= (next & 0x7f) << shift;
            }
            time += i == 0 ? Varint.zigzag(distance) : distance;
            minTimes[i] = time;
            next = b[p++];
            long duration = next & 0x7f;
            for (int shift = 7; next < 0 && shift < MAX_SHIFT; shift += 7) {
                next = b[p++];
                duration |= (next & 0x7f) << shift;
            }
            time += duration;
            maxTimes[i] = time;
            next = b[p++];
            distance = next & 0x7f;
            for (int shift = 7; next < 0 && shift < MAX_SHIFT; shift += 7) {
                next = b[p++];
                distance |= (next & 0x7f) << shift;
            }
            chunkReference += i == 0 ? distance : Varint.zigzag(distance);
            chunkReferences[i] = chunkReference;
            if (duration < 0) {
                throw file.corruption(offset, "a chunk that ends after it starts", "a duration of " + duration + " ms");
            }
        }
        return p;
    }

    /// Like [Varint#unsigned], and goes on behind it.
    private long nextVarint(byte[] b) {
        int at = next;
        long value = b[at++];
        if (value < 0) {
            value &= 0x7f;
            int shift = 7;
            long more;
            do {
                more = b[at++];
                value |= (more & 0x7f) << shift;
                shift += 7;
            } while (more < 0 && shift < MAX_SHIFT);
        }
        next = at;
        return value;
    }

    private CorruptionException overrun(long offset, String found) {
        return file.corruption(offset, "a series entry that fills its length", found);
    }
}
