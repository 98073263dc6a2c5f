package dev.headroom.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Chunks that Prometheus 3.14 wrote: the same samples in three sets of encodings.
class FixtureChunksTest {
    private final SampleCursor cursor = new SampleCursor();

    @Test
    void everySetOfEncodingsHoldsTheSameSamples() throws IOException {
        Set<Encoding> classicEncodings = EnumSet.noneOf(Encoding.class);
        Set<Encoding> startEncodings = EnumSet.noneOf(Encoding.class);
        List<String> classic = samples("classic", classicEncodings);

        assertThat(samples("xor2", EnumSet.noneOf(Encoding.class))).isEqualTo(classic);
        assertThat(samples("st", startEncodings)).isEqualTo(classic);
        assertThat(classic).hasSizeGreaterThan(1000);
        assertThat(classicEncodings)
                .containsExactlyInAnyOrder(Encoding.XOR, Encoding.HISTOGRAM, Encoding.FLOAT_HISTOGRAM);
        assertThat(startEncodings)
                .containsExactlyInAnyOrder(Encoding.XOR2, Encoding.HISTOGRAM_ST, Encoding.FLOAT_HISTOGRAM_ST);
    }

    @Test
    void startTimestampsLieBeforeTheirSamples() throws IOException {
        long known = 0;
        for (Chunk chunk : chunks("st")) {
            chunk.readBy(cursor);
            while (cursor.next()) {
                assertThat(cursor.startTimestamp()).isBetween(0L, cursor.timestamp());
                known += cursor.startTimestamp() != 0 ? 1 : 0;
            }
        }
        assertThat(known).isPositive();
    }

    @Test
    void bucketsSamplesAndBytesPerChunkAreThoseOfPromtool() throws IOException {
        for (String directory : List.of("classic", "xor2", "st")) {
            for (Path analysis : analyses(directory)) {
                String name = analysis.getFileName().toString();
                String ulid = name.substring(directory.length() + 1, name.length() - ".analyze.txt".length());
                List<Long> floatSamples = new ArrayList<>();
                List<Long> floatBytes = new ArrayList<>();
                List<Long> histogramSamples = new ArrayList<>();
                List<Long> histogramBytes = new ArrayList<>();
                List<Long> buckets = new ArrayList<>();
                for (Chunk chunk : chunks(directory + "/" + ulid)) {
                    chunk.readBy(cursor);
                    boolean histogram = chunk.encoding.isHistogram();
                    (histogram ? histogramSamples : floatSamples).add((long) cursor.sampleCount());
                    (histogram ? histogramBytes : floatBytes).add((long) chunk.data.limit());
                    if (histogram) {
                        buckets.add(cursor.sumBuckets());
                    }
                }
                assertThat(Files.readString(analysis))
                        .contains("samples per float chunk" + minAvgMax(floatSamples))
                        .contains("bytes per float chunk" + minAvgMax(floatBytes))
                        .contains("samples per histogram chunk" + minAvgMax(histogramSamples))
                        .contains("bytes per histogram chunk" + minAvgMax(histogramBytes))
                        .contains("buckets per histogram chunk" + minAvgMax(buckets));
            }
        }
    }

    private static String minAvgMax(List<Long> values) {
        if (values.isEmpty()) {
            return ": N/A";
        }
        LongSummaryStatistics summary =
                values.stream().mapToLong(Long::longValue).summaryStatistics();
        return " (min/avg/max): " + summary.getMin() + "/" + summary.getSum() / values.size() + "/" + summary.getMax();
    }

    private static List<Path> analyses(String directory) throws IOException {
        try (Stream<Path> files = Files.list(fixtures())) {
            List<Path> analyses = files.filter(
                            file -> file.getFileName().toString().startsWith(directory + "."))
                    .filter(file -> file.toString().endsWith(".analyze.txt"))
                    .toList();
            assertThat(analyses).isNotEmpty();
            return analyses;
        }
    }

    private List<String> samples(String directory, Set<Encoding> encodings) throws IOException {
        List<String> samples = new ArrayList<>();
        for (Chunk chunk : chunks(directory)) {
            encodings.add(chunk.encoding);
            chunk.readBy(cursor);
            while (cursor.next()) {
                String value = cursor.isHistogram()
                        ? cursor.histogram().isFloat() + " " + cursor.histogram()
                        : Long.toHexString(Double.doubleToRawLongBits(cursor.value()));
                samples.add(cursor.timestamp() + " " + value);
            }
        }
        samples.sort(null);
        return samples;
    }

    private record Chunk(Encoding encoding, ByteBuffer data) {
        void readBy(SampleCursor cursor) {
            cursor.reset(encoding, data.array(), data.arrayOffset(), data.limit());
        }
    }

    /// The chunks of all segments of all blocks, in the order they stand there.
    private static List<Chunk> chunks(String directory) throws IOException {
        List<Path> segments;
        try (Stream<Path> files = Files.walk(fixtures().resolve(directory))) {
            segments = files.filter(file -> file.getParent().endsWith("chunks"))
                    .sorted()
                    .toList();
        }
        List<Chunk> chunks = new ArrayList<>();
        for (Path segment : segments) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment)).position(8);
            while (bytes.hasRemaining()) {
                int length = 0;
                for (int shift = 0, b = 0x80; b >= 0x80; shift += 7) {
                    b = bytes.get() & 0xff;
                    length |= (b & 0x7f) << shift;
                }
                Encoding encoding = Encoding.of(bytes.get());
                chunks.add(new Chunk(encoding, bytes.slice(bytes.position(), length)));
                bytes.position(bytes.position() + length + Integer.BYTES);
            }
        }
        return chunks;
    }

    private static Path fixtures() {
        String fixtures = System.getProperty("headroom.fixtures", "");
        assumeThat(fixtures)
                .as("the shared fixtures are needed: set -Dheadroom.fixtures or HEADROOM_FIXTURES to their folder")
                .isNotEmpty();
        return Path.of(fixtures, "prometheus-3.14");
    }
}
