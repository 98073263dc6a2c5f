package dev.headroom.tsdb.block;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.DataFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `meta.json`, token by token: the file is read at every start, and a token stream needs no data binding.
///
/// Fields as in Prometheus's `BlockMeta` (`tsdb/block.go`) and Thanos's `thanos` section.
final class BlockMetaReader {
    /// No honest `meta.json` is larger: a block of thousands of sources has some hundred kilobytes.
    private static final int MAX_SIZE = 8 << 20;

    private final String file;
    private final String text;
    private final Letters letters;
    private final JsonReader json;

    /// The field that is read.
    private String field = "";

    private BlockMetaReader(String file, String text) {
        this.file = file;
        this.text = text;
        letters = new Letters(text);
        json = new JsonReader(letters);
        json.setStrictness(Strictness.STRICT);
    }

    static BlockMeta read(Path path) throws IOException {
        byte[] bytes = DataFiles.read(path, MAX_SIZE, "a meta.json");
        requireUtf8(path, bytes);
        return new BlockMetaReader(path.toString(), new String(bytes, StandardCharsets.UTF_8)).read();
    }

    /// Prometheus reads no other encoding of JSON, and no byte order mark.
    private static void requireUtf8(Path path, byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0 || bytes[i] == (byte) 0xEF || bytes[i] == (byte) 0xFE || bytes[i] == (byte) 0xFF) {
                throw new CorruptionException(path.toString(), i, "JSON in UTF-8", "a byte " + (bytes[i] & 0xff));
            }
        }
    }

    private BlockMeta read() {
        try {
            return meta();
        } catch (EOFException e) {
            throw damage("JSON", "the end of the file");
        } catch (IOException e) {
            // Its message is for programmers: it goes over several lines, and tells how not to be strict.
            throw damage("JSON", "something else");
        }
    }

    /// Hands out one character at a time, so that it is known how far the reader has come.
    private static final class Letters extends Reader {
        private final String text;
        private int next;

        Letters(String text) {
            this.text = text;
        }

        @Override
        public int read(char[] target, int offset, int length) {
            if (next == text.length()) {
                return -1;
            }
            target[offset] = text.charAt(next++);
            return 1;
        }

        /// Bytes of what was handed out.
        long bytes() {
            return text.substring(0, next).getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        public void close() {}
    }

    private BlockMeta meta() throws IOException {
        String ulid = null;
        long minTime = 0;
        long maxTime = 0;
        BlockMeta.Stats stats = BlockMeta.Stats.NONE;
        BlockMeta.Compaction compaction = BlockMeta.Compaction.NONE;
        BlockMeta.Thanos thanos = null;
        long version = 0;
        List<String> unknown = new ArrayList<>();
        expect(JsonToken.BEGIN_OBJECT);
        json.beginObject();
        while (field()) {
            switch (field) {
                case "ulid" -> ulid = string();
                case "minTime" -> minTime = integer();
                case "maxTime" -> maxTime = integer();
                case "stats" -> stats = stats();
                case "compaction" -> compaction = compaction();
                case "thanos" -> thanos = thanos();
                case "version" -> version = integer();
                default -> {
                    unknown.add(field);
                    json.skipValue();
                }
            }
        }
        if (ulid == null || !Ulid.isValid(ulid)) {
            throw damage("a ULID in the field ulid", ulid == null ? "none" : '"' + ulid + '"');
        }
        if (!isAtEnd()) {
            throw damage("the end of the file behind the object", "more");
        }
        if (version != 1) {
            throw damage("version 1", "version " + version);
        }
        if (minTime > maxTime) {
            throw damage("minTime at or before maxTime", minTime + " and " + maxTime);
        }
        return new BlockMeta(ulid, minTime, maxTime, stats, compaction, thanos, (int) version, text, unknown);
    }

    private BlockMeta.Stats stats() throws IOException {
        long samples = 0;
        long floats = 0;
        long histograms = 0;
        long series = 0;
        long chunks = 0;
        long tombstones = 0;
        if (!startObject()) {
            return BlockMeta.Stats.NONE;
        }
        while (field()) {
            switch (field) {
                case "numSamples" -> samples = integer();
                case "numFloatSamples" -> floats = integer();
                case "numHistogramSamples" -> histograms = integer();
                case "numSeries" -> series = integer();
                case "numChunks" -> chunks = integer();
                case "numTombstones" -> tombstones = integer();
                default -> json.skipValue();
            }
        }
        return new BlockMeta.Stats(samples, floats, histograms, series, chunks, tombstones);
    }

    private BlockMeta.Compaction compaction() throws IOException {
        int level = 0;
        List<String> sources = List.of();
        List<BlockMeta.Parent> parents = List.of();
        boolean deletable = false;
        boolean failed = false;
        List<String> hints = List.of();
        if (!startObject()) {
            return BlockMeta.Compaction.NONE;
        }
        while (field()) {
            switch (field) {
                case "level" -> level = (int) integer();
                case "sources" -> sources = strings();
                case "parents" -> parents = parents();
                case "deletable" -> deletable = bool();
                case "failed" -> failed = bool();
                case "hints" -> hints = strings();
                default -> json.skipValue();
            }
        }
        return new BlockMeta.Compaction(level, sources, parents, deletable, failed, hints);
    }

    private List<BlockMeta.Parent> parents() throws IOException {
        List<BlockMeta.Parent> parents = new ArrayList<>();
        if (!startArray()) {
            return parents;
        }
        while (json.hasNext()) {
            expect(JsonToken.BEGIN_OBJECT);
            json.beginObject();
            String ulid = "";
            long minTime = 0;
            long maxTime = 0;
            while (field()) {
                switch (field) {
                    case "ulid" -> ulid = string();
                    case "minTime" -> minTime = integer();
                    case "maxTime" -> maxTime = integer();
                    default -> json.skipValue();
                }
            }
            parents.add(new BlockMeta.Parent(ulid, minTime, maxTime));
        }
        json.endArray();
        return parents;
    }

    private BlockMeta.Thanos thanos() throws IOException {
        Map<String, String> labels = new LinkedHashMap<>();
        long resolution = 0;
        String source = "";
        if (!startObject()) {
            return null;
        }
        while (field()) {
            switch (field) {
                case "labels" -> {
                    if (startObject()) {
                        while (field()) {
                            labels.put(field, string());
                        }
                    }
                }
                case "downsample" -> {
                    if (startObject()) {
                        while (field()) {
                            if (field.equals("resolution")) {
                                resolution = integer();
                            } else {
                                json.skipValue();
                            }
                        }
                    }
                }
                case "source" -> source = string();
                default -> json.skipValue();
            }
        }
        return new BlockMeta.Thanos(labels, resolution, source);
    }

    private List<String> strings() throws IOException {
        List<String> strings = new ArrayList<>();
        if (startArray()) {
            while (json.hasNext()) {
                strings.add(string());
            }
            json.endArray();
        }
        return strings;
    }

    private boolean isAtEnd() throws IOException {
        try {
            return json.peek() == JsonToken.END_DOCUMENT;
        } catch (MalformedJsonException e) {
            // To a strict reader whatever follows is wrong.
            return false;
        }
    }

    /// Steps to the next field of the object; false at its end.
    private boolean field() throws IOException {
        if (json.peek() == JsonToken.END_OBJECT) {
            json.endObject();
            return false;
        }
        field = json.nextName();
        return true;
    }

    /// Steps into the object that is the field's value; false when the value is null.
    private boolean startObject() throws IOException {
        if (isNull()) {
            return false;
        }
        expect(JsonToken.BEGIN_OBJECT);
        json.beginObject();
        return true;
    }

    private boolean startArray() throws IOException {
        if (isNull()) {
            return false;
        }
        expect(JsonToken.BEGIN_ARRAY);
        json.beginArray();
        return true;
    }

    private boolean isNull() throws IOException {
        if (json.peek() != JsonToken.NULL) {
            return false;
        }
        json.nextNull();
        return true;
    }

    private String string() throws IOException {
        expect(JsonToken.STRING);
        return json.nextString();
    }

    private long integer() throws IOException {
        expect(JsonToken.NUMBER);
        String digits = json.nextString();
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw damage("a whole number of 64 bits at the field " + field, digits);
        }
    }

    private boolean bool() throws IOException {
        expect(JsonToken.BOOLEAN);
        return json.nextBoolean();
    }

    private void expect(JsonToken expected) throws IOException {
        JsonToken found = json.peek();
        if (found != expected) {
            String wanted = expected == JsonToken.NUMBER ? "a whole number" : name(expected);
            throw damage(wanted + (field.isEmpty() ? "" : " at the field " + field), name(found));
        }
    }

    private static String name(JsonToken token) {
        return switch (token) {
            case BEGIN_OBJECT -> "an object";
            case BEGIN_ARRAY -> "an array";
            case END_OBJECT, END_ARRAY -> "its end";
            case NAME -> "a field";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case END_DOCUMENT -> "the end of the file";
        };
    }

    private CorruptionException damage(String expected, String found) {
        return new CorruptionException(file, letters.bytes(), expected, found);
    }
}
