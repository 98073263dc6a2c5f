package dev.headroom.tsdb.head;

import static dev.headroom.tsdb.head.HeadDirectory.OUT_OF_ORDER;
import static dev.headroom.tsdb.head.HeadDirectory.XOR;
import static dev.headroom.tsdb.head.HeadDirectory.chunk;
import static dev.headroom.tsdb.head.HeadDirectory.snapshotSeries;
import static dev.headroom.tsdb.wal.Records.samples;
import static dev.headroom.tsdb.wal.Records.series;
import static dev.headroom.tsdb.wal.Records.tombstone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.Records;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadReaderTest {
    private static final long NO_BLOCKS = Long.MIN_VALUE;
    private static final double STALE = Double.longBitsToDouble(RecordVisitor.STALE);

    @TempDir
    private Path path;

    private HeadDirectory directory;

    @BeforeEach
    void start() {
        directory = new HeadDirectory(path);
    }

    @Test
    void readsTheCheckpointAndTheSegmentsAfterIt() throws IOException {
        directory
                .wal(3, series(9, "a", "in no checkpoint and not live"))
                .wal(4, samples(1, 40, 4))
                .wal(5, series(2, "a", "b"), samples(1, 50, 5), samples(2, 51, STALE))
                .checkpoint(3, series(1, "a", "a"), samples(1, 30, 3));

        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples).containsOnlyKeys("a=a", "a=b");
        assertThat(head.samples.get("a=a")).containsExactly("30 3.0", "40 4.0", "50 5.0");
        assertThat(head.samples.get("a=b")).containsExactly("51 stale");
        assertThat(head.damage).isEmpty();
    }

    @Test
    void sortsSeriesByLabelsAndBytes() throws IOException {
        directory.wal(
                0,
                series(1, "job", "b"),
                series(2, "job", "a", "zone", "x"),
                series(3, "job", "a"),
                series(4, "job", "é"),
                series(5, "a", "z"),
                series(6),
                samples(1, 1, 1),
                samples(2, 1, 1),
                samples(3, 1, 1),
                samples(4, 1, 1),
                samples(5, 1, 1),
                samples(6, 1, 1));
        try (HeadReader head = HeadReader.open(path, NO_BLOCKS)) {
            HeadIndex index = head.index();
            List<String> sorted = java.util.stream.IntStream.range(0, index.seriesCount())
                    .map(index::series)
                    .mapToObj(series -> index.labelCount(series) == 0
                            ? ""
                            : index.symbol(index.name(series, 0))
                                    + index.symbol(index.value(series, 0))
                                    + index.labelCount(series))
                    .toList();
            assertThat(sorted).containsExactly("", "az1", "joba1", "joba2", "jobb1", "jobé1");
        }
    }

    @Test
    void dropsWhatIsOlderThanTheBlocksAndSeriesThatAreLeftWithNothing() throws IOException {
        directory
                .wal(
                        0,
                        series(1, "a", "a"),
                        series(2, "a", "b"),
                        series(3, "a", "c"),
                        series(4, "a", "d"),
                        samples(1, 90, 1, 100, 2),
                        samples(2, 99, 1))
                .chunks(1, chunk(3, XOR, 80, 90), chunk(4, XOR, 95, 105));

        HeadContent head = HeadContent.of(path, 100);

        assertThat(head.samples).containsOnlyKeys("a=a", "a=d");
        assertThat(head.samples.get("a=a")).containsExactly("100 2.0");
        assertThat(head.samples.get("a=d")).containsExactly("105 1.0");
    }

    @Test
    void samplesNotNewerThanTheLastOneAreDropped() throws IOException {
        directory
                .wal(
                        0,
                        series(1, "a", "a"),
                        samples(1, 10, 0, 20, 0, 30, 3, 30, 4, 25, 5, 40, 6),
                        samples(7, 50, 1, 60, 1))
                .chunks(1, chunk(1, XOR, 10, 20));

        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples.get("a=a")).containsExactly("10 1.0", "20 1.0", "30 3.0", "40 6.0");
        assertThat(head.unknownSamples).isEqualTo(2);
    }

    @Test
    void aSecondReferenceOfTheSameLabelsStartsTheSeriesAnew() throws IOException {
        directory
                .wal(
                        0,
                        series(1, "a", "a"),
                        samples(1, 30, 3),
                        series(2, "a", "a"),
                        samples(2, 60, 6),
                        samples(1, 70, 7))
                .chunks(1, chunk(1, XOR, 10, 20), chunk(2, XOR, 40, 50));

        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples.get("a=a")).containsExactly("40 1.0", "50 1.0", "60 6.0", "70 7.0");
        try (HeadReader reader = HeadReader.open(path, NO_BLOCKS)) {
            assertThat(reader.duplicateSeriesRecords()).isEqualTo(1);
        }
    }

    @Test
    void tombstonesHideSamplesThatCameBeforeAndAfter() throws IOException {
        directory
                .wal(
                        0,
                        series(1, "a", "a"),
                        series(2, "a", "b"),
                        samples(1, 30, 3, 40, 4),
                        tombstone(1, 15, 35),
                        tombstone(2, 0, 100),
                        tombstone(9, 0, 100),
                        samples(2, 50, 1),
                        samples(1, 50, 5))
                .chunks(1, chunk(1, XOR, 10, 20));

        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples.get("a=a")).containsExactly("10 1.0", "40 4.0", "50 5.0");
        assertThat(head.samples.get("a=b")).isEmpty();
        assertThat(head.kept).isEqualTo(2);
    }

    @Test
    void aTombstoneOverAllOfTimeDeletesTheSeries() throws IOException {
        directory.wal(
                0,
                series(1, "a", "a"),
                series(2, "a", "b"),
                samples(1, 10, 1),
                samples(2, 10, 1),
                tombstone(1, Long.MIN_VALUE, Long.MAX_VALUE),
                samples(1, 15, 1),
                series(3, "a", "a"),
                samples(3, 20, 2),
                tombstone(2, Long.MIN_VALUE, Long.MAX_VALUE));

        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples).containsOnlyKeys("a=a");
        assertThat(head.samples.get("a=a")).containsExactly("20 2.0");
        assertThat(head.kept).isEqualTo(1);
    }

    @Test
    void outOfOrderSamplesCountOnceBesideInOrderOnes() throws IOException {
        directory
                .wal(0, series(1, "a", "a"), series(2, "a", "b"), samples(1, 50, 5, 60, 6, 70, 7))
                .wbl(
                        0,
                        samples(1, 42, 1),
                        new Records().u8(5).be64(1).be64(1L << 32 | 8).bytes(),
                        samples(1, 45, 4, 44, 3, 60, 9, 45, 8, 60, 8),
                        new Records().u8(5).be64(1).be64(7L << 32 | 8).bytes(),
                        samples(2, 5, 1),
                        samples(99, 5, 1))
                .chunks(1, chunk(1, XOR | OUT_OF_ORDER, 41, 42, 44), chunk(1, XOR, 10, 42));

        HeadContent head = HeadContent.of(path, 20);

        assertThat(head.samples.get("a=a")).hasSize(7).element(0).isEqualTo("41 1.0");
        assertThat(times(head, "a=a")).containsExactly("41", "42", "44", "45", "50", "60", "70");
        assertThat(head.samples.get("a=a")).contains("45 4.0", "50 5.0", "70 7.0");
        assertThat(head.samples.get("a=b")).containsExactly("5 1.0");
        assertThat(head.unknownSamples).isEqualTo(1);
    }

    @Test
    void histogramsKeepTheirKindAtTheStalenessMarker() throws IOException {
        directory.wal(
                0,
                series(1, "a", "a"),
                series(2, "a", "b"),
                new Records()
                        .u8(7)
                        .be64(1)
                        .be64(10)
                        .varint(0)
                        .varint(0)
                        .histogram(3, 12.5, 4, 1, 2)
                        .bytes(),
                new Records()
                        .u8(8)
                        .be64(2)
                        .be64(10)
                        .varint(0)
                        .varint(0)
                        .floatHistogram(3, 1.5, 4)
                        .bytes(),
                samples(1, 20, STALE),
                samples(2, 20, STALE));

        try (HeadReader head = HeadReader.open(path, NO_BLOCKS)) {
            HeadTable table = head.count(SampleSink.NONE);
            assertThat(table.histogramSamples(0)).isEqualTo(2);
            assertThat(table.histogramSamples(1)).isEqualTo(2);
        }
        HeadContent head = HeadContent.of(path, NO_BLOCKS);
        assertThat(head.samples.get("a=a")).hasSize(2).element(1).isEqualTo("20 stale");
        assertThat(head.samples.get("a=a").getFirst()).startsWith("10 {schema:3, count:9.0, sum:12.5");
        assertThat(head.samples.get("a=b").getFirst()).startsWith("10 {schema:3, count:6.0, sum:1.5");
    }

    @Test
    void countsTheSamplesOfAChunkUpToATimeThatWasAnnouncedOrNot() throws IOException {
        long[] times = {10, 20, 35, 40};
        directory.wal(0, series(1, "a", "a")).chunks(1, chunk(1, XOR, times));
        for (long announced = 9; announced <= 41; announced++) {
            List<Long> asked = new ArrayList<>();
            try (HeadReader head = HeadReader.open(path, NO_BLOCKS, announced, bytes -> {})) {
                head.count(new SampleSink() {
                    @Override
                    public boolean chunk(
                            int series, long from, long to, int samples, boolean histogram, ChunkTimes counted) {
                        for (long time = 9; time <= 41; time++) {
                            long until = time;
                            assertThat(counted.samplesUpTo(time)).isEqualTo((int)
                                    Arrays.stream(times).filter(t -> t <= until).count());
                            asked.add(time);
                        }
                        return true;
                    }

                    @Override
                    public void sample(int series, long time, boolean stale, boolean histogram, boolean late) {}
                });
            }
            assertThat(asked).hasSize(33);
        }
    }

    @Test
    void aSnapshotAndTheLogAfterItAreTheSameAsTheWholeLog() throws IOException {
        byte[] before = samples(1, 30, 1, 40, 1);
        directory
                .wal(0, series(1, "a", "a"), series(2, "a", "b"), samples(1, 10, 1, 20, 1), before)
                .wal(1, series(3, "a", "c"), samples(1, 50, 5), samples(2, 50, 5), samples(3, 50, 5))
                .chunks(1, chunk(1, XOR, 10, 20));
        long end = Files.size(path.resolve("wal/00000000"));
        directory.snapshot(
                0,
                end,
                snapshotSeries(1, new String[] {"a", "a"}, 30, 40),
                snapshotSeries(2, new String[] {"a", "b"}),
                new Records()
                        .u8(2)
                        .uvarint(4)
                        .u8(1)
                        .uvarint(1)
                        .varint(20)
                        .varint(20)
                        .bytes());

        HeadContent fromLog = HeadContent.of(path, NO_BLOCKS);
        HeadContent fromSnapshot = HeadContent.of(path, NO_BLOCKS, true);

        assertThat(fromLog.samples.get("a=a")).containsExactly("10 1.0", "20 1.0", "30 1.0", "40 1.0", "50 5.0");
        fromLog.samples.get("a=a").remove("20 1.0");
        assertThat(fromSnapshot.samples).isEqualTo(fromLog.samples);
        assertThat(fromSnapshot.damage).isEmpty();
    }

    @Test
    void aDamagedSnapshotLeavesTheLog() throws IOException {
        directory.wal(0, series(1, "a", "a"), samples(1, 10, 1)).snapshot(0, 10, new byte[] {1, 2, 3});

        HeadContent head = HeadContent.of(path, NO_BLOCKS, true);

        assertThat(head.samples.get("a=a")).containsExactly("10 1.0");
        assertThat(head.damage).singleElement().asString().contains("chunk_snapshot.");
    }

    @Test
    void aDamagedChunkFileGoesWithAllAfterItAndTheLogFillsTheGap() throws IOException {
        byte[] damaged = chunk(1, XOR, 30, 40);
        damaged[damaged.length - 6] ^= 1;
        directory
                .wal(0, series(1, "a", "a"), samples(1, 10, 9, 20, 9, 30, 9, 40, 9, 50, 9))
                .chunks(1, chunk(1, XOR, 10, 20))
                .chunks(2, damaged)
                .chunks(3, chunk(1, XOR, 50, 60));

        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples.get("a=a")).containsExactly("10 1.0", "20 1.0", "30 9.0", "40 9.0", "50 9.0");
        assertThat(head.damage).singleElement().asString().contains("000002: at byte 8");
    }

    @Test
    void chunksOutOfSequenceAreAllThrownAway() throws IOException {
        directory
                .wal(0, series(1, "a", "a"), samples(1, 10, 9))
                .chunks(1, chunk(1, XOR, 10, 20), chunk(1, XOR, 20, 30));

        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples.get("a=a")).containsExactly("10 9.0");
        assertThat(head.damage).hasSize(1);
    }

    @Test
    void theLastChunkFileMayBeCutAnywhereWhileItIsWritten() throws IOException {
        directory.wal(0, series(1, "a", "a"), samples(1, 10, 9, 20, 9, 30, 9, 40, 9));
        directory.chunks(1, chunk(1, XOR, 10, 20), chunk(1, XOR, 30, 40));
        Path file = path.resolve("chunks_head/000001");
        byte[] whole = Files.readAllBytes(file);
        int written = whole.length - 300;
        for (int cut = 0; cut <= written; cut++) {
            for (boolean allocated : new boolean[] {false, true}) {
                if (allocated && cut > 0 && cut < 8) {
                    // The file's header is written in one go.
                    continue;
                }
                Files.write(file, Arrays.copyOf(Arrays.copyOf(whole, cut), allocated ? whole.length : cut));

                HeadContent head = HeadContent.of(path, NO_BLOCKS);

                assertThat(head.damage).as("cut at %d", cut).isEmpty();
                assertThat(times(head, "a=a")).containsExactly("10", "20", "30", "40");
            }
        }
    }

    @Test
    void everyFlippedByteOfAChunkFileIsFoundOrHarmless() throws IOException {
        directory.wal(0, series(1, "a", "a"), samples(1, 10, 9, 20, 9, 30, 9, 40, 9));
        directory.chunks(1, chunk(1, XOR, 10, 20), chunk(1, XOR, 30, 40)).chunks(2, chunk(1, XOR, 50, 60));
        Path file = path.resolve("chunks_head/000001");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] bytes = whole.clone();
            bytes[i] ^= (byte) (1 << i % 8);
            Files.write(file, bytes);

            HeadContent head = HeadContent.of(path, NO_BLOCKS);

            assertThat(times(head, "a=a")).as("flipped %d", i).startsWith("10", "20", "30", "40");
            boolean meaningless = (i >= 5 && i < 8) || i >= whole.length - 300;
            assertThat(head.damage.isEmpty() || head.damage.getFirst().contains("000001: at byte "))
                    .isTrue();
            assertThat(!head.damage.isEmpty() || meaningless)
                    .as("flipped %d", i)
                    .isTrue();
        }
    }

    @Test
    void noFlippedByteAndNoCutOfAnyFileStopsTheReader() throws IOException {
        directory
                .wal(0, series(1, "a", "a"), samples(1, 10, 1, 20, 1), samples(1, 30, 1))
                .wal(1, series(2, "a", "b"), samples(2, 40, 1), tombstone(1, 5, 15))
                .wbl(0, samples(1, 5, 5), new Records().u8(5).be64(1).be64(0).bytes(), samples(2, 6, 6))
                .chunks(1, chunk(1, XOR, 10, 20), chunk(2, XOR | OUT_OF_ORDER, 3, 4))
                .snapshot(0, 0, snapshotSeries(1, new String[] {"a", "a"}, 10, 20));
        for (String name : new String[] {
            "wal/00000000",
            "wal/00000001",
            "wbl/00000000",
            "chunks_head/000001",
            "chunk_snapshot.000000.0000000000/00000000"
        }) {
            Path file = path.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < whole.length; i++) {
                byte[] flipped = whole.clone();
                flipped[i] ^= (byte) (1 << i % 8);
                Files.write(file, flipped);
                survive(true);
                Files.write(file, Arrays.copyOf(whole, i));
                survive(true);
                survive(false);
            }
            Files.write(file, whole);
        }
    }

    private void survive(boolean useSnapshot) throws IOException {
        for (String line : HeadContent.of(path, NO_BLOCKS, useSnapshot).damage) {
            assertThat(line).startsWith(path.toString()).contains(": at byte ");
        }
    }

    @Test
    void damageInTheLogEndsIt() throws IOException {
        directory
                .wal(
                        0,
                        series(1, "a", "a"),
                        samples(1, 10, 1),
                        new Records().u8(2).be64(1).bytes(),
                        samples(1, 20, 1))
                .wal(1, samples(1, 30, 1))
                .wbl(0, samples(1, 5, 5));

        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples.get("a=a")).containsExactly("5 5.0", "10 1.0");
        assertThat(head.damage)
                .singleElement()
                .asString()
                .contains("wal/00000000: at byte ")
                .contains("of the record");
    }

    @Test
    void aMissingSegmentIsReported() throws IOException {
        directory.wal(0, series(1, "a", "a"), samples(1, 10, 1)).wal(2, samples(1, 30, 1));

        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples.get("a=a")).containsExactly("10 1.0", "30 1.0");
        assertThat(head.damage)
                .singleElement()
                .asString()
                .contains("wal/00000001")
                .contains("found none");
    }

    @Test
    void anEmptyDirectoryHasAnEmptyHead() throws IOException {
        HeadContent head = HeadContent.of(path, NO_BLOCKS);

        assertThat(head.samples).isEmpty();
        assertThat(head.kept).isZero();
    }

    @Test
    void aSegmentThatVanishesBetweenThePassesIsNoDamage() throws IOException {
        directory.wal(0, series(1, "a", "a"), samples(1, 10, 1));
        try (HeadReader head = HeadReader.open(path, NO_BLOCKS)) {
            Files.delete(path.resolve("wal/00000000"));
            assertThatThrownBy(() -> head.count(SampleSink.NONE)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void laterPassesSeeNoMoreThanTheFirst() throws IOException {
        directory.wal(0, series(1, "a", "a"), samples(1, 10, 1));
        try (HeadReader head = HeadReader.open(path, NO_BLOCKS)) {
            directory.wal(0, series(1, "a", "a"), samples(1, 10, 1), series(2, "a", "b"), samples(2, 11, 1));
            assertThat(head.count(SampleSink.NONE).keptCount()).isEqualTo(1);
        }
    }

    @Test
    void countsBytesOfLogAndChunksBySeries() throws IOException {
        directory
                .wal(0, series(1, "a", "a"), samples(1, 10, 1, 20, 1), samples(1, 30, 1))
                .chunks(1, chunk(1, XOR, 10, 20), chunk(1, XOR | OUT_OF_ORDER, 3, 4));
        try (HeadReader head = HeadReader.open(path, NO_BLOCKS)) {
            HeadTable table = head.count(SampleSink.NONE);
            // Reference and labels; then three samples of two varints and a value.
            assertThat(table.logBytes(0)).isEqualTo(8 + 5 + 3 * 10);
            assertThat(table.chunks(0)).isEqualTo(2);
            assertThat(table.chunkBytes(0))
                    .isEqualTo(HeadDirectory.xor(10, 20).length + HeadDirectory.xor(3, 4).length);
            assertThat(table.chunkSamples(0)).isEqualTo(2);
            assertThat(table.logSamples(0)).isEqualTo(1);
            assertThat(table.outOfOrderSamples(0)).isEqualTo(2);
        }
    }

    private static List<String> times(HeadContent head, String series) {
        return head.samples.get(series).stream()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }
}
