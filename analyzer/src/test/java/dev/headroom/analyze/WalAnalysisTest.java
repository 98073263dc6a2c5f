package dev.headroom.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.analyze.engine.Progress;
import dev.headroom.analyze.report.WalReport;
import dev.headroom.analyze.report.WalReport.DamageRow;
import dev.headroom.analyze.report.WalReport.DropRow;
import dev.headroom.analyze.report.WalReport.JobRow;
import dev.headroom.analyze.report.WalReport.NextCheckpoint;
import dev.headroom.analyze.report.WalReport.Place;
import dev.headroom.analyze.report.WalReport.SegmentRow;
import dev.headroom.analyze.report.WalReport.SeriesRecords;
import dev.headroom.analyze.report.WalReport.Unknown;
import dev.headroom.testing.block.Bytes;
import dev.headroom.testing.wal.LogImage;
import dev.headroom.tsdb.DataDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalAnalysisTest {
    private static final long HOUR = 3_600_000;
    /// A time where a block range ends.
    private static final long T = 490_000 * HOUR;

    @TempDir
    private Path directory;

    private Path wal;

    @BeforeEach
    void makeDirectories() throws IOException {
        wal = directory.resolve("wal");
        Files.createDirectories(directory.resolve("chunks_head"));
    }

    @Test
    void segmentsTellWhatTheyHold() throws IOException {
        new LogImage().series(1, "job", "a").samples(1, T, 1, T + 5, 2).write(wal, 7);
        new LogImage().samples(1, T + 9, 3).write(wal, 8);
        new LogImage().write(wal, 9);
        new LogImage().series(1, "job", "a").write(wal.resolve("checkpoint.00000006"), 0);
        new LogImage()
                .samples(1, T - 9, 4)
                .record(new Bytes().u8(5).u64(1).u64(77))
                .write(directory.resolve("wbl"), 0);

        WalReport report = analyze();

        assertThat(report.agent()).isFalse();
        assertThat(report.wal().segments())
                .containsExactly(
                        new SegmentRow("00000007", 32768, 2, 1, 2, T, T + 5),
                        new SegmentRow("00000008", 32768, 1, 0, 1, T + 9, T + 9),
                        new SegmentRow("00000009", 0, 0, 0, 0, null, null));
        assertThat(report.wal().fileBytes()).isEqualTo(2 * 32768);
        assertThat(report.wal().types())
                .extracting(WalReport.TypeRow::type, WalReport.TypeRow::records, WalReport.TypeRow::elements)
                .containsExactly(tuple("series", 1, 1), tuple("samples", 2, 3));
        assertThat(report.checkpoint().name()).isEqualTo("checkpoint.00000006");
        assertThat(report.checkpoint().samples()).isZero();
        assertThat(report.checkpoint().minTime()).isNull();
        assertThat(report.wbl().samples()).isEqualTo(1);
        assertThat(report.wbl().types())
                .extracting(WalReport.TypeRow::type, WalReport.TypeRow::records, WalReport.TypeRow::elements)
                .containsExactly(tuple("samples", 1, 1), tuple("mmap markers", 1, 1));
        assertThat(report.otherBytes()).isZero();
        assertThat(report.damaged()).isEmpty();
    }

    @Test
    void bytesOfRecordsAreThoseOfTheirContent() throws IOException {
        int size = new LogImage().samples(1, T, 1).size() - 7;
        new LogImage().samples(1, T, 1).samples(1, T, 2).write(wal, 0);

        WalReport.TypeRow row = analyze().wal().types().getFirst();

        assertThat(row.bytes()).isEqualTo(2L * size);
        assertThat(row.storedBytes()).isEqualTo(2L * size);
        assertThat(row.compression()).isEqualTo(1);
    }

    @Test
    void whatNobodyReadsIsCounted() throws IOException {
        for (String checkpoint : List.of("checkpoint.00000001", "checkpoint.00000003", "checkpoint.00000005.tmp")) {
            new LogImage().series(1, "job", "a").write(wal.resolve(checkpoint), 0);
        }
        for (int i = 2; i < 6; i++) {
            new LogImage().series(i, "job", "a").write(wal, i);
        }

        WalReport report = analyze();

        assertThat(report.wal().segments()).extracting(SegmentRow::name).containsExactly("00000004", "00000005");
        assertThat(report.otherBytes()).isEqualTo(4 * 32768);
    }

    @Test
    void jobsTellTheirSeriesRecordsAndSamples() throws IOException {
        new LogImage()
                .series(1, "__name__", "up", "job", "a")
                .series(2, "__name__", "up", "job", "b")
                .series(3, "__name__", "down")
                .samples(1, T, 1, T + 1, 1)
                .samples(3, T, 1)
                .write(wal, 0);
        new LogImage()
                .series(4, "__name__", "up", "job", "a")
                .samples(4, T + 2, 1)
                .series(5, "__name__", "down", "job", "a")
                .write(wal, 1);

        WalReport report = analyze();

        int up = 8 + 1 + 9 + 3 + 4 + 2;
        assertThat(report.jobs())
                .extracting(
                        JobRow::name,
                        JobRow::series,
                        JobRow::seriesRecords,
                        JobRow::duplicates,
                        JobRow::recordBytes,
                        JobRow::samples,
                        JobRow::sampleBytes)
                .containsExactly(
                        tuple("a", 2, 3, 1, 3 * up + 2, 3, 3 * 10),
                        tuple("", 1, 1, 0, 8 + 1 + 9 + 5, 1, 10),
                        tuple("b", 1, 1, 0, up, 0, 0));
        assertThat(WalAnalysis.run(directory, 2, new Progress()).jobs()).hasSize(2);
    }

    @Test
    void duplicatesAreToldByWhatTheyRepeat() throws IOException {
        new LogImage()
                .series(1, "job", "a")
                .series(2, "job", "b")
                .samples(1, T, 1)
                .write(wal.resolve("checkpoint.00000000"), 0);
        new LogImage()
                .series(1, "job", "a")
                .series(9, "job", "b")
                .series(2, "job", "b")
                .samples(9, T, 1)
                .write(wal, 1);

        assertThat(analyze().series()).isEqualTo(new SeriesRecords(5, 2, 3, 2, 1, 3 * (8 + 1 + 4 + 2), 1));
    }

    @Test
    void elementsOfNoSeriesAreCounted() throws IOException {
        new LogImage()
                .samples(5, T, 1, T + 1, 1)
                .series(5, "job", "a")
                .samples(5, T + 2, 1)
                .exemplar(6, T, "trace", "x")
                .tombstone(6, T, T)
                .metadata(6, "what it is")
                .write(wal, 0);
        new LogImage().samples(7, T - 1, 1).samples(5, T - 1, 1).write(directory.resolve("wbl"), 0);

        assertThat(analyze().unknown()).isEqualTo(new Unknown(3, 1, 1, 1));
    }

    @Test
    void aTornTailIsNoDamage() throws IOException {
        LogImage image = new LogImage().series(1, "job", "a");
        int torn = image.size();
        image.samples(1, T, 1).writeTorn(wal, 0, 8);

        WalReport report = analyze();

        assertThat(report.wal().torn()).isEqualTo(new Place("00000000", torn));
        assertThat(report.wal().records()).isEqualTo(1);
        assertThat(report.damaged()).isEmpty();
    }

    @Test
    void damageIsNamedWithWhatIsLostBehindIt() throws IOException {
        LogImage image = new LogImage().series(1, "job", "a");
        int place = image.size();
        image.samples(1, T, 1).write(wal, 0);
        flip(wal.resolve("00000000"), place + 9);
        new LogImage().samples(1, T + 1, 1).write(wal, 1);

        WalReport report = analyze();

        assertThat(report.damaged()).hasSize(1);
        DamageRow damage = report.damaged().getFirst();
        assertThat(damage.file()).isEqualTo(wal.resolve("00000000").toString());
        assertThat(damage.offset()).isEqualTo(place);
        assertThat(damage.lostBytes()).isEqualTo(2 * 32768 - place);
        assertThat(report.wal().records()).isEqualTo(1);
        assertThat(report.wal().segments()).hasSize(2);
    }

    @Test
    void aRecordThatIsNotWhatItsTypeSaysIsDamage() throws IOException {
        LogImage image = new LogImage().series(1, "job", "a");
        int place = image.size();
        image.record(new Bytes().u8(1).u64(3).uvarint(1000)).samples(1, T, 1).write(wal, 0);

        WalReport report = analyze();

        assertThat(report.damaged()).extracting(DamageRow::offset).containsExactly((long) place);
        assertThat(report.wal().samples()).isZero();
    }

    @Test
    void damageInACheckpointAndAGapKeepPrometheusFromStarting() throws IOException {
        new LogImage().series(1, "job", "a").write(wal.resolve("checkpoint.00000003"), 0);
        flip(wal.resolve("checkpoint.00000003/00000000"), 9);
        new LogImage().samples(1, T, 1).write(wal, 4);
        new LogImage().samples(1, T, 1).write(wal, 6);

        WalReport report = analyze();

        assertThat(report.damaged())
                .extracting(DamageRow::file, DamageRow::lostBytes)
                .containsExactly(
                        tuple(wal.resolve("checkpoint.00000003/00000000").toString(), null),
                        tuple(wal.resolve("00000005").toString(), null));
    }

    @Test
    void theNextCheckpointDropsWhatTheBlocksWillHold() throws IOException {
        block(T - 2 * HOUR, T);
        new LogImage()
                .series(1, "job", "a")
                .series(2, "job", "gone before the block")
                .samples(1, T - HOUR, 1)
                .write(wal.resolve("checkpoint.00000001"), 0);
        new LogImage()
                .series(3, "job", "leaves")
                .samples(2, T - 1, 1)
                .samples(3, T, 1, T + HOUR, 1)
                .tombstone(1, T - HOUR, T)
                .tombstone(1, T, T + 3 * HOUR)
                .tombstone(2, T, T + 3 * HOUR)
                .exemplar(1, T, "trace", "x")
                .write(wal, 2);
        new LogImage()
                .series(4, "job", "late samples only")
                .samples(1, T + HOUR, 1, T + 2 * HOUR, 1)
                .metadata(1, "old")
                .metadata(2, "of nobody")
                .metadata(1, "new")
                .write(wal, 3);
        // Not covered: the segments after two thirds of those before the last.
        new LogImage().samples(1, T + 1, 1).write(wal, 4);
        new LogImage().series(5, "job", "b").write(wal, 5);
        new LogImage().samples(4, T - HOUR, 1).write(directory.resolve("wbl"), 0);

        NextCheckpoint next = analyze().nextCheckpoint();

        assertThat(next.segment()).isEqualTo(3);
        assertThat(next.segments()).isEqualTo(2);
        assertThat(next.cutoff()).isEqualTo(T + 2 * HOUR);
        assertThat(next.due()).isEqualTo(T + 3 * HOUR);
        assertThat(next.types())
                .extracting(DropRow::type, DropRow::elements, DropRow::dropped)
                .containsExactly(
                        tuple("series", 4, 1),
                        tuple("samples", 6, 5),
                        tuple("tombstones", 3, 2),
                        tuple("exemplars", 1, 1),
                        tuple("metadata", 3, 2));
        DropRow samples = next.types().get(1);
        assertThat(samples.bytes()).isEqualTo(4 * 17 + 10 + 10 + (10 + 13) + (10 + 13));
        // The record that keeps its second sample keeps its header.
        assertThat(samples.bytes() - samples.droppedBytes()).isEqualTo(17 + 13);
        assertThat(next.fileBytes()).isEqualTo(3 * 32768);
        assertThat(next.newFileBytes()).isEqualTo(32768);
        assertThat(next.freedBytes()).isEqualTo(2 * 32768);
    }

    /// What left the head when the block before was cut is kept by servers before 3.7 as long as the segment in which
    /// that happened is not covered; here it is the fifth, since the first four end before the block was due.
    @Test
    void olderServersKeepSeriesForLongerThatLeftTheHead() throws IOException {
        block(T - 2 * HOUR, T);
        new LogImage()
                .series(1, "job", "a")
                .series(2, "job", "left with the last block")
                .series(3, "job", "left before")
                .samples(3, T - 2 * HOUR - 1, 1)
                .samples(2, T - 2 * HOUR, 1)
                .write(wal, 0);
        for (int i = 1; i <= 6; i++) {
            new LogImage()
                    .samples(1, i <= 3 ? T + HOUR - 4 + i : T + HOUR + i, 1)
                    .write(wal, i);
        }
        NextCheckpoint next = analyze().nextCheckpoint();
        assertThat(next.segment()).isEqualTo(3);
        assertThat(next.types())
                .filteredOn(row -> row.type().equals("series"))
                .extracting(DropRow::elements, DropRow::dropped, DropRow::droppedBefore37)
                .containsExactly(tuple(3L, 2L, 1L));
    }

    @Test
    void anOlderSampleThatComesLateMovesTheCutoff() throws IOException {
        block(T - 2 * HOUR, T);
        for (int i = 0; i < 5; i++) {
            new LogImage().series(1, "job", "a").samples(1, T + 2 * HOUR + i, 1).write(wal, i);
        }
        assertThat(analyze().nextCheckpoint().cutoff()).isEqualTo(T + 4 * HOUR);
        assertThat(dropped("samples")).isEqualTo(3);

        new LogImage().samples(1, T + 1, 1).write(wal, 4);
        assertThat(analyze().nextCheckpoint().cutoff()).isEqualTo(T + 2 * HOUR);
        assertThat(dropped("samples")).isZero();
    }

    @Test
    void aHeadThatHasFallenBehindLosesAllItsWholeRanges() throws IOException {
        for (int i = 0; i < 10; i++) {
            new LogImage().series(1, "job", "a").samples(1, T + i * HOUR, 1).write(wal, i);
        }
        // 9 h - 6 h is not more than one and a half ranges of two hours.
        assertThat(analyze().nextCheckpoint().cutoff()).isEqualTo(T + 6 * HOUR);
        assertThat(analyze().nextCheckpoint().segment()).isEqualTo(5);
        assertThat(dropped("samples")).isEqualTo(6);
    }

    @Test
    void theBlocksTellAnotherRange() throws IOException {
        block(T - HOUR / 2, T - HOUR / 4);
        block(T - HOUR / 4 + 5, T);
        new LogImage().series(1, "job", "a").samples(1, T, 1).write(wal, 0);
        assertThat(analyze().nextCheckpoint().cutoff()).isEqualTo(T + HOUR / 4);
        assertThat(analyze().nextCheckpoint().due()).isEqualTo(T + HOUR / 8 * 3);
    }

    @Test
    void threeSegmentsAreTooFewForACheckpoint() throws IOException {
        for (int i = 0; i < 3; i++) {
            new LogImage().series(1, "job", "a").samples(1, T, 1).write(wal, i);
        }
        assertThat(analyze().nextCheckpoint().segment()).isNull();
        assertThat(analyze().nextCheckpoint().types()).isEmpty();
        new LogImage().write(wal, 3);
        assertThat(analyze().nextCheckpoint().segment()).isEqualTo(1);
    }

    @Test
    void anAgentHasALogAndNothingElse() throws IOException {
        Files.delete(directory.resolve("chunks_head"));
        for (int i = 0; i < 4; i++) {
            new LogImage()
                    .series(1, "job", "a")
                    .series(2, "job", "b")
                    .samples(1, T + i * HOUR / 60, 1)
                    .samples(2, T, 1)
                    .write(wal, i);
        }
        new LogImage().samples(1, T + 6 * HOUR / 60, 1).write(wal, 4);

        WalReport report = analyze();

        assertThat(report.agent()).isTrue();
        assertThat(report.nextCheckpoint().due()).isNull();
        assertThat(report.nextCheckpoint().cutoff()).isEqualTo(T + HOUR / 60);
        assertThat(dropped("samples")).isEqualTo(1 + 3);
        assertThat(dropped("series")).isEqualTo(3);
    }

    @Test
    void whatIsNoLogIsRefused() throws IOException {
        assertThatThrownBy(this::analyze)
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("neither wal nor wbl");
        new LogImage().write(wal, 0);
        assertThatThrownBy(() -> WalAnalysis.run(wal, 0, new Progress()))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("give the data directory above it");
        assertThatThrownBy(() -> WalAnalysis.run(directory.resolve("nowhere"), 0, new Progress()))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("no such directory");
    }

    private WalReport analyze() throws IOException {
        return WalAnalysis.run(directory, 0, new Progress());
    }

    private long dropped(String type) throws IOException {
        List<DropRow> rows = analyze().nextCheckpoint().types();
        return rows.stream()
                .filter(row -> row.type().equals(type))
                .mapToLong(DropRow::dropped)
                .sum();
    }

    private void block(long minTime, long maxTime) throws IOException {
        Path block = directory.resolve("01HZZZZZZZZZZZZZZZZZ%06d".formatted(maxTime / 1000 % 1_000_000));
        Files.createDirectories(block);
        Files.writeString(
                block.resolve("meta.json"),
                "{\"ulid\":\"%s\",\"minTime\":%d,\"maxTime\":%d,\"version\":1,\"compaction\":{\"level\":1}}"
                        .formatted(block.getFileName(), minTime, maxTime));
    }

    private static void flip(Path file, int offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[offset] ^= 1;
        Files.write(file, bytes);
    }

    /// A row with its counts as the report has them.
    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        Object[] wide = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i] instanceof Integer number ? Long.valueOf(number) : values[i];
        }
        return org.assertj.core.groups.Tuple.tuple(wide);
    }
}
