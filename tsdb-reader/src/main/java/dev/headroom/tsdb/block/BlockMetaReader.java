package dev.headroom.tsdb.block;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.DataFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads `meta.json`, token by token: the file is read at every start, and a token stream needs no data binding.
///
/// Fields as in Prometheus's `BlockMeta` (`tsdb/block.go`) and Thanos's `thanos` section.
final class BlockMetaReader {
    /// No honest `meta.json` is larger: a block of thousands of sources has some hundred kilobytes.
    private static final int MAX_SIZE = 8 << 20;

    private static final JsonFactory JSON = new JsonFactory();

    private final String file;
    private final JsonParser parser;

    private BlockMetaReader(String file, JsonParser parser) {
        this.file = file;
        this.parser = parser;
    }

    static BlockMeta read(Path path) throws IOException {
        byte[] bytes = DataFiles.read(path, MAX_SIZE, "a meta.json");
        requireUtf8(path, bytes);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes)) {
            return new BlockMetaReader(path.toString(), parser).meta(new String(bytes, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            String reason = e.getOriginalMessage();
            int detail = reason.indexOf(" (start marker");
            throw new CorruptionException(
                    path.toString(), offset, "JSON", detail < 0 ? reason : reason.substring(0, detail));
        }
    }

    /// Prometheus reads no other encoding of JSON; the parser here would.
    private static void requireUtf8(Path path, byte[] bytes) {
        for (int i = 0; i < Math.min(4, bytes.length); i++) {
            if (bytes[i] == 0 || bytes[i] == (byte) 0xFE || bytes[i] == (byte) 0xFF) {
                throw new CorruptionException(path.toString(), i, "JSON in UTF-8", "a byte " + (bytes[i] & 0xff));
            }
        }
    }

    private BlockMeta meta(String json) {
        String ulid = null;
        long minTime = 0;
        long maxTime = 0;
        BlockMeta.Stats stats = BlockMeta.Stats.NONE;
        BlockMeta.Compaction compaction = BlockMeta.Compaction.NONE;
        BlockMeta.Thanos thanos = null;
        long version = 0;
        List<String> unknown = new ArrayList<>();
        parser.nextToken();
        expect(JsonToken.START_OBJECT);
        while (field()) {
            switch (parser.currentName()) {
                case "ulid" -> ulid = string();
                case "minTime" -> minTime = integer();
                case "maxTime" -> maxTime = integer();
                case "stats" -> stats = stats();
                case "compaction" -> compaction = compaction();
                case "thanos" -> thanos = thanos();
                case "version" -> version = integer();
                default -> {
                    unknown.add(parser.currentName());
                    skip();
                }
            }
        }
        if (ulid == null || !Ulid.isValid(ulid)) {
            throw damage("a ULID in the field ulid", ulid == null ? "none" : '"' + ulid + '"');
        }
        if (parser.nextToken() != null) {
            throw damage("the end of the file behind the object", name(parser.currentToken()));
        }
        if (version != 1) {
            throw damage("version 1", "version " + version);
        }
        if (minTime > maxTime) {
            throw damage("minTime at or before maxTime", minTime + " and " + maxTime);
        }
        return new BlockMeta(ulid, minTime, maxTime, stats, compaction, thanos, (int) version, json, unknown);
    }

    private BlockMeta.Stats stats() {
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
            switch (parser.currentName()) {
                case "numSamples" -> samples = integer();
                case "numFloatSamples" -> floats = integer();
                case "numHistogramSamples" -> histograms = integer();
                case "numSeries" -> series = integer();
                case "numChunks" -> chunks = integer();
                case "numTombstones" -> tombstones = integer();
                default -> skip();
            }
        }
        return new BlockMeta.Stats(samples, floats, histograms, series, chunks, tombstones);
    }

    private BlockMeta.Compaction compaction() {
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
            switch (parser.currentName()) {
                case "level" -> level = (int) integer();
                case "sources" -> sources = strings();
                case "parents" -> parents = parents();
                case "deletable" -> deletable = bool();
                case "failed" -> failed = bool();
                case "hints" -> hints = strings();
                default -> skip();
            }
        }
        return new BlockMeta.Compaction(level, sources, parents, deletable, failed, hints);
    }

    private List<BlockMeta.Parent> parents() {
        List<BlockMeta.Parent> parents = new ArrayList<>();
        if (!startArray()) {
            return parents;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(JsonToken.START_OBJECT);
            String ulid = "";
            long minTime = 0;
            long maxTime = 0;
            while (field()) {
                switch (parser.currentName()) {
                    case "ulid" -> ulid = string();
                    case "minTime" -> minTime = integer();
                    case "maxTime" -> maxTime = integer();
                    default -> skip();
                }
            }
            parents.add(new BlockMeta.Parent(ulid, minTime, maxTime));
        }
        return parents;
    }

    private BlockMeta.Thanos thanos() {
        Map<String, String> labels = new LinkedHashMap<>();
        long resolution = 0;
        String source = "";
        if (!startObject()) {
            return null;
        }
        while (field()) {
            switch (parser.currentName()) {
                case "labels" -> {
                    if (startObject()) {
                        while (field()) {
                            labels.put(parser.currentName(), string());
                        }
                    }
                }
                case "downsample" -> {
                    if (startObject()) {
                        while (field()) {
                            if (parser.currentName().equals("resolution")) {
                                resolution = integer();
                            } else {
                                skip();
                            }
                        }
                    }
                }
                case "source" -> source = string();
                default -> skip();
            }
        }
        return new BlockMeta.Thanos(labels, resolution, source);
    }

    private List<String> strings() {
        List<String> strings = new ArrayList<>();
        if (startArray()) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                expect(JsonToken.VALUE_STRING);
                strings.add(parser.getString());
            }
        }
        return strings;
    }

    /// Steps to the next field of the object; false at its end.
    private boolean field() {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_OBJECT) {
            return false;
        }
        expect(JsonToken.PROPERTY_NAME);
        return true;
    }

    /// Steps into the object that is the field's value; false when the value is null.
    private boolean startObject() {
        if (parser.nextToken() == JsonToken.VALUE_NULL) {
            return false;
        }
        expect(JsonToken.START_OBJECT);
        return true;
    }

    private boolean startArray() {
        if (parser.nextToken() == JsonToken.VALUE_NULL) {
            return false;
        }
        expect(JsonToken.START_ARRAY);
        return true;
    }

    private String string() {
        parser.nextToken();
        expect(JsonToken.VALUE_STRING);
        return parser.getString();
    }

    private long integer() {
        parser.nextToken();
        expect(JsonToken.VALUE_NUMBER_INT);
        return parser.getLongValue();
    }

    private boolean bool() {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw damage("true or false at the field " + parser.currentName(), name(token));
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private void skip() {
        parser.nextToken();
        parser.skipChildren();
    }

    private void expect(JsonToken expected) {
        if (parser.currentToken() != expected) {
            String name = parser.currentName();
            throw damage(name(expected) + (name == null ? "" : " at the field " + name), name(parser.currentToken()));
        }
    }

    private static String name(JsonToken token) {
        return switch (token) {
            case null -> "the end of the file";
            case START_OBJECT -> "an object";
            case END_OBJECT, END_ARRAY -> "its end";
            case START_ARRAY -> "an array";
            case PROPERTY_NAME -> "a field";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "a whole number";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction or an exponent";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NULL -> "null";
            default -> token.toString();
        };
    }

    private CorruptionException damage(String expected, String found) {
        long offset = Math.max(0, parser.currentTokenLocation().getByteOffset());
        return new CorruptionException(file, offset, expected, found);
    }
}
