package dev.headroom.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SampleCursorTest {
    private static final long START = 1_700_000_000_000L;

    private final SampleCursor cursor = new SampleCursor();

    @Test
    void readsAnXorChunkWrittenByHand() {
        // Two samples: 1000 → 2.0, then after 15000 the same again.
        reset(Encoding.XOR, HexFormat.of().parseHex("0002" + "d00f" + "4000000000000000" + "9875" + "00"));

        assertThat(cursor.sampleCount()).isEqualTo(2);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.timestamp()).isEqualTo(1000);
        assertThat(cursor.value()).isEqualTo(2);
        assertThat(cursor.startTimestamp()).isZero();
        assertThat(cursor.isHistogram()).isFalse();
        assertThat(cursor.bucketCount()).isZero();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.timestamp()).isEqualTo(16_000);
        assertThat(cursor.value()).isEqualTo(2);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void anUnsetWindowCoversAllBits() {
        // A chunk that was continued after a restart says "window as before" though there was none.
        byte[] chunk = new BitWriter()
                .bits(2, 16)
                .varint(0)
                .bits(0, 64)
                .uvarint(1)
                .code("10")
                .bits(Double.doubleToRawLongBits(1.5), 64)
                .toBytes();

        reset(Encoding.XOR, chunk);

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.value()).isEqualTo(1.5);
    }

    @Test
    void aRunEndsBehindTheFirstSampleThatIsLater() {
        reset(Encoding.XOR, Chunks.sample(Encoding.XOR, 40));
        List<Long> expected = new ArrayList<>();
        while (cursor.next()) {
            expected.add(cursor.timestamp());
        }
        reset(Encoding.XOR, Chunks.sample(Encoding.XOR, 40));
        long[] times = new long[40];
        assertThat(cursor.readFloats(expected.get(10), times, new long[40])).isEqualTo(12);
        assertThat(times[11]).isEqualTo(expected.get(11));
        assertThat(cursor.timestamp()).isEqualTo(expected.get(11));
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.timestamp()).isEqualTo(expected.get(12));
        assertThat(cursor.readFloats(Long.MAX_VALUE, times, new long[40])).isEqualTo(27);
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.readFloats(Long.MAX_VALUE, times, new long[40])).isZero();
    }

    @Test
    void readsAnXor2ChunkWrittenByHand() {
        // The control codes one after the other; start timestamps from sample 3 on.
        byte[] chunk = new BitWriter()
                .bits(8, 16)
                .bits(0x80 | 3, 8)
                .varint(START)
                .bits(Double.doubleToRawLongBits(1), 64)
                .varint(500)
                .uvarint(15_000)
                .code("0")
                .code("0")
                .code("10")
                .code("1")
                .bits(1, 5)
                .bits(1, 6)
                .bits(1, 1)
                .varbitInt(700)
                .code("11111")
                .varbitInt(15_000)
                .code("110")
                .bits(-4096, 13)
                .code("10")
                .bits(1, 1)
                .varbitInt(0)
                .code("1110")
                .bits(524_287, 20)
                .code("111")
                .varbitInt(0)
                .code("11110")
                .bits(1, 64)
                .code("0")
                .varbitInt(0)
                .toBytes();
        List<FloatChunks.Sample> samples = decodeFloats(Encoding.XOR2, chunk);

        long one = Double.doubleToRawLongBits(1);
        long other = one ^ 1L << 62;
        long t3 = START + 45_000;
        long t4 = t3 + 15_000;
        long t5 = t4 + 15_000 - 4096;
        long t6 = t5 + 15_000 - 4096 + 524_287;
        long t7 = t6 + 15_000 - 4096 + 524_287 + 1;
        assertThat(samples)
                .containsExactly(
                        new FloatChunks.Sample(START - 500, START, one),
                        new FloatChunks.Sample(START - 500, START + 15_000, one),
                        new FloatChunks.Sample(START - 500, START + 30_000, one),
                        new FloatChunks.Sample(START + 30_000 - 700, t3, other),
                        new FloatChunks.Sample(t3 - 15_700, t4, FloatChunks.STALE),
                        new FloatChunks.Sample(t4 - 15_700, t5, one),
                        new FloatChunks.Sample(t5 - 15_700, t6, FloatChunks.STALE),
                        new FloatChunks.Sample(t6 - 15_700, t7, one));
    }

    @Test
    void oneCursorServesAllEncodingsInTurn() {
        byte[] floats = FloatChunks.xor(List.of(FloatChunks.Sample.of(1, 7), FloatChunks.Sample.of(2, 8)));
        Histogram histogram = integers(CounterReset.UNKNOWN, 3, 5);
        byte[] histograms = HistogramChunks.encode(
                Encoding.HISTOGRAM, CounterReset.UNKNOWN, List.of(new HistogramChunks.Sample(0, 3, histogram)));
        for (int i = 0; i < 3; i++) {
            assertThat(decodeFloats(Encoding.XOR, floats)).hasSize(2);
            reset(Encoding.HISTOGRAM, histograms);
            assertThat(cursor.isHistogram()).isTrue();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.histogram()).isEqualTo(histogram);
        }
    }

    @Test
    void histogramsTellWhatIsKnownOfResets() {
        List<HistogramChunks.Sample> samples = List.of(
                new HistogramChunks.Sample(0, 1, integers(CounterReset.UNKNOWN, 1, 2)),
                new HistogramChunks.Sample(0, 2, integers(CounterReset.UNKNOWN, 3, 4)));
        for (Encoding encoding : List.of(Encoding.HISTOGRAM, Encoding.HISTOGRAM_ST)) {
            for (CounterReset header : CounterReset.values()) {
                reset(encoding, HistogramChunks.encode(encoding, header, samples));
                boolean gauge = header == CounterReset.GAUGE;

                assertThat(cursor.counterReset()).isEqualTo(header);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.histogram().counterReset()).isEqualTo(gauge ? header : CounterReset.UNKNOWN);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.histogram().counterReset()).isEqualTo(gauge ? header : CounterReset.NOT_RESET);
            }
        }
    }

    @Test
    void aStaleHistogramHasNoBuckets() {
        Histogram stale = Histogram.stale(false, Double.longBitsToDouble(FloatChunks.STALE));
        byte[] chunk = HistogramChunks.encode(
                Encoding.HISTOGRAM,
                CounterReset.UNKNOWN,
                List.of(
                        new HistogramChunks.Sample(0, 1000, integers(CounterReset.UNKNOWN, 1, 2)),
                        new HistogramChunks.Sample(0, 2000, stale),
                        new HistogramChunks.Sample(0, 3000, stale)));
        reset(Encoding.HISTOGRAM, chunk);

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.isStale()).isFalse();
        assertThat(cursor.bucketCount()).isEqualTo(2);
        for (long timestamp : new long[] {2000, 3000}) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.timestamp()).isEqualTo(timestamp);
            assertThat(cursor.isStale()).isTrue();
            assertThat(cursor.bucketCount()).isZero();
            assertThat(cursor.histogram()).isEqualTo(stale);
        }
    }

    @Test
    void bucketsOfATooFineSchemaAreMerged() {
        Histogram fine = Histogram.ofIntegers(
                CounterReset.UNKNOWN,
                9,
                0,
                1,
                spans(0, 3),
                Spans.EMPTY,
                new double[0],
                6,
                0,
                new long[] {1, 2, 3},
                new long[0]);
        reset(
                Encoding.HISTOGRAM,
                HistogramChunks.encode(
                        Encoding.HISTOGRAM, CounterReset.UNKNOWN, List.of(new HistogramChunks.Sample(0, 1, fine))));

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.bucketCount()).isEqualTo(2);
        assertThat(cursor.histogram().schema()).isEqualTo(8);
        assertThat(cursor.histogram().positiveSpans()).isEqualTo(spans(0, 2));
        assertThat(cursor.histogram().positive(0)).isEqualTo(1);
        assertThat(cursor.histogram().positive(1)).isEqualTo(5);
    }

    @Test
    void countsAreUnsigned() {
        Histogram huge = Histogram.ofIntegers(
                CounterReset.UNKNOWN,
                0,
                0,
                1,
                Spans.EMPTY,
                Spans.EMPTY,
                new double[0],
                -1,
                Long.MIN_VALUE,
                new long[0],
                new long[0]);
        reset(
                Encoding.HISTOGRAM,
                HistogramChunks.encode(
                        Encoding.HISTOGRAM, CounterReset.UNKNOWN, List.of(new HistogramChunks.Sample(0, 1, huge))));

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.histogram().count()).isEqualTo(0x1p64);
        assertThat(cursor.histogram().zeroCount()).isEqualTo(0x1p63);
        assertThat(cursor.histogram().integerCount()).isEqualTo(-1);
    }

    @Test
    void walkingOverSamplesAllocatesNothing() {
        List<byte[]> chunks = new ArrayList<>();
        List<Encoding> encodings = new ArrayList<>();
        for (Encoding encoding : Encoding.values()) {
            if (encoding != Encoding.NONE) {
                encodings.add(encoding);
                chunks.add(Chunks.sample(encoding, 100));
            }
        }
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long samples = 0;
        long before = 0;
        for (int round = 0; round < 1100; round++) {
            if (round == 100) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            for (int i = 0; i < chunks.size(); i++) {
                reset(encodings.get(i), chunks.get(i));
                while (cursor.next()) {
                    samples += cursor.isStale() ? 0 : cursor.timestamp() == 0 ? 0 : 1;
                }
            }
        }

        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(samples).isEqualTo(1100L * 6 * 100);
        // The measurement itself allocates a little; one byte per sample would be 600,000.
        assertThat(allocated).isLessThan(10_000);
    }

    @Test
    void aChunkShorterThanItsHeaderIsCorrupt() {
        for (Encoding encoding : Encoding.values()) {
            assertThatExceptionOfType(CorruptionException.class)
                    .isThrownBy(() -> cursor.reset(encoding, new byte[10], 4, 1));
        }
    }

    @Test
    void damageIsPlacedInThePayload() {
        byte[] chunk = FloatChunks.xor(List.of(FloatChunks.Sample.of(1, 7), FloatChunks.Sample.of(2, 8)));
        byte[] inAFile = new byte[100 + chunk.length];
        System.arraycopy(chunk, 0, inAFile, 100, chunk.length);
        cursor.reset(Encoding.XOR, inAFile, 100, 5);

        assertThatExceptionOfType(CorruptionException.class)
                .isThrownBy(cursor::next)
                .satisfies(damage -> {
                    assertThat(damage.file()).isNull();
                    assertThat(damage.offset()).isEqualTo(3);
                    assertThat(damage.expected()).isEqualTo("64 more bits of samples");
                });
        assertThat(cursor.next()).as("after damage there is no sample").isFalse();
    }

    private List<FloatChunks.Sample> decodeFloats(Encoding encoding, byte[] chunk) {
        return Chunks.floats(cursor, encoding, chunk);
    }

    private void reset(Encoding encoding, byte[] chunk) {
        cursor.reset(encoding, chunk, 0, chunk.length);
    }

    private static Histogram integers(CounterReset hint, long first, long second) {
        return Histogram.ofIntegers(
                hint,
                1,
                0x1p-128,
                3.5,
                spans(-1, 1),
                spans(2, 1),
                new double[0],
                first + second,
                0,
                new long[] {first},
                new long[] {second});
    }

    private static Spans spans(int offset, int length) {
        return new Spans(new int[] {offset}, new int[] {length});
    }
}
