package dev.headroom.tsdb.index;

import dev.headroom.tsdb.internal.MappedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// A block's `index` file, versions 1 and 2: the labels of the block's series and where their chunks are.
///
/// ```
/// magic 0xBAAAD700 <4>  version <1>
/// symbol table | series | label indices | postings | label offset table | postings offset table
/// TOC: six offsets <8 each>, in the order above, 0 for a section that is not there  CRC32C <4>
/// ```
///
/// Sections start with their length and end with their CRC32C; between them zero bytes may stand. In version 2 a
/// series is referred to by its offset divided by 16, in version 1 by its offset; symbols by their position in the
/// table in version 2, by their offset in version 1. (Format: `tsdb/docs/format/index.md` of Prometheus; version 1
/// from the reader in `tsdb/index/index.go`.)
///
/// Opening reads the header and the table of contents and checks the latter's checksum; every other section is
/// checked by the class that reads it. The file may be shared by threads; the cursors over it may not.
public final class IndexFile implements AutoCloseable {
    static final int MAGIC = 0xBAAAD700;
    static final int HEADER_LENGTH = 5;
    static final int TOC_LENGTH = 6 * 8 + 4;

    private final MappedFile file;
    private final int version;
    private final long symbols;
    private final long series;
    private final long labelIndices;
    private final long postings;
    private final long labelOffsetTable;
    private final long postingsOffsetTable;

    private IndexFile(MappedFile file) {
        this.file = file;
        if (file.size() < HEADER_LENGTH + TOC_LENGTH) {
            throw file.corruption(
                    file.size(),
                    "an index of at least " + (HEADER_LENGTH + TOC_LENGTH) + " bytes",
                    "the end of the file");
        }
        if (file.intAt(0) != MAGIC) {
            throw file.corruption(0, "the index's magic number baaad700", Integer.toHexString(file.intAt(0)));
        }
        version = file.unsignedByteAt(4);
        if (version != 1 && version != 2) {
            throw file.corruption(4, "index version 1 or 2", "version " + version);
        }
        long toc = tocOffset();
        file.verifyCrc32c("table of contents", toc, TOC_LENGTH - 4);
        symbols = section("symbol table", toc);
        series = section("series", toc + 8);
        labelIndices = section("label indices", toc + 16);
        labelOffsetTable = section("label offset table", toc + 24);
        postings = section("postings", toc + 32);
        postingsOffsetTable = section("postings offset table", toc + 40);
        if (symbols == 0 || postingsOffsetTable == 0) {
            throw file.corruption(toc, "a symbol table and a postings offset table", "none");
        }
    }

    public static IndexFile open(Path path) throws IOException {
        MappedFile file = MappedFile.open(path);
        try {
            return new IndexFile(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// 1 or 2.
    public int version() {
        return version;
    }

    /// Bytes of the file.
    public long size() {
        return file.size();
    }

    public MappedFile file() {
        return file;
    }

    /// Where the series section starts and where the next section does.
    long seriesStart() {
        return series;
    }

    long seriesEnd() {
        return endOf(series);
    }

    long symbolsOffset() {
        return symbols;
    }

    /// Where the label indices start, 0 when there are none, and where the next section does.
    long labelIndicesStart() {
        return isEmpty(labelIndices) ? 0 : labelIndices;
    }

    long labelIndicesEnd() {
        return endOf(labelIndices);
    }

    long labelOffsetTableOffset() {
        return labelOffsetTable;
    }

    boolean hasLabelOffsetTable() {
        return !isEmpty(labelOffsetTable);
    }

    /// A section that is not there has no offset, or that of the section behind it.
    private boolean isEmpty(long section) {
        long[] starts = {symbols, series, labelIndices, postings, labelOffsetTable, postingsOffsetTable, tocOffset()};
        return section == 0
                || Arrays.stream(starts).filter(start -> start == section).count() > 1;
    }

    long postingsOffsetTableOffset() {
        return postingsOffsetTable;
    }

    /// The place of a series in the file.
    long seriesOffset(long reference) {
        return version == 1 ? reference : reference * 16;
    }

    /// Bytes per section, each counted up to the start of the next, so that they add up to the file's size.
    public SectionSizes sectionSizes() {
        long symbolBytes = sizeOf(symbols, series, labelIndices, postings, labelOffsetTable, postingsOffsetTable);
        long seriesBytes = sizeOf(series, labelIndices, postings, labelOffsetTable, postingsOffsetTable);
        long labelIndexBytes = sizeOf(labelIndices, postings, labelOffsetTable, postingsOffsetTable);
        long postingsBytes = sizeOf(postings, labelOffsetTable, postingsOffsetTable);
        long labelOffsetBytes = sizeOf(labelOffsetTable, postingsOffsetTable);
        long postingsOffsetBytes = sizeOf(postingsOffsetTable);
        long rest = file.size()
                - symbolBytes
                - seriesBytes
                - labelIndexBytes
                - postingsBytes
                - labelOffsetBytes
                - postingsOffsetBytes;
        return new SectionSizes(
                symbolBytes, seriesBytes, labelIndexBytes, postingsBytes, labelOffsetBytes, postingsOffsetBytes, rest);
    }

    /// Bytes of an index file by section.
    ///
    /// @param other header and table of contents
    public record SectionSizes(
            long symbols,
            long series,
            long labelIndices,
            long postings,
            long labelOffsetTable,
            long postingsOffsetTable,
            long other) {
        public static final SectionSizes NONE = new SectionSizes(0, 0, 0, 0, 0, 0, 0);

        public SectionSizes plus(SectionSizes more) {
            return new SectionSizes(
                    symbols + more.symbols,
                    series + more.series,
                    labelIndices + more.labelIndices,
                    postings + more.postings,
                    labelOffsetTable + more.labelOffsetTable,
                    postingsOffsetTable + more.postingsOffsetTable,
                    other + more.other);
        }
    }

    /// Bytes from the start of a section to the start of the next one.
    ///
    /// @param followers sections that stand behind it; a section without entries starts where its follower does
    private long sizeOf(long section, long... followers) {
        return section == 0 || Arrays.stream(followers).anyMatch(follower -> follower == section)
                ? 0
                : endOf(section) - section;
    }

    private long endOf(long section) {
        long[] starts = {symbols, series, labelIndices, postings, labelOffsetTable, postingsOffsetTable, tocOffset()};
        return Arrays.stream(starts).filter(start -> start > section).min().orElse(section);
    }

    private long tocOffset() {
        return file.size() - TOC_LENGTH;
    }

    private long section(String name, long entry) {
        long offset = file.longAt(entry);
        if (offset != 0 && (offset < HEADER_LENGTH || offset > tocOffset())) {
            throw file.corruption(entry, "the offset of the " + name + " inside the file", "offset " + offset);
        }
        return offset;
    }

    @Override
    public void close() {
        file.close();
    }
}
