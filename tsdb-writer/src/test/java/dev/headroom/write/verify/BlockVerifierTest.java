package dev.headroom.write.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.testing.block.BlockImage;
import dev.headroom.testing.block.IndexImage;
import dev.headroom.testing.block.SegmentImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is wrong with a block is found, every byte of it.
class BlockVerifierTest {
    private static final long START = 1_700_000_000_000L;
    private static final String ULID = "01HF7YAT00AAAAAAAAAAAAAAAA";

    @TempDir
    Path folder;

    private final BlockVerifier verifier = new BlockVerifier(2);

    @AfterEach
    void stop() {
        verifier.close();
    }

    private static BlockImage image() {
        return new BlockImage(ULID)
                .series(Map.of("__name__", "a", "job", "x"), START, 5)
                .series(Map.of("__name__", "a", "job", "y"), START, 3)
                .series(Map.of("__name__", "b", "job", "y", "pod", "y"), START, 2);
    }

    private BlockVerdict verify(BlockImage image) {
        return verify(image.write(folder));
    }

    private BlockVerdict verify(Path block) {
        try {
            return verifier.verify(block, VerifyProgress.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The one finding.
    private Finding only(BlockImage image) {
        BlockVerdict verdict = verify(image);
        assertThat(verdict.findings()).hasSize(1);
        return verdict.findings().getFirst();
    }

    private static long firstReference() {
        return image().goodIndex().series() / 16;
    }

    @Test
    void aSoundBlockIsSound() {
        BlockVerdict verdict =
                verify(image().tombstone(firstReference(), START, START + 1).meta(withTombstones(1)));
        assertThat(verdict.findings()).isEmpty();
        assertThat(verdict.isSound()).isTrue();
        assertThat(verdict.series()).isEqualTo(3);
        assertThat(verdict.chunks()).isEqualTo(3);
        assertThat(verdict.floatSamples()).isEqualTo(10);
        assertThat(verdict.histogramSamples()).isZero();
    }

    private static String withTombstones(int count) {
        return image().goodMeta().replace("\"numSeries\"", "\"numTombstones\":" + count + ",\"numSeries\"");
    }

    @ParameterizedTest
    @CsvSource({"index", "chunks/000001", "tombstones"})
    void everyFlippedBitIsFound(String file) throws IOException {
        Path block = image().tombstone(firstReference(), START, START + 1)
                .meta(withTombstones(1))
                .write(folder);
        byte[] good = Files.readAllBytes(block.resolve(file));
        for (int i = 0; i < good.length; i++) {
            for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                byte[] bad = good.clone();
                bad[i] ^= (byte) flip;
                Files.write(block.resolve(file), bad);
                if (verify(block).isSound()) {
                    throw new AssertionError("byte " + i + " of " + file + " flipped by " + flip + " is not found");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"index", "chunks/000001", "tombstones"})
    void everyMissingEndIsFound(String file) throws IOException {
        Path block = image().tombstone(firstReference(), START, START + 1)
                .meta(withTombstones(1))
                .write(folder);
        byte[] good = Files.readAllBytes(block.resolve(file));
        for (int length = 0; length < good.length; length++) {
            Files.write(block.resolve(file), Arrays.copyOf(good, length));
            assertThat(verify(block).isSound()).as("%s of %s", length, file).isFalse();
        }
        Files.write(block.resolve(file), Arrays.copyOf(good, good.length + 1));
        assertThat(verify(block).isSound()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "chunks/000001"})
    void aMissingFileIsFound(String file) throws IOException {
        Path block = image().write(folder);
        Files.delete(block.resolve(file));
        assertThat(verify(block).isSound()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "numSamples\":10#numSamples\":11#meta.json says 11 samples",
                "numSeries\":3#numSeries\":2#meta.json says 2 series",
                "numChunks\":3#numChunks\":4#meta.json says 4 chunks",
                "numChunks\":3#numChunks\":3,\"numTombstones\":1#meta.json says 1 tombstones",
                "numChunks\":3#numChunks\":3,\"numFloatSamples\":9#meta.json says 9 float samples",
                "numChunks\":3#numChunks\":3,\"numHistogramSamples\":1#meta.json says 0 float samples",
                "01HF7YAT00AAAAAAAAAAAAAAAA#01HF7YAT00BBBBBBBBBBBBBBBB#meta.json is of the block 01HF7YAT00B",
            })
    void statisticsAreHeldAgainstTheContent(String from, String to, String message) {
        BlockVerdict verdict = verify(image().meta(image().goodMeta().replace(from, to)));
        assertThat(verdict.findings()).allMatch(finding -> finding.kind() == Finding.Kind.STATISTICS);
        assertThat(verdict.findings().getFirst().message()).startsWith(message);
    }

    @Test
    void chunksOutsideTheRangeAreFound() {
        String meta = image().goodMeta().replace("\"minTime\":" + START, "\"minTime\":" + (START + 1));
        BlockVerdict verdict = verify(image().meta(meta));
        assertThat(verdict.findings()).hasSize(3).allMatch(finding -> finding.kind() == Finding.Kind.RANGE);
        meta = image().goodMeta().replace(":" + (START + 240_001), ":" + (START + 240_000));
        assertThat(only(image().meta(meta)).kind()).isEqualTo(Finding.Kind.RANGE);
    }

    @Test
    void seriesOutOfOrderAreFound() {
        SegmentImage chunks = new SegmentImage();
        IndexImage.Builder index = new IndexImage.Builder();
        for (String value : List.of("b", "a", "a")) {
            long reference = chunks.floats(new long[] {START}, new double[] {1});
            index.series(Map.of("__name__", value), new IndexImage.Chunk(START, START, reference));
        }
        BlockVerdict verdict = verify(new BlockImage(ULID)
                .index(index.build().bytes())
                .segment(chunks.bytes())
                .meta(image().goodMeta().replace("Samples\":10", "Samples\":3")));
        assertThat(verdict.findings())
                .extracting(Finding::message)
                .anyMatch(message -> message.endsWith(": not greater than the series before"))
                .anyMatch(message -> message.endsWith(": the labels of the series before"));
    }

    /// A block of one series with the chunks that the index is told of.
    private BlockVerdict withChunks(SegmentImage chunks, IndexImage.Chunk... told) {
        IndexImage index =
                new IndexImage.Builder().series(Map.of("a", "b"), told).build();
        return verify(new BlockImage(ULID)
                .index(index.bytes())
                .segment(chunks.bytes())
                .meta("""
                    {"ulid":"%s","minTime":%d,"maxTime":%d,"version":1,
                    "stats":{"numSamples":%d,"numSeries":1,"numChunks":%d}}
                    """.formatted(ULID, START, START + 1000, 2 * told.length, told.length)));
    }

    @Test
    void chunksThatOverlapAreFound() {
        SegmentImage chunks = new SegmentImage();
        long first = chunks.floats(new long[] {START, START + 10}, new double[] {1, 2});
        long second = chunks.floats(new long[] {START + 10, START + 20}, new double[] {2, 3});
        BlockVerdict verdict = withChunks(
                chunks,
                new IndexImage.Chunk(START, START + 10, first),
                new IndexImage.Chunk(START + 10, START + 20, second));
        assertThat(verdict.findings()).hasSize(1);
        assertThat(verdict.findings().getFirst().kind()).isEqualTo(Finding.Kind.CHUNKS);
    }

    @Test
    void samplesThatAreNotWhereTheIndexSaysAreFound() {
        SegmentImage chunks = new SegmentImage();
        long reference = chunks.floats(new long[] {START, START + 10}, new double[] {1, 2});
        BlockVerdict verdict = withChunks(chunks, new IndexImage.Chunk(START, START + 11, reference));
        assertThat(verdict.findings()).hasSize(1);
        assertThat(verdict.findings().getFirst().kind()).isEqualTo(Finding.Kind.SAMPLES);
    }

    @Test
    void samplesOutOfOrderAreFound() {
        SegmentImage chunks = new SegmentImage();
        long reference = chunks.floats(new long[] {START, START, START + 10}, new double[] {1, 2, 3});
        assertThat(withChunks(chunks, new IndexImage.Chunk(START, START + 10, reference))
                        .findings())
                .extracting(Finding::kind)
                .contains(Finding.Kind.SAMPLES);
    }

    @Test
    void chunksOfNobodyAreFound() {
        SegmentImage chunks = new SegmentImage();
        long reference = chunks.floats(new long[] {START, START + 10}, new double[] {1, 2});
        chunks.floats(new long[] {START + 20, START + 30}, new double[] {1, 2});
        BlockVerdict verdict = withChunks(chunks, new IndexImage.Chunk(START, START + 10, reference));
        assertThat(verdict.findings()).hasSize(1);
        assertThat(verdict.findings().getFirst().message()).contains("bytes that belong to nothing");
    }

    @Test
    void aChunkOfTwoSeriesIsFound() {
        SegmentImage chunks = new SegmentImage();
        long reference = chunks.floats(new long[] {START}, new double[] {1});
        IndexImage.Chunk chunk = new IndexImage.Chunk(START, START, reference);
        IndexImage index = new IndexImage.Builder()
                .series(Map.of("a", "b"), chunk)
                .series(Map.of("a", "c"), chunk)
                .build();
        BlockVerdict verdict = verify(new BlockImage(ULID)
                .index(index.bytes())
                .segment(chunks.bytes())
                .meta("""
                    {"ulid":"%s","minTime":%d,"maxTime":%d,"version":1,
                    "stats":{"numSamples":2,"numSeries":2,"numChunks":2}}
                    """.formatted(ULID, START, START + 1000)));
        assertThat(verdict.findings()).hasSize(1);
        assertThat(verdict.findings().getFirst().message()).contains("that belong to two");
    }

    /// The place of the references of the n-th postings list; the first is that of all series.
    private static int list(IndexImage index, int number) {
        int at = index.postings();
        for (int i = 0; i < number; i++) {
            int length = ByteBuffer.wrap(index.bytes()).getInt(at);
            at = (at + 4 + length + 4 + 3) / 4 * 4;
        }
        return at + 8;
    }

    @Test
    void aListOfOtherSeriesIsFound() {
        // The lists: all, __name__="a" (1st, 2nd), __name__="b" (3rd), job="x" (1st), job="y" (2nd, 3rd), pod="y"
        // (3rd).
        IndexImage index = image().goodIndex();
        int third = ByteBuffer.wrap(index.bytes()).getInt(list(index, 2));
        Finding finding =
                only(image().index(index.with(list(index, 3) + 3, third).bytes()));
        assertThat(finding.kind()).isEqualTo(Finding.Kind.POSTINGS);
        assertThat(finding.message()).isEqualTo("the list of job=\"x\" has other series than carry it");
    }

    @Test
    void aListOutOfOrderIsFound() {
        IndexImage index = image().goodIndex();
        byte first = index.bytes()[list(index, 1) + 3];
        byte second = index.bytes()[list(index, 1) + 7];
        IndexImage swapped = index.with(list(index, 1) + 3, second).with(list(index, 1) + 7, first);
        assertThat(only(image().index(swapped.bytes())).message())
                .isEqualTo("the list of __name__=\"a\" is not ascending");
    }

    @Test
    void aSeriesThatListsLackIsFound() {
        IndexImage index = image().goodIndex();
        // The third series of the list of all becomes the second again.
        byte second = index.bytes()[list(index, 0) + 7];
        BlockVerdict verdict =
                verify(image().index(index.with(list(index, 0) + 11, second).bytes()));
        assertThat(verdict.findings())
                .extracting(Finding::message)
                .anyMatch(message -> message.startsWith("the list of all series is not ascending"))
                .anyMatch(message -> message.startsWith("a list for pod=\"y\", which no series has"));
    }

    @Test
    void aPairWithoutAListIsFound() {
        // A value of the table becomes another one: "x" of job turns into "w".
        IndexImage index = image().goodIndex();
        String bytes = new String(index.bytes(), StandardCharsets.ISO_8859_1);
        int at = bytes.indexOf("\u0003job\u0001x", index.postingsOffsets()) + 5;
        assertThat(verify(image().index(index.with(at, 'w').bytes())).findings())
                .extracting(Finding::message)
                .containsExactly(
                        "a list for job=\"w\", which no series has or which is out of order", "no list for job=\"x\"");
    }

    @Test
    void unusedSymbolsAreNoted() {
        byte[][] symbols = {{}, {'a'}, {'b'}, {'c'}};
        SegmentImage chunks = new SegmentImage();
        long reference = chunks.floats(new long[] {START}, new double[] {1});
        IndexImage index = new IndexImage.Builder()
                .symbols(symbols)
                .series(Map.of("a", "b"), new IndexImage.Chunk(START, START, reference))
                .build();
        BlockVerdict verdict = verify(new BlockImage(ULID)
                .index(index.bytes())
                .segment(chunks.bytes())
                .meta("""
                    {"ulid":"%s","minTime":%d,"maxTime":%d,"version":1,
                    "stats":{"numSamples":1,"numSeries":1,"numChunks":1}}
                    """.formatted(ULID, START, START + 1000)));
        assertThat(verdict.isSound()).isTrue();
        assertThat(verdict.findings()).extracting(Finding::message).containsExactly("1 symbol that no series uses");
    }

    @Test
    void tombstonesOfNoSeriesAreFound() {
        assertThat(only(image().tombstone(1, START, START + 1).meta(withTombstones(1)))
                        .message())
                .isEqualTo("a tombstone of series 1, which is not there");
        assertThat(only(image().tombstone(firstReference(), START, START - 1).meta(withTombstones(1)))
                        .kind())
                .isEqualTo(Finding.Kind.TOMBSTONES);
    }

    @Test
    void manyFindingsOfAKindAreCounted() {
        BlockImage image = new BlockImage(ULID);
        for (int i = 0; i < 3000; i++) {
            image.series(Map.of("a", "value " + i), START, 1);
        }
        BlockVerdict verdict = verify(image.segment(new SegmentImage().bytes()));
        assertThat(verdict.findings())
                .extracting(Finding::message)
                .contains("2980 more of this kind")
                .hasSizeLessThan(30);
    }
}
