package dev.headroom.tsdb.index;

import dev.headroom.tsdb.internal.MappedFile;
import dev.headroom.tsdb.internal.Varint;
import dev.headroom.tsdb.internal.Window;

/// A cursor over the postings offset table: every label pair of the block, by name and then value, and where the
/// list of its series is. The first pair, two empty strings, stands for all series.
///
/// ```
/// len <4>  #entries <4>
/// { n = 2 <1>  len(name) <uvarint> name  len(value) <uvarint> value  offset <uvarint64> }...
/// CRC32C <4>
/// ```
public final class PostingsTable {
    private final MappedFile file;
    private final Window window;
    private final long end;
    private final long entries;

    private long read;
    private long position;
    private int nameStart;
    private int nameLength;
    private int valueStart;
    private int valueLength;
    private int entryLength;
    private long postingsOffset;

    /// Opens the table and checks its checksum.
    public PostingsTable(IndexFile index) {
        file = index.file();
        long section = index.postingsOffsetTableOffset();
        long length = file.unsignedIntAt(section);
        file.verifyCrc32c("postings offset table", section + 4, length);
        entries = length < 4 ? -1 : file.unsignedIntAt(section + 4);
        // The shortest entry has four bytes: the constant, two empty strings, an offset.
        if (entries < 0 || entries > (length - 4) / 4) {
            throw file.corruption(
                    section + 4,
                    "at most " + Math.max(0, (length - 4) / 4) + " postings offsets",
                    entries + " entries");
        }
        position = section + 8;
        end = section + 4 + length;
        window = new Window(file);
    }

    /// Number of label pairs, the one that stands for all series included.
    public long count() {
        return entries;
    }

    /// Steps to the next pair; false after the last.
    public boolean next() {
        if (read == entries) {
            return false;
        }
        int at = window.atMost(position, 1 + Varint.MAX_LENGTH);
        if (window.bytes()[at] != 2) {
            throw file.corruption(position, "a pair of name and value", window.bytes()[at] + " strings");
        }
        long name = position + 1;
        nameLength = stringLength(name);
        int namePrefix = prefix(name);
        long value = name + namePrefix + nameLength;
        valueLength = stringLength(value);
        int valuePrefix = prefix(value);
        long offset = value + valuePrefix + valueLength;
        int offsetAt = window.atMost(offset, Varint.MAX_LENGTH);
        postingsOffset = Varint.unsigned(window.bytes(), offsetAt);
        long next = offset + Varint.length(window.bytes(), offsetAt);
        if (next > end) {
            throw file.corruption(position, "an entry inside the postings offset table", "one that ends behind it");
        }
        int entry = window.at(position, next - position);
        nameStart = entry + 1 + namePrefix;
        valueStart = nameStart + nameLength + valuePrefix;
        entryLength = (int) (next - position);
        position = next;
        read++;
        return true;
    }

    /// The array that holds name and value of the current pair.
    public byte[] bytes() {
        return window.bytes();
    }

    public int nameStart() {
        return nameStart;
    }

    public int nameLength() {
        return nameLength;
    }

    public int valueStart() {
        return valueStart;
    }

    public int valueLength() {
        return valueLength;
    }

    /// Bytes of the current entry.
    public int entryLength() {
        return entryLength;
    }

    /// Whether the current pair stands for all series.
    public boolean isAll() {
        return nameLength == 0 && valueLength == 0;
    }

    /// Where the list of the current pair's series starts in the file.
    public long postingsOffset() {
        return postingsOffset;
    }

    private int stringLength(long at) {
        long length = Varint.unsigned(window.bytes(), window.atMost(at, Varint.MAX_LENGTH));
        if (length < 0 || length > end - at || length > Integer.MAX_VALUE - 64) {
            throw file.corruption(at, "a string of at most " + Math.max(0, end - at) + " bytes", "one of " + length);
        }
        return (int) length;
    }

    private int prefix(long at) {
        return Varint.length(window.bytes(), window.atMost(at, Varint.MAX_LENGTH));
    }
}
