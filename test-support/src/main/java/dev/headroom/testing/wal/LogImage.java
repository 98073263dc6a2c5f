package dev.headroom.testing.wal;

import dev.headroom.testing.block.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// A segment of a log, record by record, not compressed unless the caller has done so.
public final class LogImage {
    private static final int PAGE = 32 * 1024;
    private static final int HEADER = 7;
    private static final int SNAPPY = 8;

    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();

    /// A series: a reference, then names and values in turn.
    public LogImage series(long ref, String... labels) {
        return record(labels(new Bytes().u8(1).u64(ref), labels));
    }

    /// Samples of one series: times and values in turn.
    public LogImage samples(long ref, long... timesAndValues) {
        long base = timesAndValues[0];
        Bytes record = new Bytes().u8(2).u64(ref).u64(base);
        for (int i = 0; i < timesAndValues.length; i += 2) {
            record.varint(0).varint(timesAndValues[i] - base).u64(Double.doubleToRawLongBits((double)
                    timesAndValues[i + 1]));
        }
        return record(record);
    }

    public LogImage tombstone(long ref, long from, long to) {
        return record(new Bytes().u8(3).u64(ref).varint(from).varint(to));
    }

    public LogImage exemplar(long ref, long time, String... labels) {
        return record(
                labels(new Bytes().u8(4).u64(ref).u64(time).varint(0).varint(0).u64(0), labels));
    }

    public LogImage metadata(long ref, String help) {
        return record(labels(new Bytes().u8(6).uvarint(ref).u8(1), "HELP", help));
    }

    /// A record of any content, in as many fragments as the pages ask for.
    public LogImage record(Bytes content) {
        return fragments(0, content.toArray());
    }

    /// A record as snappy has compressed it.
    public LogImage snappy(byte[] compressed) {
        return fragments(SNAPPY, compressed);
    }

    private LogImage fragments(int flag, byte[] bytes) {
        int from = 0;
        // It may have no bytes, when a page ends right behind its header.
        boolean first = true;
        do {
            int left = PAGE - pages.size() % PAGE;
            if (left < HEADER) {
                pages.writeBytes(new byte[left]);
                left = PAGE;
            }
            int size = Math.min(left - HEADER, bytes.length - from);
            boolean last = from + size == bytes.length;
            byte[] part = Arrays.copyOfRange(bytes, from, from + size);
            pages.writeBytes(new Bytes()
                    .u8(flag | (first ? last ? 1 : 2 : last ? 4 : 3))
                    .u8(size >> 8)
                    .u8(size)
                    .u32(Bytes.crc(part, 0, size))
                    .raw(part)
                    .toArray());
            from += size;
            first = false;
        } while (from < bytes.length);
        return this;
    }

    /// Where the next record begins, when the page has room for it.
    public int size() {
        return pages.size();
    }

    /// Writes the segment, its last page filled up as by a writer that goes on to the next segment.
    public void write(Path directory, int number) {
        pages.writeBytes(new byte[(PAGE - pages.size() % PAGE) % PAGE]);
        writeTorn(directory, number, 0);
    }

    /// Writes the segment as it is, its last bytes left out.
    public void writeTorn(Path directory, int number, int missing) {
        try {
            Files.createDirectories(directory);
            Files.write(
                    directory.resolve("%08d".formatted(number)),
                    Arrays.copyOf(pages.toByteArray(), pages.size() - missing));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Bytes labels(Bytes record, String... labels) {
        record.uvarint(labels.length / 2);
        for (String text : labels) {
            record.string(text);
        }
        return record;
    }
}
