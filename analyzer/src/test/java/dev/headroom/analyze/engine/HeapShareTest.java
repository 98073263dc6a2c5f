package dev.headroom.analyze.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapShareTest {
    private static final int SERIES = 20_000;

    @TempDir
    Path directory;

    /// Twenty thousand pods are as many symbols and label pairs, 1.5 MiB for each thread.
    @Test
    void aSmallHeapHasFewerThreadsAndATinyOneNone() throws IOException {
        BlockImage image = new BlockImage("01HF7YAT00AAAAAAAAAAAAAAAA");
        for (int i = 0; i < SERIES; i++) {
            image.series(Map.of("__name__", "up", "pod", "pod-" + i), 1_700_000_400_000L, 1);
        }
        image.write(directory);
        DataDirectory.Entry entry = DataDirectory.list(directory).blocks().getFirst();
        try (Block block = Block.open(entry.path(), entry.meta())) {
            List<Block> blocks = List.of(block);
            assertThat(HeapShare.threads(blocks, 8, 1L << 30)).isEqualTo(8);
            assertThat(HeapShare.threads(blocks, 8, 21L << 20)).isEqualTo(2);
            assertThat(HeapShare.threads(blocks, 1, 21L << 20)).isEqualTo(1);
            assertThat(HeapShare.threads(List.of(), 8, 1L << 30)).isEqualTo(8);
            assertThatThrownBy(() -> HeapShare.threads(blocks, 8, 17L << 20))
                    .isInstanceOf(NotEnoughMemoryException.class)
                    .hasMessageContaining("20002 label pairs")
                    .hasMessageContaining("17 MiB are allowed");
        }
    }
}
