package dev.headroom.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.NativeSnappy;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the native library of snappy makes of whole and of damaged records: what the one in Java does.
class UnpackerTest {
    private final Unpacker library = new Unpacker();

    @BeforeEach
    void load() throws InterruptedException {
        assumeTrue(NativeSnappy.isAvailable(), "no native snappy for this machine");
        NativeSnappy.begin();
        while (!NativeSnappy.isReady()) {
            Thread.sleep(1);
        }
    }

    @Test
    void wholeRecords() {
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] record = record(random, random.nextInt(3) == 0 ? random.nextInt(20) : random.nextInt(100_000));
            byte[] packed = compressed(record);
            assertThat(unpacked(library, packed)).isEqualTo(record);
        }
    }

    @Test
    void recordsFollowOneAnother() {
        Random random = new Random(2);
        Room room = new Room(0);
        byte[] first = record(random, 1000);
        byte[] second = record(random, 3000);
        for (byte[] record : new byte[][] {first, second}) {
            byte[] packed = compressed(record);
            byte[] shifted = new byte[packed.length + 7];
            System.arraycopy(packed, 0, shifted, 5, packed.length);
            assertThat(library.unpack(Compression.SNAPPY, shifted, 5, packed.length, room))
                    .isEqualTo(record.length);
        }
        assertThat(Arrays.copyOf(room.bytes(), 1000)).isEqualTo(first);
        assertThat(Arrays.copyOfRange(room.bytes(), 1000, 4000)).isEqualTo(second);
        assertThat(room.used()).isEqualTo(4000);
    }

    @Test
    void damagedRecords() {
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] packed = compressed(record(random, 1 + random.nextInt(300)));
            packed[random.nextInt(packed.length)] ^= (byte) (1 << random.nextInt(8));
            if (random.nextBoolean()) {
                packed = Arrays.copyOf(packed, random.nextInt(packed.length));
            }
            byte[] expected = unpackedByJava(packed);
            assertThat(unpackedOrNull(library, packed)).isEqualTo(expected);
            refused += expected == null ? 1 : 0;
        }
        assertThat(refused).isBetween(500, 2900);
    }

    @Test
    void nothingIsNoRecord() {
        assertThatThrownBy(() -> unpacked(library, new byte[0])).isInstanceOf(CorruptionException.class);
    }

    private static byte[] unpackedByJava(byte[] packed) {
        SnappyJavaDecompressor java = new SnappyJavaDecompressor();
        try {
            int claimed = java.getUncompressedLength(packed, 0);
            if (claimed < 0 || claimed > packed.length * 22L) {
                return null;
            }
            byte[] target = new byte[claimed];
            return Arrays.copyOf(target, java.decompress(packed, 0, packed.length, target, 0, claimed));
        } catch (MalformedInputException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static byte[] unpackedOrNull(Unpacker unpacker, byte[] packed) {
        try {
            return unpacked(unpacker, packed);
        } catch (CorruptionException e) {
            return null;
        }
    }

    private static byte[] unpacked(Unpacker unpacker, byte[] packed) {
        Room room = new Room(16);
        int length = unpacker.unpack(Compression.SNAPPY, packed, 0, packed.length, room);
        assertThat(room.used()).isEqualTo(length);
        return Arrays.copyOf(room.bytes(), length);
    }

    private static byte[] record(Random random, int length) {
        byte[] record = new byte[length];
        for (int at = 0; at < length; ) {
            int run = Math.min(length - at, 1 + random.nextInt(40));
            Arrays.fill(record, at, at + run, (byte) random.nextInt(4));
            at += run;
        }
        return record;
    }

    private static byte[] compressed(byte[] record) {
        SnappyJavaCompressor compressor = new SnappyJavaCompressor();
        byte[] target = new byte[compressor.maxCompressedLength(record.length)];
        return Arrays.copyOf(target, compressor.compress(record, 0, record.length, target, 0, target.length));
    }
}
