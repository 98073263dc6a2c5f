package dev.headroom.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.block.IndexImage;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.DataDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a block's series differ from the ones before them, and in what order they have to stand.
class BlockSeriesTest {
    private static final String ULID = "01HF7YAT00AAAAAAAAAAAAAAAA";

    private static final List<Map<String, String>> SERIES = List.of(
            Map.of("__name__", "a"),
            Map.of("__name__", "a", "job", "j"),
            Map.of("__name__", "a", "job", "j", "pod", "p1"),
            Map.of("__name__", "a", "job", "j", "pod", "p2"),
            Map.of("__name__", "a", "job", "k"),
            Map.of("__name__", "b", "job", "k"));

    /// How many names and values each has in common with the one before, from the start on.
    private static final List<Integer> UNCHANGED = List.of(0, 2, 4, 5, 3, 1);

    @TempDir
    Path directory;

    @Test
    void eachSeriesSaysWhatIsStillThatOfTheOneBefore() throws IOException {
        image().write(directory);
        try (Block block = open()) {
            int symbols = block.symbols().count();
            int[] shifted = IntStream.range(0, symbols).map(i -> 10 * i).toArray();
            assertThat(unchanged(block, null, new ArrayList<>())).isEqualTo(UNCHANGED);
            assertThat(unchanged(block, shifted, new ArrayList<>())).isEqualTo(UNCHANGED);
        }
    }

    @Test
    void behindADamagedSeriesNothingIsKnownOfTheOneBefore() throws IOException {
        for (int damaged = 0; damaged < SERIES.size(); damaged++) {
            BlockImage image = image();
            byte[] index = image.goodIndex().bytes().clone();
            // Its first label's name, so that the checksum is wrong.
            index[image.goodIndex().seriesEntry(damaged) + 2] ^= 1;
            image.index(index).write(directory);
            List<Integer> expected = new ArrayList<>(UNCHANGED);
            if (damaged + 1 < expected.size()) {
                expected.set(damaged + 1, 0);
            }
            expected.remove(/* index */ damaged);
            try (Block block = open()) {
                List<CorruptionException> damage = new ArrayList<>();
                assertThat(unchanged(block, null, damage)).isEqualTo(expected);
                assertThat(damage).hasSize(1);
            }
        }
    }

    @Test
    void seriesThatDoNotAscendAreDamage() throws IOException {
        IndexImage good = image().goodIndex();
        for (int series = 1; series < SERIES.size(); series++) {
            // The same reference twice in the list of all series: the same series twice.
            int[] reference = {0, 0, 0, good.seriesEntry(series - 1) / 16};
            image().index(good.with(good.postings() + 8 + 4 * series, reference).bytes())
                    .write(directory);
            try (Block block = open()) {
                assertThatThrownBy(() -> unchanged(block, null, null))
                        .isInstanceOf(CorruptionException.class)
                        .hasMessageContaining("series in the order of their labels");
            }
        }
    }

    @Test
    void noLabelsTwiceDoNotAscend() throws IOException {
        BlockImage image = new BlockImage(ULID);
        image.series(Map.of(), 1_700_006_400_000L, 2);
        SERIES.forEach(labels -> image.series(labels, 1_700_006_400_000L, 2));
        IndexImage good = image.goodIndex();
        image.write(directory);
        try (Block block = open()) {
            assertThat(unchanged(block, null, null)).startsWith(0, 0, 2);
        }
        int[] reference = {0, 0, 0, good.seriesEntry(0) / 16};
        image.index(good.with(good.postings() + 8 + 4, reference).bytes()).write(directory);
        try (Block block = open()) {
            assertThatThrownBy(() -> unchanged(block, null, null))
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining("series in the order of their labels");
        }
    }

    @Test
    void behindASeriesThatIsPassedOverNothingIsKnownOfTheOneBeforeThat() throws IOException {
        IndexImage good = image().goodIndex();
        // The fourth does not ascend, and the fifth has more in common with it than with the third.
        int[] order = {0, 1, 5, 1, 2, 5};
        IndexImage disordered = good;
        for (int i = 0; i < order.length; i++) {
            int[] reference = {0, 0, 0, good.seriesEntry(order[i]) / 16};
            disordered = disordered.with(good.postings() + 8 + 4 * i, reference);
        }
        image().index(disordered.bytes()).write(directory);
        try (Block block = open()) {
            List<CorruptionException> damage = new ArrayList<>();
            assertThat(unchanged(block, null, damage)).containsExactly(0, 2, 1, 0, 1);
            assertThat(damage).hasSize(1);
        }
    }

    private static BlockImage image() {
        BlockImage image = new BlockImage(ULID);
        SERIES.forEach(labels -> image.series(labels, 1_700_006_400_000L, 2));
        return image;
    }

    private Block open() throws IOException {
        DataDirectory.Entry entry =
                DataDirectory.ofBlock(directory.resolve(ULID)).blocks().getFirst();
        Block block = Block.open(entry.path(), entry.meta());
        while (block.symbols().next()) {
            // To its end, so that it knows all of them.
        }
        return block;
    }

    /// What the series say, which is held against their labels.
    ///
    /// @param damage takes what cannot be read; `null` to stop there
    private static List<Integer> unchanged(Block block, int[] ids, List<CorruptionException> damage) {
        DamageHandler handler = damage == null ? DamageHandler.THROW : damage::add;
        BlockSeries series = new BlockSeries(
                block, ids, block.allSeries(), 0, block.allSeries().count(), handler);
        List<Integer> unchanged = new ArrayList<>();
        int[] before = {};
        while (series.next()) {
            int same = series.changedFrom();
            int[] labels = Arrays.copyOf(series.labels(), series.labelsLength());
            assertThat(Arrays.copyOf(labels, same)).isEqualTo(Arrays.copyOf(before, same));
            unchanged.add(same);
            before = labels;
        }
        return unchanged;
    }
}
