package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.testing.block.Bytes;
import dev.headroom.testing.wal.LogImage;
import dev.headroom.tsdb.NativeSnappy;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log of hundreds of MiB is decompressed by a library that comes out of a jar.
class NativeSnappyTest {
    @TempDir
    Path directory;

    /// Though the log ends as soon as the library was asked for.
    @Test
    void nothingOfTheLibraryIsLeftBehind() throws Exception {
        assumeTrue(NativeSnappy.isAvailable(), "no native snappy for this machine");
        LogImage log = new LogImage()
                .snappy(compressed(samples()))
                .record(new Bytes().u8(2).u8(1));
        log.write(directory.resolve("data/wal"), 0);
        try (RandomAccessFile segment =
                new RandomAccessFile(directory.resolve("data/wal/00000000").toFile(), "rw")) {
            segment.seek(log.size() - 1);
            segment.write(0xff);
            segment.setLength(300L << 20);
        }
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Path loaded = directory.resolve("loaded");

        ToolProcess run = ToolProcess.run(
                List.of("-Djava.io.tmpdir=" + temporary, "-Xlog:class+load:file=" + loaded),
                "wal",
                directory.resolve("data"));

        assertThat(run.out()).as(run.err()).contains("1,000 samples");
        assertThat(Files.readString(loaded)).contains("SnappyNative");
        assertThat(temporary).isEmptyDirectory();
    }

    /// Of a series that nothing has named, at one time, all of them zero.
    private static byte[] samples() {
        byte[] record = new byte[1 + 8 + 8 + 10 * 1000];
        record[0] = 2;
        return record;
    }

    private static byte[] compressed(byte[] record) {
        SnappyJavaCompressor compressor = new SnappyJavaCompressor();
        byte[] target = new byte[compressor.maxCompressedLength(record.length)];
        return Arrays.copyOf(target, compressor.compress(record, 0, record.length, target, 0, target.length));
    }
}
