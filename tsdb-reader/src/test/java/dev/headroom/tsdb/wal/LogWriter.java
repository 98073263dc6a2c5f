package dev.headroom.tsdb.wal;

import io.airlift.compress.v3.Compressor;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Lays records out in the pages of a segment, for tests.
public final class LogWriter {
    private static final int PAGE = 32 * 1024;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Compression compression;

    public LogWriter(Compression compression) {
        this.compression = compression;
    }

    public LogWriter() {
        this(Compression.NONE);
    }

    /// Appends a record, in as many fragments as the pages ask for.
    public LogWriter log(byte[] record) {
        byte[] stored = compress(record);
        int flag = stored.length == record.length ? 0 : compression == Compression.SNAPPY ? 8 : 16;
        int from = 0;
        boolean first = true;
        do {
            int left = PAGE - out.size() % PAGE;
            if (left < 7) {
                out.writeBytes(new byte[left]);
                left = PAGE;
            }
            int size = Math.min(left - 7, stored.length - from);
            boolean last = from + size == stored.length;
            fragment((first ? last ? 1 : 2 : last ? 4 : 3) | flag, Arrays.copyOfRange(stored, from, from + size));
            from += size;
            first = false;
        } while (from < stored.length);
        return this;
    }

    /// Appends one fragment as it is.
    public LogWriter fragment(int header, byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data, 0, data.length);
        out.write(header);
        out.write(data.length >> 8);
        out.write(data.length);
        for (int shift = 24; shift >= 0; shift -= 8) {
            out.write((int) (crc.getValue() >> shift));
        }
        out.writeBytes(data);
        return this;
    }

    /// Fills the page with zeros, as a writer does that closes a segment.
    public LogWriter pad() {
        out.writeBytes(new byte[(PAGE - out.size() % PAGE) % PAGE]);
        return this;
    }

    public int size() {
        return out.size();
    }

    public byte[] bytes() {
        return out.toByteArray();
    }

    /// Writes the segment into a directory.
    public Segment write(Path directory, int index) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("%08d".formatted(index));
        Files.write(file, bytes());
        return new Segment(file, index, out.size());
    }

    private byte[] compress(byte[] record) {
        Compressor compressor = switch (compression) {
            case NONE -> null;
            case SNAPPY -> new SnappyJavaCompressor();
            case ZSTD -> new ZstdJavaCompressor();
        };
        if (compressor == null) {
            return record;
        }
        byte[] target = new byte[compressor.maxCompressedLength(record.length)];
        int size = compressor.compress(record, 0, record.length, target, 0, target.length);
        return size < record.length ? Arrays.copyOf(target, size) : record;
    }
}
