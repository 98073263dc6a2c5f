package dev.headroom.tsdb.index;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.Coverage;
import dev.headroom.tsdb.internal.MappedFile;
import dev.headroom.tsdb.merge.DamageHandler;

/// Accounts for every byte of an index: what nobody reads otherwise is checked here, and in the end no byte may be left
/// that belongs to nothing.
///
/// The label indices and their offset table, which Prometheus no longer reads, are in this form:
///
/// ```
/// label index:         len <4>  data  CRC32C <4>          each at a multiple of four
/// label offset table:  len <4>  #entries <4>  entries  CRC32C <4>
/// ```
///
/// One thread uses an instance; what threads have found is put together by [#merge].
public final class IndexAudit {
    private static final int SERIES_ALIGNMENT = 16;
    private static final int LABEL_INDEX_ALIGNMENT = 4;

    private final IndexFile index;
    private final MappedFile file;
    private final Coverage coverage;

    public IndexAudit(IndexFile index) {
        this.index = index;
        file = index.file();
        coverage = new Coverage(file, SERIES_ALIGNMENT - 1);
    }

    /// Checks header, tables, label indices and table of contents.
    public void fixedParts(DamageHandler damage) {
        coverage.claim(0, IndexFile.HEADER_LENGTH);
        table("symbol table", index.symbolsOffset(), damage);
        long end = index.labelIndicesEnd();
        for (long at = aligned(index.labelIndicesStart()); at != 0 && at < end; ) {
            long length = table("label index", at, damage);
            if (length == 0) {
                break;
            }
            at = aligned(at + length);
        }
        if (index.hasLabelOffsetTable()) {
            table("label offset table", index.labelOffsetTableOffset(), damage);
        }
        table("postings offset table", index.postingsOffsetTableOffset(), damage);
        coverage.claim(file.size() - IndexFile.TOC_LENGTH, IndexFile.TOC_LENGTH);
    }

    /// Takes the series that the cursor stands at as read.
    public void series(SeriesCursor series) {
        coverage.claim(series.entryOffset(), series.entryLength());
    }

    /// Takes a postings list as read.
    public void postings(Postings postings) {
        coverage.claim(postings.offset(), 4L + 4 + 4L * postings.count() + 4);
    }

    /// Adds what another instance over the same index was told.
    public void merge(IndexAudit other) {
        coverage.merge(other.coverage);
    }

    /// Tells of what is left over. To be called when all series and all postings lists have been read.
    public void finish(DamageHandler damage) {
        coverage.finish(damage::handle);
    }

    private static long aligned(long offset) {
        return (offset + LABEL_INDEX_ALIGNMENT - 1) / LABEL_INDEX_ALIGNMENT * LABEL_INDEX_ALIGNMENT;
    }

    /// Checks something that begins with its length and ends with its checksum.
    ///
    /// @return how long it is with both; 0 when it is damaged
    private long table(String what, long offset, DamageHandler damage) {
        try {
            long length = file.unsignedIntAt(offset);
            file.verifyCrc32c(what, offset + 4, length);
            coverage.claim(offset, 4 + length + 4);
            return 4 + length + 4;
        } catch (CorruptionException e) {
            damage.handle(e);
            return 0;
        }
    }
}
