package dev.headroom.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.histogram.Spans;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Chunks that a real Prometheus wrote hold the samples that it was sent.
class PrometheusChunksTest {
    private final SampleCursor cursor = new SampleCursor();

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("chunks")
    void holdsTheSamplesThatWereSent(String name, String encoding, String payload, List<String> samples) {
        Encoding known = Stream.of(Encoding.values())
                .filter(candidate -> candidate.label().equals(encoding))
                .findFirst()
                .orElseThrow();
        byte[] chunk = HexFormat.of().parseHex(payload);
        cursor.reset(known, chunk, 0, chunk.length);
        List<String> read = new ArrayList<>();
        while (cursor.next()) {
            read.add(cursor.timestamp() + " " + sample());
        }

        assertThat(cursor.sampleCount()).isEqualTo(samples.size());
        assertThat(read).isEqualTo(samples);
    }

    private String sample() {
        if (!cursor.isHistogram()) {
            return bits(cursor.value());
        }
        if (cursor.isStale()) {
            return "stale";
        }
        Histogram histogram = cursor.histogram();
        String positive;
        String negative;
        if (histogram.isFloat()) {
            positive = side(histogram.positiveSpans(), histogram::positive);
            negative = side(histogram.negativeSpans(), histogram::negative);
        } else {
            positive = exactSide(histogram.positiveSpans(), histogram::integerPositive);
            negative = exactSide(histogram.negativeSpans(), histogram::integerNegative);
        }
        return "sum=" + bits(histogram.sum())
                + " count=" + (histogram.isFloat() ? "" + histogram.count() : "" + histogram.integerCount())
                + " schema=" + histogram.schema()
                + " zero=" + bits(histogram.zeroThreshold()) + ":"
                + (histogram.isFloat() ? "" + histogram.zeroCount() : "" + histogram.integerZeroCount())
                + " positive=" + positive
                + " negative=" + negative
                + " custom=" + join(DoubleStream.of(histogram.customValues()).mapToObj(Double::toString));
    }

    private static String side(Spans spans, IntToDoubleFunction count) {
        return spans(spans)
                + join(IntStream.range(0, spans.buckets()).mapToDouble(count).mapToObj(Double::toString));
    }

    private static String exactSide(Spans spans, IntToLongFunction count) {
        return spans(spans)
                + join(IntStream.range(0, spans.buckets()).mapToLong(count).mapToObj(Long::toString));
    }

    private static String spans(Spans spans) {
        return join(IntStream.range(0, spans.size()).mapToObj(i -> spans.offset(i) + "+" + spans.length(i))) + ":";
    }

    private static String join(Stream<String> items) {
        return items.collect(Collectors.joining(","));
    }

    private static String bits(double value) {
        return HexFormat.of().toHexDigits(Double.doubleToRawLongBits(value));
    }

    static List<Arguments> chunks() throws IOException {
        List<Arguments> chunks = new ArrayList<>();
        List<String> samples = List.of();
        for (String line : lines()) {
            if (line.startsWith("chunk ")) {
                List<String> words = List.of(line.split(" ", -1));
                samples = new ArrayList<>();
                chunks.add(Arguments.of(words.get(1), words.get(2), words.get(3), samples));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                samples.add(line);
            }
        }
        assertThat(chunks).hasSize(9);
        return chunks;
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = PrometheusChunksTest.class.getResourceAsStream("/chunks-of-prometheus-3.5.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
