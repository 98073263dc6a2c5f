package dev.headroom.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.headroom.tsdb.histogram.Histogram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Logs that Prometheus 3.14 wrote.
class FixtureWalTest {
    @ParameterizedTest
    @CsvSource({"classic, SNAPPY", "xor2, NONE", "st, ZSTD"})
    void everyRecordIsReadAndEveryHistogramDecoded(String name, Compression compression) throws IOException {
        Set<RecordType> types = EnumSet.noneOf(RecordType.class);
        Set<Compression> compressions = EnumSet.noneOf(Compression.class);
        Counter counter = new Counter();
        for (String log : new String[] {"wal", "wbl"}) {
            WalStatistics statistics = new WalStatistics(new RecordDecoder());
            long records = 0;
            Path directory = fixtures().resolve("prometheus-3.14").resolve(name).resolve(log);
            try (WalReader reader = WalReader.log(WalDirectory.list(directory).segments())) {
                while (reader.advance()) {
                    RecordType peeked = reader.type();
                    assertThat(reader.unpack()).isTrue();
                    assertThat(RecordType.of(reader.record(), reader.offset(), reader.length()))
                            .isEqualTo(peeked);
                    compressions.add(reader.compression());
                    statistics.add(reader, counter);
                    records++;
                }
                assertThat(reader.damage()).isNull();
                assertThat(reader.isTorn()).isFalse();
            }
            types.addAll(statistics.types().keySet());
            assertThat(statistics.types().values().stream()
                            .mapToLong(WalStatistics.TypeStatistics::records)
                            .sum())
                    .isEqualTo(records)
                    .isPositive();
            assertThat(statistics.segments().stream()
                            .mapToLong(WalStatistics.SegmentStatistics::samples)
                            .sum())
                    .isPositive();
        }
        assertThat(types).doesNotContain(RecordType.UNKNOWN);
        assertThat(types)
                .contains(
                        RecordType.SERIES,
                        RecordType.TOMBSTONES,
                        RecordType.EXEMPLARS,
                        RecordType.METADATA,
                        RecordType.MMAP_MARKERS);
        boolean startTimes = name.equals("st");
        assertThat(types).contains(startTimes ? RecordType.SAMPLES_V2 : RecordType.SAMPLES);
        assertThat(types).contains(startTimes ? RecordType.HISTOGRAM_SAMPLES_V2 : RecordType.HISTOGRAM_SAMPLES);
        assertThat(counter.startTimes > 0).isEqualTo(startTimes);
        assertThat(counter.histograms).isPositive();
        assertThat(compressions).contains(compression);
    }

    private static Path fixtures() {
        String fixtures = System.getProperty("headroom.fixtures", "");
        assumeThat(fixtures)
                .as("the shared fixtures are needed: set -Dheadroom.fixtures or HEADROOM_FIXTURES to their folder")
                .isNotEmpty();
        return Path.of(fixtures);
    }

    private static final class Counter implements RecordVisitor {
        private long histograms;
        private long startTimes;

        @Override
        public void sample(long ref, long timestamp, long startTimestamp, long valueBits) {
            startTimes += startTimestamp == 0 ? 0 : 1;
        }

        @Override
        public void histogram(long ref, long timestamp, long startTimestamp, HistogramView view) {
            Histogram histogram = view.toHistogram();
            assertThat(histogram.isFloat()).isEqualTo(view.isFloat());
            assertThat(Double.doubleToRawLongBits(histogram.sum())).isEqualTo(view.sumBits());
            histograms++;
        }
    }
}
