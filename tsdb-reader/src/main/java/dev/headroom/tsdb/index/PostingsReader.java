package dev.headroom.tsdb.index;

import dev.headroom.tsdb.internal.MappedFile;
import dev.headroom.tsdb.internal.Window;
import java.util.zip.CRC32C;

/// Opens one postings list after the other: most are short, and stand one behind the other as their label pairs do in
/// the postings offset table. Belongs to one thread.
public final class PostingsReader {
    /// Lists that are longer, bytes, are not brought in as a whole.
    private static final int SHORT = 1 << 14;

    private final IndexFile index;
    private final MappedFile file;
    private final Window window;
    private final CRC32C crc = new CRC32C();

    public PostingsReader(IndexFile index) {
        this.index = index;
        file = index.file();
        window = new Window(file);
    }

    /// Opens the list at an offset out of the postings offset table and checks its checksum.
    ///
    /// @throws dev.headroom.tsdb.CorruptionException when no intact list stands there
    public Postings open(long offset) {
        int at = window.at(offset, 8);
        long length = number(at);
        if (length > SHORT) {
            return new Postings(index, offset);
        }
        at = window.at(offset, 4 + length + 4);
        crc.reset();
        crc.update(window.bytes(), at + 4, (int) length);
        int stored = (int) number(at + 4 + (int) length);
        if ((int) crc.getValue() != stored) {
            throw file.wrongChecksum("postings list", offset + 4 + length, (int) crc.getValue(), stored);
        }
        return new Postings(file, offset, length, number(at + 4));
    }

    private long number(int at) {
        byte[] b = window.bytes();
        return (b[at] & 0xffL) << 24 | (b[at + 1] & 0xff) << 16 | (b[at + 2] & 0xff) << 8 | (b[at + 3] & 0xff);
    }
}
