package dev.headroom.write.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.index.SymbolTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Blocks that Prometheus wrote, read and written again without a change.
class CopiedBlocksTest {
    @TempDir
    Path temporary;

    /// The index of 3.14 has no label indices either, so every byte is the same.
    @Test
    void everyFileOfANewBlockKeepsItsBytes() throws IOException {
        String fixtures = System.getProperty("headroom.fixtures", "");
        assumeThat(fixtures)
                .as("the shared fixtures are needed: set -Dheadroom.fixtures or HEADROOM_FIXTURES to their folder")
                .isNotEmpty();
        int blocks = 0;
        for (Path block : blocks(Path.of(fixtures, "prometheus-3.14"))) {
            Path copy = copy(block, ChunkSegmentWriter.SEGMENT_SIZE, IndexWriter.POSTINGS);
            assertThat(copy.resolve("index")).hasSameBinaryContentAs(block.resolve("index"));
            for (Path segment : files(block.resolve("chunks"))) {
                assertThat(copy.resolve("chunks").resolve(segment.getFileName()))
                        .hasSameBinaryContentAs(segment);
            }
            blocks++;
        }
        assertThat(blocks).isEqualTo(12);
    }

    @Test
    void theDemoKeepsItsSeriesAndChunks() throws IOException {
        for (Path block : blocks(Path.of(System.getProperty("headroom.root"), "samples", "demo"))) {
            Path copy = copy(block, ChunkSegmentWriter.SEGMENT_SIZE, IndexWriter.POSTINGS);
            for (Path segment : files(block.resolve("chunks"))) {
                assertThat(copy.resolve("chunks").resolve(segment.getFileName()))
                        .hasSameBinaryContentAs(segment);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 300, 5_000, 1 << 20})
    void segmentsAreCopiedInPiecesOfAnySize(int size) throws IOException {
        Path path = blocks(Path.of(System.getProperty("headroom.root"), "samples", "demo"))
                .getFirst();
        try (Block block = Block.open(path, DataDirectory.readBlock(path).meta());
                Background writing = new Background();
                Background syncing = new Background();
                ChunkSegmentWriter target =
                        new ChunkSegmentWriter(temporary.resolve("chunks"), 100_000, writing, syncing)) {
            SegmentCopy copy = new SegmentCopy(block.chunks(), size);
            copy.run(target);
            target.finish();
            assertThat(copy.samples()).isEqualTo(block.meta().stats().samples());
            assertThat(copy.places().count()).isEqualTo(block.meta().stats().chunks());
        }
        assertThat(temporary.resolve("chunks/000001")).hasSameBinaryContentAs(path.resolve("chunks/000001"));
    }

    @Test
    void theNumberOfPassesOverTheSeriesDoesNotShow() throws IOException {
        Path block = blocks(Path.of(System.getProperty("headroom.root"), "samples", "demo"))
                .getFirst();
        Path one = copy(block, ChunkSegmentWriter.SEGMENT_SIZE, IndexWriter.POSTINGS);
        Path many = copy(block, ChunkSegmentWriter.SEGMENT_SIZE, 100);

        assertThat(many.resolve("index")).hasSameBinaryContentAs(one.resolve("index"));
    }

    @Test
    void aSegmentEndsBeforeItsLimit() throws IOException {
        Path block = blocks(Path.of(System.getProperty("headroom.root"), "samples", "demo"))
                .getFirst();
        long limit = 100_000;
        Path copy = copy(block, limit, IndexWriter.POSTINGS);

        List<Path> segments = files(copy.resolve("chunks"));
        assertThat(segments)
                .hasSizeGreaterThan(3)
                .first()
                .hasToString(copy.resolve("chunks/000001").toString());
        long bytes = 0;
        for (Path segment : segments) {
            assertThat(Files.size(segment)).isLessThanOrEqualTo(limit);
            bytes += Files.size(segment) - 8;
        }
        assertThat(bytes).isEqualTo(Files.size(block.resolve("chunks/000001")) - 8);
        // Every chunk is found again.
        copy(copy, ChunkSegmentWriter.SEGMENT_SIZE, IndexWriter.POSTINGS);
    }

    @Test
    void metaJsonSaysWhatTheBlockHolds() throws IOException {
        for (Path block : blocks(Path.of(System.getProperty("headroom.root"), "samples", "demo"))) {
            BlockMeta original = DataDirectory.readBlock(block).meta();
            Path copy = copy(block, ChunkSegmentWriter.SEGMENT_SIZE, IndexWriter.POSTINGS);
            BlockMeta meta = DataDirectory.readBlock(copy).meta();

            assertThat(meta.ulid()).isEqualTo(copy.getFileName().toString());
            assertThat(meta.minTime()).isEqualTo(original.minTime());
            assertThat(meta.maxTime()).isEqualTo(original.maxTime());
            assertThat(meta.stats().samples()).isEqualTo(original.stats().samples());
            assertThat(meta.stats().series()).isEqualTo(original.stats().series());
            assertThat(meta.stats().chunks()).isEqualTo(original.stats().chunks());
            assertThat(meta.stats().tombstones()).isZero();
            assertThat(meta.stats().floatSamples() + meta.stats().histogramSamples())
                    .isEqualTo(meta.stats().samples());
            assertThat(meta.compaction().level())
                    .isEqualTo(original.compaction().level());
            assertThat(meta.compaction().sources())
                    .isEqualTo(original.compaction().sources());
            assertThat(meta.compaction().parents())
                    .containsExactly(new BlockMeta.Parent(original.ulid(), original.minTime(), original.maxTime()));
        }
    }

    @Test
    void nothingIsLeftOfABlockThatIsNotFinished() throws IOException {
        try (BlockWriter writer = BlockWriter.create(temporary, Ulids.make(0, new SplittableRandom(1)))) {
            assertThat(writer.directory()).exists();
            writer.startSymbols(1);
        }
        assertThat(temporary).isEmptyDirectory();
    }

    private Path copy(Path path, long segmentSize, int mostPostings) throws IOException {
        BlockMeta meta = DataDirectory.readBlock(path).meta();
        String ulid = Ulids.make(meta.minTime(), new SplittableRandom(System.nanoTime()));
        try (Block block = Block.open(path, meta);
                BlockWriter writer = BlockWriter.create(temporary, ulid, segmentSize, mostPostings)) {
            SymbolTable symbols = block.symbols();
            writer.startSymbols(symbols.count());
            while (symbols.next()) {
                writer.addSymbol(symbols.bytes(), symbols.offset(), symbols.length());
            }
            SeriesCursor series = new SeriesCursor(block.index(), symbols);
            ChunkReader chunks = new ChunkReader(block.chunks());
            for (int i = 0; i < block.allSeries().count(); i++) {
                series.read(block.allSeries().reference(i));
                int[] labels = series.labels();
                int[] pairs = new int[series.labelsLength() / 2];
                Arrays.setAll(pairs, pair -> writer.pair(labels[2 * pair], labels[2 * pair + 1]));
                writer.startSeries(pairs, 0, pairs.length);
                for (int j = 0; j < series.chunkCount(); j++) {
                    chunks.readHeader(series.chunkReference(j));
                    writer.copyChunk(series.minTime(j), series.maxTime(j), chunks);
                }
            }
            writer.finishReplacement(meta);
            return writer.publish();
        }
    }

    private static List<Path> blocks(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("meta.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
