package dev.headroom.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.histogram.BucketIterator;
import dev.headroom.tsdb.histogram.Histogram;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever stands in a chunk: either samples come out, or a [CorruptionException].
class DamagedChunkTest {
    private final SampleCursor cursor = new SampleCursor();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aTruncatedChunkIsCorrupt(Encoding encoding) {
        byte[] chunk = Chunks.sample(encoding, 40);
        for (int length = 0; length < chunk.length; length++) {
            byte[] truncated = Arrays.copyOf(chunk, length);
            assertThatExceptionOfType(CorruptionException.class)
                    .as("the first %d of %d bytes", length, chunk.length)
                    .isThrownBy(() -> readAll(encoding, truncated));
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aChangedByteGivesSamplesOrCorruption(Encoding encoding) {
        byte[] chunk = Chunks.sample(encoding, 40);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int corrupt = 0;
        long most = 0;
        for (int at = 0; at < chunk.length; at++) {
            for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                byte[] damaged = chunk.clone();
                damaged[at] ^= (byte) flip;
                long before = threads.getCurrentThreadAllocatedBytes();
                try {
                    readAll(encoding, damaged);
                } catch (CorruptionException e) {
                    corrupt++;
                }
                most = Math.max(most, threads.getCurrentThreadAllocatedBytes() - before);
            }
        }

        assertThat(corrupt).isPositive();
        assertThat(most)
                .as("bytes allocated for a chunk of %d bytes", chunk.length)
                .isLessThan(20_000_000);
    }

    @Test
    void aRunFindsTheSameDamage() {
        byte[] chunk = Chunks.sample(Encoding.XOR, 40);
        int corrupt = 0;
        for (int at = 0; at < chunk.length; at++) {
            for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                byte[] damaged = chunk.clone();
                damaged[at] ^= (byte) flip;
                try {
                    List<FloatChunks.Sample> oneByOne = Chunks.floats(cursor, Encoding.XOR, damaged);
                    assertThat(Chunks.floatRuns(cursor, damaged)).isEqualTo(oneByOne);
                } catch (CorruptionException e) {
                    corrupt++;
                    assertThatExceptionOfType(CorruptionException.class)
                            .isThrownBy(() -> Chunks.floatRuns(cursor, damaged))
                            .withMessage(e.getMessage());
                }
            }
        }
        assertThat(corrupt).isPositive();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void numbersTooLargeForTheChunkAreNotBelieved(Encoding encoding) {
        for (int ones : new int[] {8, 20, 60}) {
            byte[] chunk = new byte[200];
            Arrays.fill(chunk, 2, ones, (byte) 0xff);
            chunk[1] = 10;
            try {
                readAll(encoding, chunk);
            } catch (CorruptionException e) {
                assertThat(e.offset()).isBetween(0L, 200L);
            }
        }
    }

    private void readAll(Encoding encoding, byte[] chunk) {
        cursor.reset(encoding, chunk, 0, chunk.length);
        while (cursor.next()) {
            if (cursor.isHistogram()) {
                Histogram histogram = cursor.histogram();
                for (BucketIterator bucket = histogram.buckets(); bucket.next(); ) {
                    assertThat(bucket.lowerInclusive()
                                    || bucket.lower() <= bucket.upper()
                                    || Double.isNaN(bucket.lower()))
                            .isTrue();
                }
            }
        }
    }
}
