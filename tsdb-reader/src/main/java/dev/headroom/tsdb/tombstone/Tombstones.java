package dev.headroom.tsdb.tombstone;

import dev.headroom.tsdb.internal.MappedFile;
import dev.headroom.tsdb.internal.Varint;
import dev.headroom.tsdb.internal.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A block's `tombstones` file: the time ranges that were deleted, per series.
///
/// ```
/// magic 0x0130BA30 <4>  version 1 <1>
/// { series reference <uvarint64>  minTime <varint64>  maxTime <varint64> }...   both inclusive
/// CRC32C of the tombstones <4>
/// ```
///
/// (Format: `tsdb/docs/format/tombstones.md`; what the checksum covers, from `tsdb/tombstones/tombstones.go`.)
/// A block without the file has no tombstones.
public final class Tombstones {
    public static final Tombstones NONE = new Tombstones(new Intervals(), 0);

    private static final int MAGIC = 0x0130BA30;
    private static final int HEADER_LENGTH = 5;

    private final Intervals intervals;
    private final long count;

    private Tombstones(Intervals intervals, long count) {
        this.intervals = intervals;
        this.count = count;
    }

    public static Tombstones read(Path path) throws IOException {
        if (!Files.exists(path)) {
            return NONE;
        }
        try (MappedFile file = MappedFile.open(path)) {
            return read(file);
        }
    }

    private static Tombstones read(MappedFile file) {
        long end = file.size() - 4;
        if (end < HEADER_LENGTH) {
            throw file.corruption(file.size(), "a tombstones file of at least 9 bytes", "the end of the file");
        }
        if (file.intAt(0) != MAGIC) {
            throw file.corruption(0, "the tombstones' magic number 130ba30", Integer.toHexString(file.intAt(0)));
        }
        if (file.unsignedByteAt(4) != 1) {
            throw file.corruption(4, "tombstones version 1", "version " + file.unsignedByteAt(4));
        }
        file.verifyCrc32c("tombstones", HEADER_LENGTH, end - HEADER_LENGTH);
        Window window = new Window(file);
        Intervals intervals = new Intervals();
        long count = 0;
        for (long position = HEADER_LENGTH; position < end; count++) {
            int at = window.atMost(position, 3 * Varint.MAX_LENGTH);
            int p = at;
            long reference = Varint.unsigned(window.bytes(), p);
            p += Varint.length(window.bytes(), p);
            long minTime = Varint.signed(window.bytes(), p);
            p += Varint.length(window.bytes(), p);
            long maxTime = Varint.signed(window.bytes(), p);
            p += Varint.length(window.bytes(), p);
            position += p - at;
            if (position > end) {
                throw file.corruption(position, "a tombstone inside the file", "one that ends behind byte " + end);
            }
            intervals.add(reference, minTime, maxTime);
        }
        intervals.sort();
        return new Tombstones(intervals, count);
    }

    public boolean isEmpty() {
        return intervals.isEmpty();
    }

    /// How many tombstones the file holds.
    public long count() {
        return count;
    }

    /// Is told of deleted ranges.
    @FunctionalInterface
    public interface Visitor {
        void range(long seriesReference, long minTime, long maxTime);
    }

    /// Tells of all deleted ranges, by series; those of a series that overlap are one.
    public void forEach(Visitor visitor) {
        intervals.forEach(visitor);
    }

    /// The deleted ranges of a series: first and last deleted millisecond in turn, ascending, not overlapping.
    public long[] of(long seriesReference) {
        return intervals.of(seriesReference);
    }
}
