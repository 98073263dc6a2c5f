package dev.headroom.write.block;

import dev.headroom.tsdb.block.BlockMeta;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/// The text of a `meta.json`, laid out as Prometheus does it; the fields stand at the reader's `BlockMeta`.
///
/// Without data binding, as in the reader, because that takes longer to come into being than a small block to write.
public final class BlockMetaText {
    private static final JsonFactory JSON = new JsonFactory();

    private BlockMetaText() {}

    /// A number as it stands in a file.
    private record Digits(String text) {}

    /// Indents by tabs, without a space before a colon.
    private static final class Layout extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("\t", "\n"))
                    .withArrayIndenter(new DefaultIndenter("\t", "\n"));
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }

    /// Of a block with samples that were in no block before.
    static byte[] fresh(String ulid, long minTime, long maxTime, BlockMeta.Stats stats) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("ulid", ulid);
        meta.put("minTime", minTime);
        meta.put("maxTime", maxTime);
        putStats(child(meta, "stats"), stats);
        Map<String, Object> compaction = child(meta, "compaction");
        compaction.put("level", 1L);
        compaction.put("sources", List.of(ulid));
        meta.put("version", 1L);
        return text(meta);
    }

    /// Of a block that takes another one's place: as the other's, fields that nobody here knows included, but
    /// with its own name and statistics, and with the other block as its parent.
    ///
    /// Level, sources, hints and the time range stay. The range decides where a server's head begins, and so
    /// must not shrink: the log would bring back what was cut off.
    static byte[] rewritten(BlockMeta original, String ulid, BlockMeta.Stats stats) {
        Map<String, Object> meta = read(original.json());
        meta.put("ulid", ulid);
        putStats(child(meta, "stats"), stats);
        Map<String, Object> compaction = child(meta, "compaction");
        compaction.remove("deletable");
        compaction.remove("failed");
        Map<String, Object> parent = new LinkedHashMap<>();
        parent.put("ulid", original.ulid());
        parent.put("minTime", original.minTime());
        parent.put("maxTime", original.maxTime());
        compaction.put("parents", List.of(parent));
        return text(meta);
    }

    @SuppressWarnings("unchecked") // all maps here are such
    private static Map<String, Object> child(Map<String, Object> meta, String name) {
        if (!(meta.get(name) instanceof Map)) {
            meta.put(name, new LinkedHashMap<String, Object>());
        }
        return (Map<String, Object>) meta.get(name);
    }

    private static void putStats(Map<String, Object> fields, BlockMeta.Stats stats) {
        put(fields, "numSamples", stats.samples());
        put(fields, "numFloatSamples", stats.floatSamples());
        put(fields, "numHistogramSamples", stats.histogramSamples());
        put(fields, "numSeries", stats.series());
        put(fields, "numChunks", stats.chunks());
        put(fields, "numTombstones", stats.tombstones());
    }

    /// Prometheus leaves out what is zero.
    private static void put(Map<String, Object> fields, String name, long value) {
        if (value == 0) {
            fields.remove(name);
        } else {
            fields.put(name, value);
        }
    }

    /// Reads an object that has been read before.
    private static Map<String, Object> read(String json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            parser.nextToken();
            return object(parser);
        }
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser));
                }
                yield values;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case VALUE_STRING -> parser.getString();
            default -> new Digits(parser.getString());
        };
    }

    private static byte[] text(Map<String, Object> meta) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = JSON.createGenerator(new Layout(), bytes)) {
            write(generator, meta);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator generator, Object value) {
        if (value instanceof Map<?, ?> fields) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                generator.writeName((String) field.getKey());
                write(generator, field.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> values) {
            generator.writeStartArray();
            for (Object child : values) {
                write(generator, child);
            }
            generator.writeEndArray();
        } else if (value instanceof Long number) {
            generator.writeNumber(number);
        } else if (value instanceof Digits number) {
            generator.writeNumber(number.text());
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else {
            generator.writeString((String) value);
        }
    }
}
