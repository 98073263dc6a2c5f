package dev.headroom.write.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.chunk.SampleCursor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Chunks that Prometheus wrote, taken apart and put together again: the same bytes.
class ReencodedChunksTest {
    private final SampleCursor cursor = new SampleCursor();
    private final SampleAppender appender = new SampleAppender();

    @Test
    void theDemoKeepsItsBytes() throws IOException {
        Map<Encoding, Long> chunks = reencode(Path.of(System.getProperty("headroom.root"), "samples", "demo"));

        assertThat(chunks).containsOnlyKeys(Encoding.XOR, Encoding.HISTOGRAM);
        assertThat(chunks.values()).allMatch(count -> count > 50);
    }

    @Test
    void theFixturesKeepTheirBytes() throws IOException {
        String fixtures = System.getProperty("headroom.fixtures", "");
        assumeThat(fixtures)
                .as("the shared fixtures are needed: set -Dheadroom.fixtures or HEADROOM_FIXTURES to their folder")
                .isNotEmpty();

        Map<Encoding, Long> chunks = reencode(Path.of(fixtures, "prometheus-3.14"));

        assertThat(chunks.keySet()).containsExactly(Arrays.copyOfRange(Encoding.values(), 1, Encoding.values().length));
    }

    private Map<Encoding, Long> reencode(Path directory) throws IOException {
        List<Path> segments;
        try (Stream<Path> files = Files.walk(directory)) {
            segments = files.filter(file -> file.getParent().endsWith("chunks")).toList();
        }
        Map<Encoding, Long> chunks = new EnumMap<>(Encoding.class);
        for (Path segment : segments) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment)).position(8);
            while (bytes.hasRemaining()) {
                int length = 0;
                for (int shift = 0, b = 0x80; b >= 0x80; shift += 7) {
                    b = bytes.get() & 0xff;
                    length |= (b & 0x7f) << shift;
                }
                Encoding encoding = Encoding.of(bytes.get());
                byte[] data = new byte[length];
                bytes.get(data).getInt();
                cursor.reset(encoding, data, 0, length);
                assertThat(SampleCopies.copy(cursor, encoding, appender))
                        .as("%s chunk that ends at byte %d of %s", encoding, bytes.position(), segment)
                        .isEqualTo(data);
                chunks.merge(encoding, 1L, Long::sum);
            }
        }
        return chunks;
    }
}
