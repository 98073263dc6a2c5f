package dev.headroom.tsdb.head;

import dev.headroom.tsdb.wal.LogWriter;
import dev.headroom.tsdb.wal.Records;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/// Writes the files of a head by hand, for tests.
final class HeadDirectory {
    static final int XOR = 1;
    static final int OUT_OF_ORDER = 0x80;

    private final Path path;

    HeadDirectory(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /// Writes a segment of the log.
    HeadDirectory wal(int index, byte[]... records) throws IOException {
        return segment("wal", index, records);
    }

    /// Writes a segment of the log of out-of-order samples.
    HeadDirectory wbl(int index, byte[]... records) throws IOException {
        return segment("wbl", index, records);
    }

    HeadDirectory checkpoint(int index, byte[]... records) throws IOException {
        return segment("wal/checkpoint.%08d".formatted(index), 0, records);
    }

    HeadDirectory snapshot(int segment, long offset, byte[]... records) throws IOException {
        return segment("chunk_snapshot.%06d.%010d".formatted(segment, offset), 0, records);
    }

    private HeadDirectory segment(String directory, int index, byte[]... records) throws IOException {
        LogWriter writer = new LogWriter();
        for (byte[] record : records) {
            writer.log(record);
        }
        writer.write(path.resolve(directory), index);
        return this;
    }

    /// Writes a file of head chunks, with zeros behind them.
    HeadDirectory chunks(int number, byte[]... chunks) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new Records().be64(0x0130_bc91_0100_0000L).bytes());
        for (byte[] chunk : chunks) {
            out.writeBytes(chunk);
        }
        out.writeBytes(new byte[300]);
        Files.createDirectories(path.resolve("chunks_head"));
        Files.write(path.resolve("chunks_head").resolve("%06d".formatted(number)), out.toByteArray());
        return this;
    }

    /// A head chunk of float samples that all have the value 1.
    static byte[] chunk(long ref, int encoding, long... times) {
        byte[] data = xor(times);
        byte[] body = new Records()
                .be64(ref)
                .be64(times[0])
                .be64(times[times.length - 1])
                .u8(encoding)
                .uvarint(data.length)
                .raw(data)
                .bytes();
        CRC32C crc = new CRC32C();
        crc.update(body);
        Records chunk = new Records().raw(body);
        for (int shift = 24; shift >= 0; shift -= 8) {
            chunk.u8((int) (crc.getValue() >> shift) & 0xff);
        }
        return chunk.bytes();
    }

    /// A series record of a snapshot.
    static byte[] snapshotSeries(long ref, String[] labels, long... times) {
        Records record = new Records().u8(1).be64(ref).labels(labels).be64(0);
        if (times.length == 0) {
            return record.uvarint(0).bytes();
        }
        byte[] data = xor(times);
        record.uvarint(1).be64(times[0]).be64(times[times.length - 1]).u8(XOR);
        record.uvarint(data.length).raw(data);
        return record.raw(new byte[64]).bytes();
    }

    /// An XOR chunk's data: sample count, first time and value, the second's difference, then differences of
    /// differences in their longest form; a value that does not change is one bit.
    static byte[] xor(long... times) {
        Bits bits = new Bits();
        bits.append(times.length, 16);
        bits.appendAll(new Records().varint(times[0]).f64(1).bytes());
        for (int i = 1; i < times.length; i++) {
            long difference = times[i] - times[i - 1];
            if (i == 1) {
                bits.appendAll(new Records().uvarint(difference).bytes());
            } else {
                bits.append(0b1111, 4);
                bits.append(difference - (times[i - 1] - times[i - 2]), 64);
            }
            bits.append(0, 1);
        }
        return bits.bytes();
    }

    private static final class Bits {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private int last;
        private int used;

        void append(long value, int count) {
            for (int i = count - 1; i >= 0; i--) {
                last = (last << 1) | (int) ((value >>> i) & 1);
                if (++used == 8) {
                    out.write(last);
                    last = 0;
                    used = 0;
                }
            }
        }

        void appendAll(byte[] bytes) {
            for (byte b : bytes) {
                append(b & 0xff, 8);
            }
        }

        byte[] bytes() {
            while (used > 0) {
                append(0, 1);
            }
            return out.toByteArray();
        }
    }
}
