package dev.headroom.cli;

import dev.headroom.testing.PrometheusServer;
import dev.headroom.testing.WriteRequest;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/// Every sample that a server returns by remote read: unlike a query, that shows staleness markers, and each series as
/// it is. What an analysis counts can be counted here anew, by the definitions alone.
///
/// ```
/// ReadRequest  { queries = 1 }
/// Query        { start = 1 (ms), end = 2 (ms), matchers = 3 }
/// LabelMatcher { type = 1 (2: regex), name = 2, value = 3 }
///
/// ReadResponse { results = 1 }
/// QueryResult  { timeseries = 1 }
/// TimeSeries   { labels = 1, samples = 2, histograms = 4 }
/// Label        { name = 1, value = 2 }
/// Sample       { value = 1 (double), timestamp = 2 (ms) }
/// Histogram    { sum = 3 (double), timestamp = 15 (ms) }
/// ```
record ServerSamples(List<Series> series) {
    private static final long LOOKBACK = 300_000;

    /// A series' samples in the order of time.
    record Series(Map<String, String> labels, List<Sample> samples) {
        long first() {
            return samples.getFirst().time;
        }

        long last() {
            return samples.getLast().time;
        }
    }

    record Sample(long time, boolean histogram, boolean stale) {}

    /// What the series with the same values of some labels add up to.
    record Sums(long series, long active, long added, long removed, long samples, long histogramSamples, long recent) {
        private static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0);

        private Sums plus(Sums o) {
            return new Sums(
                    series + o.series,
                    active + o.active,
                    added + o.added,
                    removed + o.removed,
                    samples + o.samples,
                    histogramSamples + o.histogramSamples,
                    recent + o.recent);
        }
    }

    /// All samples of a server from a time to another.
    static ServerSamples of(PrometheusServer server, long from, long to) {
        return of(server, from, to, ".*");
    }

    /// @param metrics a regular expression for their names
    static ServerSamples of(PrometheusServer server, long from, long to, String metrics) {
        ByteArrayOutputStream matcher = new ByteArrayOutputStream();
        varint(matcher, 1, 2);
        bytes(matcher, 2, "__name__".getBytes(StandardCharsets.UTF_8));
        bytes(matcher, 3, metrics.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream query = new ByteArrayOutputStream();
        varint(query, 1, from);
        varint(query, 2, to);
        bytes(query, 3, matcher.toByteArray());
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        bytes(request, 1, query.toByteArray());
        byte[] answer = send(server, snappy(request.toByteArray()));
        SnappyJavaDecompressor decompressor = new SnappyJavaDecompressor();
        byte[] plain = new byte[decompressor.getUncompressedLength(answer, 0)];
        decompressor.decompress(answer, 0, answer.length, plain, 0, plain.length);
        List<Series> series = new ArrayList<>();
        new Message(ByteBuffer.wrap(plain))
                .each(
                        1,
                        result -> result.each(1, one -> {
                            Series read = series(one);
                            if (!read.samples.isEmpty()) {
                                series.add(read);
                            }
                        }));
        return new ServerSamples(series);
    }

    static ServerSamples of(PrometheusServer server) {
        return of(server, 0, 1L << 52);
    }

    /// Time of the oldest sample.
    long start() {
        return series.stream().mapToLong(Series::first).min().orElseThrow();
    }

    /// Time of the newest sample.
    long end() {
        return series.stream().mapToLong(Series::last).max().orElseThrow();
    }

    ServerSamples matching(Predicate<Map<String, String>> labels) {
        return new ServerSamples(
                series.stream().filter(one -> labels.test(one.labels)).toList());
    }

    ServerSamples between(long from, long to) {
        List<Series> cut = new ArrayList<>();
        for (Series one : series) {
            List<Sample> samples = one.samples.stream()
                    .filter(sample -> from <= sample.time && sample.time <= to)
                    .toList();
            if (!samples.isEmpty()) {
                cut.add(new Series(one.labels, samples));
            }
        }
        return new ServerSamples(cut);
    }

    /// What all series add up to.
    ///
    /// @param start of the range
    /// @param end what counts as now
    Sums total(long start, long end) {
        return by(List.of(), start, end).getOrDefault(Map.of(), Sums.NONE);
    }

    /// What the series add up to by the values of labels; labels that series lack are left out.
    Map<Map<String, String>, Sums> by(List<String> names, long start, long end) {
        Map<Map<String, String>, Sums> sums = new HashMap<>();
        for (Series one : series) {
            Map<String, String> key = new TreeMap<>(one.labels);
            key.keySet().retainAll(names);
            boolean stale = one.samples.getLast().stale;
            Sums own = new Sums(
                    1,
                    one.last() > end - LOOKBACK && !stale ? 1 : 0,
                    one.first() > start + LOOKBACK ? 1 : 0,
                    one.last() < end - LOOKBACK || stale ? 1 : 0,
                    one.samples.size(),
                    one.samples.stream().filter(Sample::histogram).count(),
                    one.samples.stream()
                            .filter(sample -> sample.time > end - 7_200_000)
                            .count());
            sums.merge(key, own, Sums::plus);
        }
        return sums;
    }

    private static Series series(Message message) {
        Map<String, String> labels = new TreeMap<>();
        List<Sample> samples = new ArrayList<>();
        message.each(1, label -> labels.put(label.text(1), label.text(2)));
        message.each(
                2,
                sample ->
                        samples.add(new Sample(sample.number(2), false, sample.number(1) == WriteRequest.STALE_BITS)));
        message.each(
                4,
                sample ->
                        samples.add(new Sample(sample.number(15), true, sample.number(3) == WriteRequest.STALE_BITS)));
        samples.sort((a, b) -> Long.compare(a.time, b.time));
        return new Series(labels, samples);
    }

    private static byte[] send(PrometheusServer server, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(server.url().resolve("/api/v1/read"))
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .header("X-Prometheus-Remote-Read-Version", "0.1.0")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A short text as snappy has it that compresses nothing: its length, then one literal.
    private static byte[] snappy(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, bytes.length);
        out.write(60 << 2);
        out.write(bytes.length - 1);
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int field, long value) {
        varint(out, field << 3);
        varint(out, value);
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] bytes) {
        varint(out, field << 3 | 2);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /// A protobuf message that is read in place.
    private record Message(ByteBuffer bytes) {
        interface Visitor {
            void visit(Message message);
        }

        /// The submessages in a field.
        void each(int field, Visitor visitor) {
            scan((number, value, content) -> {
                if (number == field && content != null) {
                    visitor.visit(new Message(content));
                }
            });
        }

        /// A number, or the bits of a double; 0 when the field is absent.
        long number(int field) {
            long[] found = {0};
            scan((number, value, content) -> {
                if (number == field) {
                    found[0] = value;
                }
            });
            return found[0];
        }

        String text(int field) {
            String[] found = {""};
            scan((number, value, content) -> {
                if (number == field) {
                    found[0] = StandardCharsets.UTF_8.decode(content).toString();
                }
            });
            return found[0];
        }

        private interface Field {
            void is(int number, long value, ByteBuffer content);
        }

        private void scan(Field visitor) {
            ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
            while (in.hasRemaining()) {
                long tag = varint(in);
                int field = (int) (tag >>> 3);
                switch ((int) tag & 7) {
                    case 0 -> visitor.is(field, varint(in), null);
                    case 1 -> visitor.is(field, in.getLong(), null);
                    case 2 -> {
                        int length = (int) varint(in);
                        visitor.is(field, length, in.slice(in.position(), length));
                        in.position(in.position() + length);
                    }
                    case 5 -> visitor.is(field, in.getInt(), null);
                    default -> throw new IllegalStateException("wire type of " + tag);
                }
            }
        }

        private static long varint(ByteBuffer in) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte b = in.get();
                value |= (b & 0x7fL) << shift;
                if (b >= 0) {
                    return value;
                }
            }
        }
    }
}
