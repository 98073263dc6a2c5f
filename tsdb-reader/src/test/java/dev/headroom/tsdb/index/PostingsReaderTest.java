package dev.headroom.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headroom.testing.block.IndexImage;
import dev.headroom.testing.block.IndexImage.Chunk;
import dev.headroom.tsdb.CorruptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lists that are opened one after the other, against each of them opened alone.
class PostingsReaderTest {
    /// So many that the list of all of them is a long one.
    private static final int SERIES = 5000;

    @TempDir
    Path directory;

    @Test
    void listsAreThose() throws IOException {
        try (IndexFile index = write(image().bytes())) {
            PostingsReader reader = new PostingsReader(index);
            PostingsTable table = new PostingsTable(index);
            int longest = 0;
            while (table.next()) {
                Postings list = reader.open(table.postingsOffset());
                Postings alone = new Postings(index, table.postingsOffset());
                assertThat(references(list)).isEqualTo(references(alone)).isNotEmpty();
                longest = Math.max(longest, list.count());
            }
            assertThat(longest).isEqualTo(SERIES);
        }
    }

    /// Whatever byte of a list is another one: the length, the number of references, one of these, the checksum.
    @Test
    void damageIsFoundInBoth() throws IOException {
        IndexImage image = image();
        long longest = 0;
        long shortest = 0;
        try (IndexFile index = write(image.bytes())) {
            PostingsTable table = new PostingsTable(index);
            while (table.next()) {
                longest = table.isAll() ? table.postingsOffset() : longest;
                shortest = table.postingsOffset();
            }
        }
        for (long offset : new long[] {longest, shortest}) {
            for (int at = 0; at < 16; at++) {
                byte[] bytes = image.bytes().clone();
                bytes[(int) offset + at] ^= 0x41;
                try (IndexFile index = write(bytes)) {
                    CorruptionException alone =
                            catchThrowableOfType(CorruptionException.class, () -> new Postings(index, offset));
                    CorruptionException found = catchThrowableOfType(
                            CorruptionException.class, () -> new PostingsReader(index).open(offset));
                    assertThat(alone).isNotNull();
                    assertThat(found).isNotNull();
                    if (at >= 4) {
                        assertThat(found).hasMessage(alone.getMessage());
                    }
                }
            }
        }
    }

    private static IndexImage image() {
        IndexImage.Builder builder = new IndexImage.Builder();
        for (int i = 0; i < SERIES; i++) {
            builder.series(
                    Map.of("__name__", "a", "few", "v%03d".formatted(i / 100), "one", "v%05d".formatted(i)),
                    new Chunk(1, 2, 8));
        }
        return builder.build();
    }

    private IndexFile write(byte[] bytes) throws IOException {
        return IndexFile.open(Files.write(directory.resolve("index"), bytes));
    }

    private static int[] references(Postings list) {
        int[] references = new int[list.count()];
        list.copy(0, references, list.count());
        return references;
    }
}
