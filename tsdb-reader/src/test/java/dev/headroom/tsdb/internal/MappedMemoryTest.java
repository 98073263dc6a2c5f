package dev.headroom.tsdb.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// However files are read, few of their bytes are resident, by the kernel's own account.
class MappedMemoryTest {
    private static final Path ACCOUNT = Path.of("/proc/self/smaps");

    /// Bytes of each file: several times the limit.
    private static final int SIZE = 96 << 20;

    /// Some kernels bring more at once than the reader reckons with: as much as lies together in the file cache.
    private static final long LIMIT = 2 * MappedMemory.MOST;

    @TempDir
    private Path folder;

    private long most;

    enum Way {
        WINDOW,
        SMALL_PIECES_IN_ORDER,
        SMALL_PIECES_ANYWHERE,
        NUMBERS,
        CHECKSUM,
        SEGMENT
    }

    @BeforeEach
    void theKernelKeepsAccount() {
        assumeThat(ACCOUNT).exists();
    }

    @ParameterizedTest
    @EnumSource
    void littleIsResident(Way way) throws IOException {
        try (MappedFile file = open("one")) {
            read(way, file);
            note();
        }
        assertThat(most).isBetween(MappedMemory.MOST / 16, LIMIT);
    }

    @Test
    void norOfManyFilesTogether() throws IOException {
        try (MappedFile one = open("one");
                MappedFile two = open("two");
                MappedFile three = open("three")) {
            byte[] bytes = new byte[1 << 16];
            for (int at = 0; at < SIZE; at += bytes.length) {
                for (MappedFile file : List.of(one, two, three)) {
                    file.copy(at, bytes, 0, bytes.length);
                }
                noteEvery(at, 1 << 22);
            }
        }
        assertThat(most).isBetween(MappedMemory.MOST / 2, LIMIT);
    }

    @Test
    void aFileThatIsClosedIsNotLetGoOf() throws IOException {
        MappedFile closed = open("closed");
        closed.copy(0, new byte[1 << 20], 0, 1 << 20);
        closed.close();
        try (MappedFile file = open("one")) {
            read(Way.WINDOW, file);
        }
        assertThat(most).isLessThanOrEqualTo(LIMIT);
    }

    private void read(Way way, MappedFile file) throws IOException {
        switch (way) {
            case WINDOW -> {
                Window window = new Window(file);
                for (int at = 0; at < SIZE; at += 100) {
                    window.at(at, Math.min(100, SIZE - at));
                    noteEvery(at / 100, 1 << 16);
                }
            }
            case SMALL_PIECES_IN_ORDER -> {
                byte[] bytes = new byte[25];
                for (int at = 0; at + 25 < SIZE; at += 200) {
                    file.copy(at, bytes, 0, 25);
                    noteEvery(at / 200, 1 << 15);
                }
            }
            case SMALL_PIECES_ANYWHERE -> {
                Random random = new Random(1);
                for (int i = 0; i < 5_000; i++) {
                    file.copy(random.nextInt(SIZE - 25), new byte[25], 0, 25);
                    noteEvery(i, 128);
                }
            }
            case NUMBERS -> {
                int[] numbers = new int[1 << 12];
                for (int at = 0; at < SIZE; at += 1 << 14) {
                    file.copyInts(at, numbers, numbers.length);
                    noteEvery(at, 1 << 22);
                }
            }
            case CHECKSUM -> file.crc32c(0, SIZE);
            case SEGMENT -> {
                for (int at = 0; at + 300 < SIZE; at += 300) {
                    MemorySegment segment = file.segment(at, 300);
                    assertThat(segment.get(ValueLayout.JAVA_BYTE, at)).isZero();
                    noteEvery(at / 300, 1 << 14);
                }
            }
        }
    }

    private void noteEvery(int step, int steps) throws IOException {
        if (step % steps == 0) {
            note();
        }
    }

    /// Looks at what of the files is resident now.
    private void note() throws IOException {
        boolean ours = false;
        long kilobytes = 0;
        for (String line : Files.readAllLines(ACCOUNT)) {
            if (line.contains(folder.toString())) {
                ours = true;
            } else if (ours && line.startsWith("Rss:")) {
                kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                ours = false;
            }
        }
        most = Math.max(most, 1024 * kilobytes);
    }

    /// A file of zeros that takes no room on the disk.
    private MappedFile open(String name) throws IOException {
        Path path = folder.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        return MappedFile.open(path);
    }
}
