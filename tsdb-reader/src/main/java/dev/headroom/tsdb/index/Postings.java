package dev.headroom.tsdb.index;

import dev.headroom.tsdb.internal.MappedFile;

/// One postings list: the references of the series that carry a label pair, ascending, and so in the order of the
/// series' labels.
///
/// ```
/// len <4>  #entries <4>  { reference <4> }...  CRC32C <4>
/// ```
public final class Postings implements SeriesReferences {
    private final MappedFile file;
    private final long start;
    private final int count;

    /// Opens the list at an offset out of the postings offset table and checks its checksum.
    public Postings(IndexFile index, long offset) {
        this(index.file(), offset, lengthAt(index.file(), offset));
    }

    private Postings(MappedFile file, long offset, long length) {
        this(file, offset, length, file.unsignedIntAt(offset + 4));
    }

    /// @param length what the list says that it is long
    /// @param entries what it says how many references it has
    Postings(MappedFile file, long offset, long length, long entries) {
        if (length != 4 + 4 * entries || entries > Integer.MAX_VALUE - 8) {
            throw file.corruption(offset + 4, (length - 4) / 4 + " series in the postings list", entries + " series");
        }
        this.file = file;
        start = offset + 8;
        count = (int) entries;
    }

    /// The length of the list, once its checksum has been checked.
    private static long lengthAt(MappedFile file, long offset) {
        file.check(offset, 8);
        long length = file.unsignedIntAt(offset);
        file.check(offset + 4, length + 4);
        file.verifyCrc32c("postings list", offset + 4, length);
        return length;
    }

    /// Where the list starts in the index.
    long offset() {
        return start - 8;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public long reference(int position) {
        return file.unsignedIntAt(start + 4L * position);
    }

    @Override
    public void copy(int position, int[] target, int count) {
        file.copyInts(start + 4L * position, target, count);
    }

    /// The list of all series of the index.
    ///
    /// @param table the index's, before its first pair
    public static Postings all(IndexFile index, PostingsTable table) {
        while (table.next()) {
            if (table.isAll()) {
                return new Postings(index, table.postingsOffset());
            }
        }
        throw index.file()
                .corruption(index.postingsOffsetTableOffset(), "the postings list of all series", "none in the table");
    }
}
