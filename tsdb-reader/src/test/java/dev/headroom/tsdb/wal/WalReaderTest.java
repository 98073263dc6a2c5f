package dev.headroom.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.headroom.testing.block.Bytes;
import dev.headroom.testing.wal.LogImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WalReaderTest {
    private static final int READER_BUFFER = 16 * WalReader.PAGE_SIZE;
    private static final int ZSTD_TABLES = 500_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(Compression.class)
    void readsRecordsOfEveryLengthBack(Compression compression) throws IOException {
        List<byte[]> records = new ArrayList<>();
        Random random = new Random(7);
        for (int size : new int[] {0, 1, 20, 500, 32_754, 32_761, 32_768, 100_000, 3, 700_000, 17}) {
            records.add(compressible(random, size));
        }
        LogWriter writer = new LogWriter(compression);
        records.forEach(writer::log);
        Segment first = writer.pad().write(directory, 0);
        Segment second = new LogWriter(compression).log(new byte[] {42}).write(directory, 1);
        records.add(new byte[] {42});

        Reading reading = Reading.of(WalReader.log(List.of(first, second)));

        assertThat(reading.records).containsExactlyElementsOf(records);
        assertThat(reading.damage).isNull();
        assertThat(reading.torn).isFalse();
    }

    @Test
    void startsInTheMiddle() throws IOException {
        LogWriter writer = new LogWriter().log(new byte[] {1, 2, 3});
        int second = writer.size();
        Segment segment = writer.log(new byte[] {4, 5}).write(directory, 0);

        assertThat(Reading.of(WalReader.log(List.of(segment)).from(second)).records)
                .containsExactly(new byte[] {4, 5});
        assertThat(Reading.of(WalReader.log(List.of(segment)).from(1 << 30)).records)
                .isEmpty();
    }

    @Test
    void startsAtThePageWhereverRecordsBegin() throws IOException {
        List<byte[]> records = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        Random random = new Random(5);
        LogWriter writer = new LogWriter();
        for (int i = 0; i < 40; i++) {
            byte[] record = compressible(random, random.nextInt(3 * WalReader.PAGE_SIZE));
            int rest = WalReader.PAGE_SIZE - writer.size() % WalReader.PAGE_SIZE;
            starts.add(writer.size() + (rest < 7 ? rest : 0));
            records.add(record);
            writer.log(record);
        }
        Segment segment = writer.pad().write(directory, 0);
        for (int page = 0; page <= segment.size() / WalReader.PAGE_SIZE; page++) {
            int from = page * WalReader.PAGE_SIZE;
            List<byte[]> expected = IntStream.range(0, records.size())
                    .filter(i -> starts.get(i) >= from)
                    .mapToObj(records::get)
                    .toList();

            Reading reading = Reading.of(WalReader.log(List.of(segment)).fromPage(page));

            assertThat(reading.records).containsExactlyElementsOf(expected);
            assertThat(reading.damage).isNull();
        }
    }

    @Test
    void aSegmentCutAnywhereEndsTheLogInPeace() throws IOException {
        Sample sample = sample(Compression.SNAPPY);
        for (int length : sample.places()) {
            Segment cut = write(Arrays.copyOf(sample.bytes, length), 0);
            Reading reading = Reading.of(WalReader.log(List.of(cut)));

            assertThat(reading.records).hasSize(sample.recordsWithin(length));
            assertThat(reading.damage).as("cut at %d", length).isNull();
            assertThat(reading.torn).as("cut at %d", length).isEqualTo(sample.isWithinRecord(length));
        }
    }

    @Test
    void aSegmentCutBeforeTheLastOneIsDamaged() throws IOException {
        Sample sample = sample(Compression.NONE);
        int cutAt = sample.ends.get(4) - 5;
        Segment cut = write(Arrays.copyOf(sample.bytes, cutAt), 0);
        Segment next = new LogWriter().log(new byte[] {9}).write(directory, 1);

        Reading reading = Reading.of(WalReader.log(List.of(cut, next)));

        assertThat(reading.records).hasSize(4);
        assertThat(reading.damage)
                .contains(cut.file().toString())
                .contains("the end of the segment")
                .contains("at byte ");
    }

    /// So Prometheus reads it: the writer died there, and the next one began a segment of its own.
    @Test
    void whatIsMissingOfAPageIsTakenForZeros() throws IOException {
        byte[] first = {1, 2, 3};
        byte[] endsInZeros = {4, 5, 0, 0, 0};
        byte[] next = {9};
        byte[] bytes = new LogWriter().log(first).log(endsInZeros).bytes();
        int second = 7 + first.length;
        int complete = second + 7 + 2;
        Segment following = new LogWriter().log(next).write(directory, 1);
        for (int length = second; length <= bytes.length; length++) {
            Segment cut = write(Arrays.copyOf(bytes, length), 0);
            Reading reading = Reading.of(WalReader.log(List.of(cut, following)));
            Reading stream = Reading.of(WalReader.stream(List.of(cut, following)));
            Reading last = Reading.of(WalReader.log(List.of(cut)));

            boolean started = second + 2 < length;
            if (length >= complete) {
                assertThat(reading.records).containsExactly(first, endsInZeros, next);
                assertThat(last.records).containsExactly(first, endsInZeros);
            } else {
                assertThat(reading.records).hasSize(started ? 1 : 2);
                assertThat(last.records).containsExactly(first);
            }
            assertThat(last.torn).as("cut at %d", length).isEqualTo(length > second && length < complete);
            assertThat(last.damage).isNull();
            assertThat(reading.damage != null).as("cut at %d", length).isEqualTo(started && length < complete);
            assertThat(stream.damage).isEqualTo(reading.damage);
            assertThat(stream.records).hasSameSizeAs(reading.records);
        }
    }

    @Test
    void aCheckpointIsWholeOrDamaged() throws IOException {
        Sample sample = sample(Compression.NONE);
        Segment cut = write(Arrays.copyOf(sample.bytes, sample.ends.get(4) - 5), 0);

        assertThat(Reading.of(WalReader.stream(List.of(cut))).damage).contains("the end of the segment");
    }

    @Test
    void aStreamContinuesARecordInTheNextSegment() throws IOException {
        Segment first = new LogWriter().fragment(2, new byte[] {1, 2}).pad().write(directory, 0);
        Segment second = new LogWriter().fragment(4, new byte[] {3}).write(directory, 1);

        assertThat(Reading.of(WalReader.stream(List.of(first, second))).records).containsExactly(new byte[] {1, 2, 3});
        assertThat(Reading.of(WalReader.log(List.of(first, second))).damage)
                .contains(second.file().toString())
                .contains("a last fragment");

        Segment cut =
                new LogWriter().fragment(2, new byte[WalReader.PAGE_SIZE - 7]).write(directory, 0);
        assertThat(Reading.of(WalReader.log(List.of(cut, second))).damage)
                .contains(cut.file().toString())
                .contains("a whole record");
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void everyFlippedByteIsFoundOrHarmless(Compression compression) throws IOException {
        Sample sample = sample(compression);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int flipped : sample.places()) {
            byte[] bytes = sample.bytes.clone();
            bytes[flipped] ^= (byte) (1 << flipped % 8);
            Segment segment = write(bytes, 0);

            long before = threads.getCurrentThreadAllocatedBytes();
            Reading reading = Reading.of(WalReader.log(List.of(segment)));
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            assertThat(allocated).isLessThan(READER_BUFFER + ZSTD_TABLES + 8L * bytes.length);
            int intact = sample.recordsBefore(flipped);
            assertThat(reading.records.size()).as("flipped %d", flipped).isGreaterThanOrEqualTo(intact);
            for (int i = 0; i < intact; i++) {
                assertThat(reading.records.get(i)).isEqualTo(sample.records.get(i));
            }
            if (reading.damage != null) {
                assertThat(reading.damage).startsWith(segment.file() + ": at byte ");
                assertThat(reading.damageOffset).isBetween((long) sample.startOf(flipped), (long) bytes.length);
            } else {
                // The bits of the header that mean nothing, or what looks like the end of an unfinished log.
                assertThat(reading.torn || reading.records.size() >= sample.records.size() - 1)
                        .as("flipped %d", flipped)
                        .isTrue();
            }
        }
    }

    @Test
    void anAnnouncedLengthIsCheckedBeforeMemoryIsTaken() throws IOException {
        byte[] fourGigabytes = new Records().uvarint(0xffff_ffffL).u8(0).u8(7).bytes();
        byte[] oneGigabyte = new Records().uvarint(1 << 30).u8(0).u8(7).bytes();
        byte[] noEnd = {(byte) 0xff, (byte) 0xff, (byte) 0xff};
        byte[] zstdFrame = new Records()
                .u8(0x28)
                .u8(0xb5)
                .u8(0x2f)
                .u8(0xfd)
                .u8(0xe0)
                .be64(0x0000_0040_0000_0000L)
                .u8(1)
                .u8(0)
                .u8(0)
                .bytes();
        for (byte[] data : List.of(fourGigabytes, oneGigabyte, noEnd, new byte[0], zstdFrame)) {
            int flag = Arrays.equals(data, zstdFrame) ? 16 : 8;
            Segment segment = new LogWriter().fragment(1 | flag, data).write(directory, 0);

            Reading reading = Reading.of(WalReader.log(List.of(segment)));

            assertThat(reading.records).isEmpty();
            assertThat(reading.damage).contains(segment.file().toString());
        }
    }

    /// What a writer makes of a page that has room for a fragment's header and nothing else.
    @Test
    void aFirstFragmentMayHoldNothing() throws IOException {
        byte[] first = new byte[WalReader.PAGE_SIZE - 14];
        byte[] second = {2, 3, 4};
        new LogImage()
                .record(new Bytes().raw(first))
                .record(new Bytes().raw(second))
                .write(directory, 0);

        Reading reading = Reading.of(WalReader.log(WalDirectory.list(directory).segments()));

        assertThat(reading.damage).isNull();
        assertThat(reading.records).hasSize(2);
        assertThat(reading.records.get(1)).isEqualTo(second);
    }

    @Test
    void fragmentsOutOfOrderAreDamage() throws IOException {
        for (int[] kinds : new int[][] {{4}, {3}, {2, 1}, {2, 2}, {5}, {2, 3, 6}}) {
            LogWriter writer = new LogWriter();
            for (int kind : kinds) {
                writer.fragment(kind, new byte[] {1});
            }
            assertThat(Reading.of(WalReader.log(List.of(writer.write(directory, 0)))).damage)
                    .contains("expected");
        }
    }

    @Test
    void aPageThatIsNotPaddedWithZerosIsDamaged() throws IOException {
        byte[] bytes =
                new LogWriter().log(new byte[] {1}).pad().log(new byte[] {2}).bytes();
        bytes[20_000] = 1;

        Reading reading = Reading.of(WalReader.log(List.of(write(bytes, 0))));

        assertThat(reading.records).hasSize(1);
        assertThat(reading.damageOffset).isEqualTo(20_000);
    }

    @Test
    void aSegmentThatVanishedIsNoDamage() throws IOException {
        Segment gone = new LogWriter().log(new byte[] {1}).write(directory, 0);
        Files.delete(gone.file());

        assertThatThrownBy(() -> Reading.of(WalReader.log(List.of(gone)))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aLogThatGrowsIsReadUpToWhereItWasListed() throws Exception {
        Sample sample = sample(Compression.SNAPPY);
        Path file = directory.resolve("00000000");
        Files.createFile(file);
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                for (int at = 0; at < sample.bytes.length; at += 100) {
                    byte[] piece = Arrays.copyOfRange(sample.bytes, at, Math.min(at + 100, sample.bytes.length));
                    Files.write(file, piece, StandardOpenOption.APPEND);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        int seen = 0;
        boolean finished;
        do {
            finished = !writer.isAlive();
            WalDirectory listing = WalDirectory.list(directory);
            Reading reading = Reading.of(WalReader.log(listing.segments()));
            Reading again = Reading.of(WalReader.log(listing.segments()));

            assertThat(reading.damage).isNull();
            assertThat(again.records).hasSameSizeAs(reading.records);
            assertThat(reading.records).hasSizeGreaterThanOrEqualTo(seen);
            seen = reading.records.size();
        } while (!finished);
        assertThat(seen).isEqualTo(sample.records.size());
    }

    private Segment write(byte[] bytes, int index) throws IOException {
        Path file = directory.resolve("%08d".formatted(index));
        Files.write(file, bytes);
        return new Segment(file, index, bytes.length);
    }

    private static byte[] compressible(Random random, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : i / 7);
        }
        return bytes;
    }

    /// A small segment with records of several sorts, one of them over the end of a page.
    private static Sample sample(Compression compression) {
        Random random = new Random(11);
        Sample sample = new Sample();
        LogWriter writer = new LogWriter(compression);
        for (int size : new int[] {30, 200, 1, 0, 300, 45_000, 200, 60}) {
            byte[] record = compressible(random, size);
            sample.records.add(record);
            sample.starts.add(writer.size());
            writer.log(record);
            sample.ends.add(writer.size());
            sample.completions.add(completion(writer.bytes(), sample.starts.getLast() + 7));
        }
        sample.bytes = writer.bytes();
        return sample;
    }

    /// Where a record may be cut off, because only zeros follow.
    private static int completion(byte[] bytes, int from) {
        int end = bytes.length;
        while (end > from && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static final class Sample {
        private final List<byte[]> records = new ArrayList<>();
        private final List<Integer> starts = new ArrayList<>();
        private final List<Integer> ends = new ArrayList<>();
        private final List<Integer> completions = new ArrayList<>();
        private byte[] bytes;

        /// Every byte but those in the midst of the largest record.
        int[] places() {
            int large = starts.get(5);
            return IntStream.range(0, bytes.length)
                    .filter(place -> place < large + 100
                            || place > ends.get(5) - 100
                            || Math.floorMod(place, WalReader.PAGE_SIZE) < 100
                            || place % 997 == 0)
                    .toArray();
        }

        int recordsWithin(int length) {
            return (int) completions.stream().filter(end -> end <= length).count();
        }

        int recordsBefore(int offset) {
            return (int) ends.stream().filter(end -> end <= offset).count();
        }

        int startOf(int offset) {
            return starts.stream().filter(start -> start <= offset).reduce(0, (a, b) -> b);
        }

        boolean isWithinRecord(int length) {
            int record = starts.lastIndexOf(startOf(length));
            return length > starts.get(record) && length < completions.get(record);
        }
    }

    private static final class Reading {
        private final List<byte[]> records = new ArrayList<>();
        private String damage;
        private long damageOffset;
        private boolean torn;

        static Reading of(WalReader reader) throws IOException {
            Reading reading = new Reading();
            try (reader) {
                ByteArrayOutputStream copy = new ByteArrayOutputStream();
                while (reader.next()) {
                    copy.reset();
                    copy.write(reader.record(), reader.offset(), reader.length());
                    reading.records.add(copy.toByteArray());
                }
                if (reader.damage() != null) {
                    reading.damage = reader.damage().getMessage();
                    reading.damageOffset = reader.damage().offset();
                }
                reading.torn = reader.isTorn();
            }
            return reading;
        }
    }
}
