package dev.headroom.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.CorruptionException;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whichever of the two threads is ahead, and whoever decompresses a record: it is what the reader alone finds.
class ReadAheadTest {
    private static final int RECORDS = 400;

    @TempDir
    Path directory;

    /// @param pause milliseconds for a batch, which make the thread that reads the one that is ahead
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void tellsWhatTheReaderTells(int pause) throws Exception {
        for (Compression compression : Compression.values()) {
            List<Segment> segments = List.of(
                    random(compression, 1).write(directory, 0),
                    random(compression, 2).write(directory, 1));
            Told expected = tell(segments);
            assertThat(expected.records()).hasSizeGreaterThan(RECORDS);
            assertThat(expected.damage()).isNull();
            assertThat(tellAhead(segments, pause)).as("%s", compression).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aRecordThatCannotBeDecompressedEndsTheLog(int pause) throws Exception {
        for (int place = 0; place < 3; place++) {
            LogWriter log = random(Compression.SNAPPY, place);
            byte[] broken = compressed(new byte[2000]);
            // The type can still be read; a copy from before the record's start follows.
            broken[broken.length - 1] = (byte) 0xff;
            broken[broken.length - 2] = (byte) 0xff;
            log.pad().fragment(1 | 8, broken);
            List<Segment> segments = List.of(
                    log.write(directory, 0), random(Compression.SNAPPY, 9).write(directory, 1));
            Told expected = tell(segments);
            assertThat(expected.damage()).contains("compressed");
            for (int i = 0; i < 5; i++) {
                assertThat(tellAhead(segments, pause)).isEqualTo(expected);
            }
        }
    }

    private record Told(List<Integer> records, String damage, boolean torn) {}

    private static Told tell(List<Segment> segments) throws IOException {
        List<Integer> hashes = new ArrayList<>();
        try (WalReader reader = WalReader.log(segments)) {
            while (reader.next()) {
                if (reader.type() == RecordType.SAMPLES) {
                    hashes.add(hash(reader.record(), reader.offset(), reader.length()));
                }
            }
            return new Told(hashes, text(reader.damage()), reader.isTorn());
        }
    }

    private static Told tellAhead(List<Segment> segments, int pause) throws Exception {
        List<Integer> hashes = new ArrayList<>();
        try (ReadAhead records =
                new ReadAhead(WalReader.log(segments), type -> type == RecordType.SAMPLES, bytes -> {})) {
            while (records.next()) {
                hashes.add(hash(records.record(), records.offset(), records.length()));
                if (pause > 0 && hashes.size() % 60 == 0) {
                    Thread.sleep(pause);
                }
            }
            assertThat(records.next()).isFalse();
            return new Told(hashes, text(records.damage()), records.torn() != null);
        }
    }

    private static String text(CorruptionException damage) {
        return damage == null ? null : damage.getMessage();
    }

    private static int hash(byte[] bytes, int offset, int length) {
        return Arrays.hashCode(Arrays.copyOfRange(bytes, offset, offset + length));
    }

    private static LogWriter random(Compression compression, int seed) {
        Random random = new Random(seed);
        LogWriter log = new LogWriter(compression);
        for (int i = 0; i < RECORDS; i++) {
            byte[] record = new byte[1 + random.nextInt(40_000)];
            // Runs, which can be compressed.
            for (int at = 0; at < record.length; at += 16) {
                Arrays.fill(record, at, Math.min(record.length, at + 16), (byte) random.nextInt());
            }
            record[0] = (byte) (random.nextInt(5) == 0 ? RecordType.SERIES : RecordType.SAMPLES).code();
            log.log(record);
        }
        return log;
    }

    private static byte[] compressed(byte[] record) {
        record[0] = (byte) RecordType.SAMPLES.code();
        SnappyJavaCompressor compressor = new SnappyJavaCompressor();
        byte[] target = new byte[compressor.maxCompressedLength(record.length)];
        return Arrays.copyOf(target, compressor.compress(record, 0, record.length, target, 0, target.length));
    }
}
