package dev.headroom.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.tsdb.CorruptionException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordDecoderTest {
    private static final Map<RecordType, byte[]> EXAMPLES = examples();

    @Test
    void tellsWhatEachTypeSays() {
        assertThat(told(EXAMPLES.get(RecordType.SERIES)))
                .containsExactly("series 7 {__name__=\"up\", job=\"ünï\"}", "series -1 {}");
        assertThat(told(EXAMPLES.get(RecordType.SAMPLES)))
                .containsExactly("sample 5 1000 st 0 1.5", "sample 4 1010 st 0 stale", "sample 300 900 st 0 -0.0");
        assertThat(told(EXAMPLES.get(RecordType.SAMPLES_V2)))
                .containsExactly(
                        "sample 5 1000 st 0 1.5",
                        "sample 4 1010 st 990 2.0",
                        "sample 6 1011 st 990 3.0",
                        "sample 7 999 st 0 4.0");
        assertThat(told(EXAMPLES.get(RecordType.TOMBSTONES)))
                .containsExactly("tombstone 3 -5 9", "tombstone 4 " + Long.MIN_VALUE + " " + Long.MAX_VALUE);
        assertThat(told(EXAMPLES.get(RecordType.EXEMPLARS))).containsExactly("exemplar 8 1001 2.5 {trace_id=\"abc\"}");
        assertThat(told(EXAMPLES.get(RecordType.MMAP_MARKERS))).containsExactly("marker 3 4294967304");
        assertThat(told(EXAMPLES.get(RecordType.METADATA)))
                .containsExactly("metadata 200 type 1 {UNIT=\"seconds\", HELP=\"How long.\"}");
        assertThat(told(EXAMPLES.get(RecordType.HISTOGRAM_SAMPLES)))
                .containsExactly("histogram 9 1000 st 0 schema 3 sum 12.5 buckets 3", "histogram 10 1005 st 0 stale");
        assertThat(told(EXAMPLES.get(RecordType.FLOAT_HISTOGRAM_SAMPLES)))
                .containsExactly("float histogram 9 1000 st 0 schema 3 sum 12.5 buckets 2");
        assertThat(told(EXAMPLES.get(RecordType.CUSTOM_BUCKETS_HISTOGRAM_SAMPLES)))
                .containsExactly("histogram 9 1000 st 0 schema -53 sum 12.5 buckets 3");
        assertThat(told(EXAMPLES.get(RecordType.CUSTOM_BUCKETS_FLOAT_HISTOGRAM_SAMPLES)))
                .containsExactly("float histogram 9 1000 st 0 schema -53 sum 12.5 buckets 2");
        assertThat(told(EXAMPLES.get(RecordType.HISTOGRAM_SAMPLES_V2)))
                .containsExactly(
                        "histogram 9 1000 st 500 schema 3 sum 12.5 buckets 3",
                        "histogram 10 1005 st 507 schema 2 sum 1.0 buckets 1");
        assertThat(told(EXAMPLES.get(RecordType.FLOAT_HISTOGRAM_SAMPLES_V2)))
                .containsExactly("float histogram 9 1000 st 500 schema 3 sum 12.5 buckets 2");
    }

    @Test
    void stepsOverWhatItDoesNotKnow() {
        assertThat(told(new byte[] {99, 1, 2, 3})).containsExactly("unknown 99");
        assertThat(told(new byte[0])).containsExactly("unknown 0");
        for (RecordType type : EXAMPLES.keySet()) {
            assertThat(told(new byte[] {(byte) type.code()})).isEmpty();
        }
    }

    @Test
    void leavesOutHistogramsOfAnUnknownSchema() {
        byte[] record = new Records()
                .u8(7)
                .be64(9)
                .be64(1000)
                .varint(0)
                .varint(0)
                .histogram(60, 1, 1)
                .varint(1)
                .varint(0)
                .histogram(4, 2, 1)
                .bytes();
        assertThat(told(record)).containsExactly("histogram 10 1000 st 0 schema 4 sum 2.0 buckets 1");
    }

    @Test
    void aRecordCutAnywhereIsDamageWithAPlace() {
        EXAMPLES.forEach((type, record) -> {
            List<String> whole = told(record);
            for (int length = 2; length < record.length; length++) {
                List<String> told = new ArrayList<>();
                byte[] cut = Arrays.copyOf(record, length);
                try {
                    new RecordDecoder().decode(cut, 0, length, new Teller(told));
                    // Ends between two of its elements.
                    assertThat(told.size()).isLessThan(whole.size());
                } catch (CorruptionException e) {
                    assertThat(e.offset()).isBetween(0L, (long) length);
                }
                assertThat(whole.subList(0, told.size())).isEqualTo(told);
            }
        });
    }

    @Test
    void anyBytesAreReadOrRefused() {
        Random random = new Random(5);
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(60)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (1 + random.nextInt(13));
            if (round % 2 == 0) {
                byte[] example = EXAMPLES.get(RecordType.of(bytes[0])).clone();
                example[1 + random.nextInt(example.length - 1)] = (byte) random.nextInt();
                bytes = example;
            }
            try {
                told(bytes);
            } catch (CorruptionException e) {
                assertThat(e.offset()).isBetween(0L, (long) bytes.length);
            }
        }
    }

    @Test
    void aCountIsCheckedBeforeMemoryIsTaken() {
        byte[] labels = new Records().u8(1).be64(1).uvarint(1L << 31).bytes();
        assertThatThrownBy(() -> told(labels)).isInstanceOf(CorruptionException.class);

        byte[] length = new Records().u8(1).be64(1).uvarint(1).uvarint(-1).u8(0).bytes();
        assertThatThrownBy(() -> told(length)).isInstanceOf(CorruptionException.class);
    }

    private static Map<RecordType, byte[]> examples() {
        Map<RecordType, byte[]> examples = new TreeMap<>();
        examples.put(
                RecordType.SERIES,
                new Records()
                        .u8(1)
                        .be64(7)
                        .labels("__name__", "up", "job", "ünï")
                        .be64(-1)
                        .labels()
                        .bytes());
        examples.put(
                RecordType.SAMPLES,
                new Records()
                        .u8(2)
                        .be64(5)
                        .be64(1000)
                        .varint(0)
                        .varint(0)
                        .f64(1.5)
                        .varint(-1)
                        .varint(10)
                        .be64(RecordVisitor.STALE)
                        .varint(295)
                        .varint(-100)
                        .f64(-0.0)
                        .bytes());
        examples.put(
                RecordType.SAMPLES_V2,
                new Records()
                        .u8(11)
                        .varint(5)
                        .varint(1000)
                        .varint(0)
                        .f64(1.5)
                        .varint(-1)
                        .varint(10)
                        .u8(2)
                        .varint(990)
                        .f64(2)
                        .varint(2)
                        .varint(11)
                        .u8(1)
                        .f64(3)
                        .varint(1)
                        .varint(-1)
                        .u8(0)
                        .f64(4)
                        .bytes());
        examples.put(
                RecordType.TOMBSTONES,
                new Records()
                        .u8(3)
                        .be64(3)
                        .varint(-5)
                        .varint(9)
                        .be64(4)
                        .varint(Long.MIN_VALUE)
                        .varint(Long.MAX_VALUE)
                        .bytes());
        examples.put(
                RecordType.EXEMPLARS,
                new Records()
                        .u8(4)
                        .be64(8)
                        .be64(1001)
                        .varint(0)
                        .varint(0)
                        .f64(2.5)
                        .labels("trace_id", "abc")
                        .bytes());
        examples.put(
                RecordType.MMAP_MARKERS,
                new Records().u8(5).be64(3).be64(1L << 32 | 8).bytes());
        examples.put(
                RecordType.METADATA,
                new Records()
                        .u8(6)
                        .uvarint(200)
                        .u8(1)
                        .labels("UNIT", "seconds", "HELP", "How long.")
                        .bytes());
        examples.put(
                RecordType.HISTOGRAM_SAMPLES,
                base(7).histogram(3, 12.5, 4, 1, 2)
                        .varint(1)
                        .varint(5)
                        .histogram(0, Double.longBitsToDouble(RecordVisitor.STALE))
                        .bytes());
        examples.put(
                RecordType.FLOAT_HISTOGRAM_SAMPLES,
                base(8).floatHistogram(3, 12.5, 4.5, 1).bytes());
        examples.put(
                RecordType.CUSTOM_BUCKETS_HISTOGRAM_SAMPLES,
                base(9).histogram(-53, 12.5, 4, 1, 2).uvarint(2).f64(1).f64(2).bytes());
        examples.put(
                RecordType.CUSTOM_BUCKETS_FLOAT_HISTOGRAM_SAMPLES,
                base(10).floatHistogram(-53, 12.5, 4, 1)
                        .uvarint(2)
                        .f64(1)
                        .f64(2)
                        .bytes());
        examples.put(
                RecordType.HISTOGRAM_SAMPLES_V2,
                new Records()
                        .u8(12)
                        .varint(9)
                        .varint(1000)
                        .varint(500)
                        .histogram(3, 12.5, 4, 1, 2)
                        .varint(1)
                        .varint(5)
                        .u8(2)
                        .varint(7)
                        .histogram(2, 1, 1)
                        .bytes());
        examples.put(
                RecordType.FLOAT_HISTOGRAM_SAMPLES_V2,
                new Records()
                        .u8(13)
                        .varint(9)
                        .varint(1000)
                        .varint(500)
                        .floatHistogram(3, 12.5, 4, 1)
                        .bytes());
        return examples;
    }

    /// The head of a version-1 record and of its first sample: reference 9, time 1000.
    private static Records base(int type) {
        return new Records().u8(type).be64(9).be64(1000).varint(0).varint(0);
    }

    private static List<String> told(byte[] record) {
        List<String> told = new ArrayList<>();
        new RecordDecoder().decode(record, 0, record.length, new Teller(told));
        return told;
    }

    private record Teller(List<String> told) implements RecordVisitor {
        @Override
        public void series(long ref, LabelsView labels) {
            told.add("series " + ref + " " + labels);
        }

        @Override
        public void sample(long ref, long timestamp, long startTimestamp, long valueBits) {
            told.add("sample " + ref + " " + timestamp + " st " + startTimestamp + " "
                    + (valueBits == STALE ? "stale" : Double.longBitsToDouble(valueBits)));
        }

        @Override
        public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
            told.add((histogram.isFloat() ? "float histogram " : "histogram ") + ref + " " + timestamp + " st "
                    + startTimestamp
                    + (histogram.isStale()
                            ? " stale"
                            : " schema " + histogram.schema() + " sum " + Double.longBitsToDouble(histogram.sumBits())
                                    + " buckets " + histogram.buckets()));
        }

        @Override
        public void tombstone(long ref, long minTime, long maxTime) {
            told.add("tombstone " + ref + " " + minTime + " " + maxTime);
        }

        @Override
        public void exemplar(long ref, long timestamp, long valueBits, LabelsView labels) {
            told.add("exemplar " + ref + " " + timestamp + " " + Double.longBitsToDouble(valueBits) + " " + labels);
        }

        @Override
        public void mmapMarker(long ref, long chunkRef) {
            told.add("marker " + ref + " " + chunkRef);
        }

        @Override
        public void metadata(long ref, int type, LabelsView fields) {
            told.add("metadata " + ref + " type " + type + " " + fields);
        }

        @Override
        public void unknown(int code) {
            told.add("unknown " + code);
        }
    }
}
