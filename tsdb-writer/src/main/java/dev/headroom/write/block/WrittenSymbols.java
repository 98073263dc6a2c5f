package dev.headroom.write.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Reads symbols back out of the symbol table of an index that is being written, each as it stands there: its length
/// as a varint, and its bytes. Keeps a stretch of the file, for symbols that are asked for in their order.
final class WrittenSymbols {
    private static final int STRETCH = 1 << 14;

    private final FileChannel file;
    private byte[] bytes = new byte[STRETCH];
    private long start;
    private int length;

    WrittenSymbols(FileChannel file) {
        this.file = file;
    }

    /// Writes a symbol again, with its length.
    ///
    /// @param offset where in the file it stands
    void copy(long offset, OutputFile out) throws IOException {
        int prefix = 0;
        int size = 0;
        int next;
        do {
            int at = bring(offset, prefix + 1);
            next = bytes[at + prefix];
            size |= (next & 0x7f) << (7 * prefix++);
        } while (next < 0);
        int at = bring(offset, prefix + size);
        out.write(bytes, at, prefix + size);
    }

    /// Brings bytes of the file into the array; returns where in it they begin.
    private int bring(long offset, int wanted) throws IOException {
        if (offset < start || offset + wanted > start + length) {
            if (wanted > bytes.length) {
                bytes = new byte[wanted];
            }
            start = offset;
            ByteBuffer stretch = ByteBuffer.wrap(bytes);
            int read = 0;
            while (stretch.hasRemaining() && read >= 0) {
                read = file.read(stretch, offset + stretch.position());
            }
            length = stretch.position();
            if (length < wanted) {
                throw new IOException("the index ends within a symbol that has been written at " + offset);
            }
        }
        return (int) (offset - start);
    }
}
