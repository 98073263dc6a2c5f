package dev.headroom.tsdb.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedFileTest {
    private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7, (byte) 0x88, 9, 10, 11, 12, 13, 14, 15, 16};

    @TempDir
    private Path folder;

    /// Files are mapped in views of a GiB: what lies across the end of one reads as anywhere else.
    @ParameterizedTest
    @ValueSource(longs = {0, (1L << 30) - 16, (1L << 30) - 9, (1L << 30) - 5, (1L << 30) - 1, 1L << 30, (2L << 30) - 3})
    void bytesReadTheSameWhereverTheyLie(long offset) throws IOException {
        try (MappedFile file = MappedFile.open(sparse(offset))) {
            assertThat(file.size()).isEqualTo(offset + BYTES.length);
            assertThat(file.unsignedByteAt(offset + 7)).isEqualTo(0x88);
            assertThat(file.intAt(offset + 4)).isEqualTo(0x05060788);
            assertThat(file.unsignedIntAt(offset + 7)).isEqualTo(0x88090a0bL);
            assertThat(file.longAt(offset)).isEqualTo(0x0102030405060788L);
            byte[] copy = new byte[BYTES.length + 2];
            file.copy(offset, copy, 1, BYTES.length);
            assertThat(copy).startsWith(0, 1, 2, 3).endsWith(15, 16, 0);
            int[] numbers = new int[4];
            file.copyInts(offset + 1, numbers, 3);
            assertThat(numbers).containsExactly(0x02030405, 0x06078809, 0x0a0b0c0d, 0);
            CRC32C crc = new CRC32C();
            crc.update(BYTES);
            assertThat(file.crc32c(offset, BYTES.length)).isEqualTo((int) crc.getValue());
        }
    }

    @Test
    void nothingIsReadBehindTheEnd() throws IOException {
        try (MappedFile file = MappedFile.open(sparse((1L << 30) - BYTES.length))) {
            assertThat(file.unsignedByteAt((1L << 30) - 1)).isEqualTo(16);
            assertThatThrownBy(() -> file.unsignedByteAt(1L << 30)).isInstanceOf(CorruptionException.class);
            assertThatThrownBy(() -> file.intAt((1L << 30) - 3)).isInstanceOf(CorruptionException.class);
            assertThatThrownBy(() -> file.longAt(-1)).isInstanceOf(CorruptionException.class);
            assertThatThrownBy(() -> file.copy((1L << 30) - 4, new byte[8], 0, 8))
                    .isInstanceOf(CorruptionException.class);
            assertThatThrownBy(() -> file.copyInts((1L << 30) - 7, new int[2], 2))
                    .isInstanceOf(CorruptionException.class);
            assertThatThrownBy(() -> file.crc32c(0, (1L << 30) + 1)).isInstanceOf(CorruptionException.class);
        }
    }

    @Test
    void anEmptyFileHasNothing() throws IOException {
        try (MappedFile file = MappedFile.open(Files.createFile(folder.resolve("empty")))) {
            assertThat(file.size()).isZero();
            assertThat(file.crc32c(0, 0)).isZero();
            assertThatThrownBy(() -> file.unsignedByteAt(0)).isInstanceOf(CorruptionException.class);
        }
    }

    /// A file that takes no room on the disk but for its last bytes.
    private Path sparse(long offset) throws IOException {
        Path file = folder.resolve("file");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(BYTES), offset);
        }
        return file;
    }
}
