package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.testing.wal.LogImage;
import dev.headroom.tsdb.NativeSnappy;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A log of many MiB is decompressed by a library that comes out of a jar.
class NativeSnappyTest {
    private static final int RECORD = 1 << 20;

    @TempDir
    Path directory;

    /// However soon after the library was asked for the run ends.
    @Test
    void nothingOfTheLibraryIsLeftBehind() throws Exception {
        assumeTrue(NativeSnappy.isAvailable(), "no native snappy for this machine");
        Path loaded = directory.resolve("loaded");
        for (int records : new int[] {34, 36, 40, 60}) {
            Path data = directory.resolve("data-" + records);
            Path temporary = Files.createDirectories(directory.resolve("tmp-" + records));
            LogImage log = new LogImage();
            byte[] record = samples();
            for (int i = 0; i < records; i++) {
                log.snappy(record);
            }
            log.write(data.resolve("wal"), 0);

            ToolProcess run = ToolProcess.run(
                    List.of("-Djava.io.tmpdir=" + temporary, "-Xlog:class+load:file=" + loaded), "wal", data);

            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OK);
            assertThat(temporary).isEmptyDirectory();
        }
        assertThat(Files.readString(loaded)).contains("SnappyNative");
    }

    /// Of a series that nothing has named, at one time, all of them zero.
    private static byte[] samples() {
        byte[] record = new byte[1 + 8 + 8 + 10 * (RECORD / 10)];
        record[0] = 2;
        SnappyJavaCompressor compressor = new SnappyJavaCompressor();
        byte[] target = new byte[compressor.maxCompressedLength(record.length)];
        return Arrays.copyOf(target, compressor.compress(record, 0, record.length, target, 0, target.length));
    }
}
