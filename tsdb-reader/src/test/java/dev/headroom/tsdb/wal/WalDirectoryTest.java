package dev.headroom.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void takesTheHighestCheckpointAndTheSegmentsAfterIt() throws IOException {
        for (int index : new int[] {3, 4, 5, 6, 100}) {
            Files.write(directory.resolve("%08d".formatted(index)), new byte[index]);
        }
        Files.delete(directory.resolve("00000100"));
        for (String checkpoint :
                new String[] {"checkpoint.00000002", "checkpoint.00000004", "checkpoint.00000009.tmp"}) {
            Files.createDirectory(directory.resolve(checkpoint));
            Files.write(directory.resolve(checkpoint).resolve("00000000"), new byte[7]);
        }
        Files.write(directory.resolve("00000005.repair"), new byte[1]);
        Files.write(directory.resolve("series_state.json"), new byte[1]);

        WalDirectory wal = WalDirectory.list(directory);

        assertThat(wal.segments()).extracting(Segment::index).containsExactly(3, 4, 5, 6);
        assertThat(wal.segments()).extracting(Segment::size).containsExactly(3L, 4L, 5L, 6L);
        assertThat(wal.checkpoint().orElseThrow().index()).isEqualTo(4);
        assertThat(wal.checkpoint().orElseThrow().size()).isEqualTo(7);
        assertThat(wal.live()).extracting(Segment::index).containsExactly(5, 6);
        assertThat(wal.missing()).isEmpty();
    }

    @Test
    void namesTheSegmentThatIsMissing() throws IOException {
        Files.createFile(directory.resolve("00000000"));
        Files.createFile(directory.resolve("00000002"));
        assertThat(WalDirectory.list(directory).missing()).hasValue(1);

        Files.delete(directory.resolve("00000000"));
        assertThat(WalDirectory.list(directory).missing()).hasValue(0);

        Files.createDirectory(directory.resolve("checkpoint.00000001"));
        assertThat(WalDirectory.list(directory).missing()).isEmpty();
    }

    @Test
    void aDirectoryThatIsNotThereIsNoEmptyLog() {
        assertThatThrownBy(() -> WalDirectory.list(directory.resolve("wal"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void tellsAnAgentFromAServer() throws IOException {
        assertThat(WalDirectory.isAgent(directory)).isFalse();
        Files.createDirectory(directory.resolve("wal"));
        assertThat(WalDirectory.isAgent(directory)).isTrue();
        Files.createDirectory(directory.resolve("chunks_head"));
        assertThat(WalDirectory.isAgent(directory)).isFalse();
    }
}
