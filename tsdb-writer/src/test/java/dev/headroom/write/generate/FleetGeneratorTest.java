package dev.headroom.write.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.index.SymbolTable;
import dev.headroom.write.generate.FleetGenerator.Written;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetGeneratorTest {
    private static final long START = 27_000L * 18 * 3_600_000;

    @TempDir
    Path temporary;

    @Test
    void aSteadyFleetHasEverySeriesInEveryBlock() throws Exception {
        Fleet fleet = new Fleet(3, 4, 5, 7, 2, 1, 0, 30_000, START, START + 3 * Fleet.BLOCK);
        AtomicLong series = new AtomicLong();
        List<Written> blocks = FleetGenerator.write(fleet, temporary, 2, series::addAndGet);

        assertThat(fleet.activeSeries()).isEqualTo(4 * 5 * (1 + 7 + 2 * 14 + 1));
        assertThat(series.get()).isEqualTo(3 * fleet.activeSeries());
        assertThat(blocks).hasSize(3);
        Set<String> first = read(blocks.getFirst().path()).keySet();
        for (Written block : blocks) {
            Map<String, List<Long>> samples = read(block.path());
            assertThat(samples).hasSize((int) fleet.activeSeries());
            assertThat(samples.keySet()).isEqualTo(first);
            assertThat(samples.values()).allMatch(times -> times.size() == 240);
            assertThat(block.stats().samples()).isEqualTo(240 * fleet.activeSeries());
            assertThat(block.stats().histogramSamples()).isEqualTo(240 * 20);
            BlockMeta meta = DataDirectory.readBlock(block.path()).meta();
            assertThat(meta.stats()).isEqualTo(block.stats());
            assertThat(meta.maxTime() - meta.minTime()).isEqualTo(Fleet.BLOCK);
            assertThat(meta.compaction().sources()).containsExactly(meta.ulid());
        }
    }

    @Test
    void blocksThatAreThereAlreadyStayAsTheyAre() throws Exception {
        Fleet fleet = new Fleet(5, 2, 3, 4, 1, 1, 0.3, 15_000, START, START + 2 * Fleet.BLOCK);
        List<Written> blocks = FleetGenerator.write(fleet, temporary, 1, n -> {});

        assertThatThrownBy(() -> FleetGenerator.write(fleet, temporary, 1, n -> {}))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(blocks.getFirst().path()
                        + ": a block of this name is there already; write to another directory");
        assertThat(temporary.toFile().list()).hasSize(2);
        assertThat(read(blocks.getFirst().path())).isNotEmpty();
    }

    @Test
    void theSameSeedMakesTheSameBlocks() throws Exception {
        Fleet fleet = new Fleet(5, 2, 3, 4, 1, 1, 0.3, 15_000, START, START + 2 * Fleet.BLOCK);
        List<Written> once = FleetGenerator.write(fleet, temporary.resolve("a"), 1, n -> {});
        List<Written> again = FleetGenerator.write(fleet, temporary.resolve("b"), 2, n -> {});

        for (int i = 0; i < once.size(); i++) {
            for (String file : List.of("index", "chunks/000001", "meta.json")) {
                assertThat(again.get(i).path().resolve(file))
                        .hasSameBinaryContentAs(once.get(i).path().resolve(file));
            }
        }
    }

    /// A place is taken for four hours; at every scrape each has one pod, and a pod that left is marked stale.
    @Test
    void podsTakeEachOthersPlaces() throws Exception {
        Fleet fleet = new Fleet(7, 3, 10, 0, 0, 0, 0.25, 60_000, START, START + 4 * Fleet.BLOCK);
        Set<String> pods = new HashSet<>();
        Map<Long, Integer> upPerMinute = new TreeMap<>();
        int stale = 0;
        for (Written block : FleetGenerator.write(fleet, temporary, 1, n -> {})) {
            for (Map.Entry<String, List<Long>> series : read(block.path()).entrySet()) {
                pods.add(series.getKey());
                for (long time : series.getValue()) {
                    if (time < 0) {
                        stale++;
                    } else {
                        upPerMinute.merge(time / 60_000, 1, Integer::sum);
                    }
                }
            }
        }
        // Eight hours, a quarter in each: twice as many as there are places come, besides those that were there.
        assertThat(pods).hasSizeBetween(75, 90);
        assertThat(stale).isEqualTo(pods.size() - 30);
        assertThat(upPerMinute).hasSize(480);
        // Where a pod replaces another between two scrapes, a place may have one scrape more or less in a minute.
        assertThat(upPerMinute.values()).allMatch(up -> up >= 27 && up <= 33);
    }

    @Test
    void aFleetThatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fleet(1, 1, 0, 1, 1, 1, 0, 1000, START, START + Fleet.BLOCK));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fleet(1, 1, 1, 1, 1, 1, Double.NaN, 1000, START, START + Fleet.BLOCK));
        assertThatIllegalArgumentException().isThrownBy(() -> new Fleet(1, 1, 1, 1, 1, 1, 0, 1000, START, START + 1));
    }

    /// The times of the samples by series; those of staleness markers are negative.
    private static Map<String, List<Long>> read(Path path) throws IOException {
        Map<String, List<Long>> samples = new HashMap<>();
        try (Block block = Block.open(path, DataDirectory.readBlock(path).meta())) {
            SymbolTable symbols = block.symbols();
            while (symbols.next()) {
                assertThat(symbols.length()).isPositive();
            }
            SeriesCursor series = new SeriesCursor(block.index(), symbols);
            ChunkReader chunks = new ChunkReader(block.chunks());
            SampleCursor cursor = new SampleCursor();
            byte[] buffer = {};
            for (int i = 0; i < block.allSeries().count(); i++) {
                series.read(block.allSeries().reference(i));
                StringBuilder labels = new StringBuilder();
                for (int j = 0; j < series.labelsLength(); j++) {
                    labels.append(symbols.text(series.labels()[j])).append(j % 2 == 0 ? '=' : ',');
                }
                List<Long> times = new ArrayList<>();
                for (int j = 0; j < series.chunkCount(); j++) {
                    chunks.readHeader(series.chunkReference(j));
                    buffer = chunks.readSamples(cursor, buffer);
                    while (cursor.next()) {
                        times.add(cursor.isStale() ? -cursor.timestamp() : cursor.timestamp());
                    }
                }
                samples.put(labels.toString(), times);
            }
        }
        return samples;
    }
}
