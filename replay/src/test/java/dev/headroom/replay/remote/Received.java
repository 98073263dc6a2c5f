package dev.headroom.replay.remote;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// A request as a receiver reads it, by the field numbers of the specification.
///
/// @param metadata lines `metric type unit help` of version 1.0, or the same of each series in version 2.0
/// @param bytes before compression
record Received(List<Series> series, List<String> symbols, List<String> metadata, int bytes) {
    /// @param labels as `name=value`, in their order
    /// @param values `time value-bits [start]` of floats, `time histogram` of histograms, in their order
    record Series(String labels, List<String> values, List<String> exemplars) {}

    static Received read(String contentType, byte[] compressed) throws IOException {
        byte[] body = decompress(compressed);
        boolean second = contentType.contains("io.prometheus.write.v2.Request");
        return second ? v2(body) : v1(body);
    }

    static byte[] decompress(byte[] compressed) {
        SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
        byte[] body = new byte[snappy.getUncompressedLength(compressed, 0)];
        int length = snappy.decompress(compressed, 0, compressed.length, body, 0, body.length);
        if (length != body.length) {
            throw new IllegalStateException(length + " bytes of " + body.length);
        }
        return body;
    }

    private static Received v1(byte[] body) throws IOException {
        List<Series> series = new ArrayList<>();
        List<String> metadata = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(body);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> series.add(series(in.readByteArray(), false, List.of(), metadata));
                case 3 -> metadata.add(metadataV1(in.readByteArray()));
                default -> throw new IOException("field " + WireFormat.getTagFieldNumber(tag));
            }
        }
        return new Received(series, List.of(), metadata, body.length);
    }

    private static Received v2(byte[] body) throws IOException {
        List<String> symbols = new ArrayList<>();
        List<byte[]> series = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(body);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 4 -> symbols.add(text(in));
                case 5 -> series.add(in.readByteArray());
                default -> throw new IOException("field " + WireFormat.getTagFieldNumber(tag));
            }
        }
        if (symbols.isEmpty() || !symbols.getFirst().isEmpty()) {
            throw new IOException("the first symbol is not the empty string");
        }
        if (new TreeSet<>(symbols).size() != symbols.size()) {
            throw new IOException("a symbol stands twice: " + symbols);
        }
        List<Series> read = new ArrayList<>();
        List<String> metadata = new ArrayList<>();
        for (byte[] one : series) {
            read.add(series(one, true, symbols, metadata));
        }
        return new Received(read, symbols, metadata, body.length);
    }

    private static Series series(byte[] bytes, boolean second, List<String> symbols, List<String> metadata)
            throws IOException {
        List<String> labels = new ArrayList<>();
        List<String> floats = new ArrayList<>();
        List<String> histograms = new ArrayList<>();
        List<String> exemplars = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field == 1 && second) {
                labels.addAll(refs(in.readByteArray(), symbols));
            } else if (field == 1) {
                labels.add(label(in.readByteArray()));
            } else if (field == 2) {
                floats.add(sample(in.readByteArray(), second));
            } else if (field == (second ? 3 : 4)) {
                histograms.add(histogram(in.readByteArray(), second));
            } else if (field == (second ? 4 : 3)) {
                exemplars.add(exemplar(in.readByteArray(), second, symbols));
            } else if (field == 5 && second) {
                metadata.add(metadataV2(in.readByteArray(), symbols));
            } else {
                throw new IOException("field " + field + " of a series");
            }
        }
        if (!floats.isEmpty() && !histograms.isEmpty()) {
            throw new IOException("floats and histograms in one series");
        }
        if (floats.isEmpty() && histograms.isEmpty()) {
            throw new IOException("a series without a sample");
        }
        List<String> names = labels.stream()
                .map(label -> label.substring(0, label.indexOf('=')))
                .toList();
        if (!names.equals(List.copyOf(new TreeSet<>(names)))) {
            throw new IOException("names out of order: " + names);
        }
        return new Series(String.join(",", labels), floats.isEmpty() ? histograms : floats, exemplars);
    }

    private static List<String> refs(byte[] packed, List<String> symbols) throws IOException {
        List<String> labels = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(packed);
        while (!in.isAtEnd()) {
            labels.add(symbols.get(in.readUInt32()) + "=" + symbols.get(in.readUInt32()));
        }
        return labels;
    }

    private static String label(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        String name = "";
        String value = "";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> name = text(in);
                case 2 -> value = text(in);
                default -> throw new IOException("field of a label");
            }
        }
        return name + "=" + value;
    }

    private static String sample(byte[] bytes, boolean second) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        long bits = 0;
        long time = 0;
        long start = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            switch (field) {
                case 1 -> bits = in.readFixed64();
                case 2 -> time = in.readInt64();
                case 3 -> start = in.readInt64();
                default -> throw new IOException("field " + field + " of a sample");
            }
            if (field == 3 && !second) {
                throw new IOException("a start timestamp in version 1.0");
            }
        }
        return time + " " + Long.toHexString(bits) + (start == 0 ? "" : " " + start);
    }

    private static String exemplar(byte[] bytes, boolean second, List<String> symbols) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        List<String> labels = new ArrayList<>();
        double value = 0;
        long time = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> {
                    if (second) {
                        labels.addAll(refs(in.readByteArray(), symbols));
                    } else {
                        labels.add(label(in.readByteArray()));
                    }
                }
                case 2 -> value = in.readDouble();
                case 3 -> time = in.readInt64();
                default -> throw new IOException("field of an exemplar");
            }
        }
        return time + " " + value + " " + String.join(",", labels);
    }

    private static String metadataV1(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        TreeMap<Integer, String> fields = new TreeMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            fields.put(field, field == 1 ? Integer.toString(in.readEnum()) : text(in));
        }
        return fields.get(2) + " " + fields.get(1) + " " + fields.get(5) + " " + fields.get(4);
    }

    private static String metadataV2(byte[] bytes, List<String> symbols) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        TreeMap<Integer, Integer> fields = new TreeMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            fields.put(WireFormat.getTagFieldNumber(tag), in.readUInt32());
        }
        return fields.get(1) + " " + symbols.get(fields.get(4)) + " " + symbols.get(fields.get(3));
    }

    /// A histogram in words: `time kind count sum schema threshold zero hint [start] -[index:count…] +[…]
    /// bounds`.
    private static String histogram(byte[] bytes, boolean second) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        String[] text = new String[18];
        List<int[]> negative = new ArrayList<>();
        List<int[]> positive = new ArrayList<>();
        List<String> negativeCounts = List.of();
        List<String> positiveCounts = List.of();
        String kind = "none";
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            switch (field) {
                case 1, 6 -> {
                    kind = field == 1 ? "int" : kind;
                    text[field == 1 ? 2 : 7] = Long.toUnsignedString(in.readUInt64()) + ".0";
                }
                case 2, 7 -> {
                    kind = field == 2 ? "float" : kind;
                    text[field] = Double.toString(in.readDouble());
                }
                case 3, 5 -> text[field] = Long.toHexString(in.readFixed64());
                case 4 -> text[field] = Integer.toString(in.readSInt32());
                case 8 -> negative.add(span(in.readByteArray()));
                case 11 -> positive.add(span(in.readByteArray()));
                case 9 -> negativeCounts = deltas(in.readByteArray());
                case 12 -> positiveCounts = deltas(in.readByteArray());
                case 10 -> negativeCounts = doubles(in.readByteArray());
                case 13 -> positiveCounts = doubles(in.readByteArray());
                case 14 -> text[field] = in.readEnum() == 3 ? "gauge" : "counter";
                case 15 -> text[field] = Long.toString(in.readInt64());
                case 16 -> text[field] = String.join(",", doubles(in.readByteArray()));
                case 17 -> {
                    if (!second) {
                        throw new IOException("a start timestamp in version 1.0");
                    }
                    text[field] = Long.toString(in.readInt64());
                }
                default -> throw new IOException("field " + field + " of a histogram");
            }
        }
        return text[15] + " " + kind + " " + text[2] + " " + text[3] + " " + text[4] + " " + text[5] + " " + text[7]
                + " " + text[14] + (text[17] == null ? "" : " " + text[17])
                + " -" + buckets(negative, negativeCounts) + " +" + buckets(positive, positiveCounts)
                + " " + (text[16] == null ? "" : text[16]);
    }

    private static int[] span(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        int[] span = new int[2];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == 1) {
                span[0] = in.readSInt32();
            } else {
                span[1] = in.readUInt32();
            }
        }
        return span;
    }

    private static List<String> deltas(byte[] packed) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(packed);
        List<String> counts = new ArrayList<>();
        long count = 0;
        while (!in.isAtEnd()) {
            count += in.readSInt64();
            counts.add(count + ".0");
        }
        return counts;
    }

    private static List<String> doubles(byte[] packed) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(packed);
        List<String> values = new ArrayList<>();
        while (!in.isAtEnd()) {
            values.add(Double.toString(in.readDouble()));
        }
        return values;
    }

    private static String buckets(List<int[]> spans, List<String> counts) throws IOException {
        List<String> buckets = new ArrayList<>();
        int index = 0;
        int next = 0;
        for (int[] span : spans) {
            index += span[0];
            for (int i = 0; i < span[1]; i++) {
                buckets.add(index++ + ":" + counts.get(next++));
            }
        }
        if (next != counts.size()) {
            throw new IOException(next + " buckets, " + counts.size() + " counts");
        }
        return buckets.toString();
    }

    private static String text(CodedInputStream in) throws IOException {
        return new String(in.readByteArray(), StandardCharsets.UTF_8);
    }
}
