package dev.headroom.write.block;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.FormattingStyle;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.Strictness;
import dev.headroom.tsdb.block.BlockMeta;

/// The text of a `meta.json`, laid out as Prometheus does it; the fields stand at the reader's `BlockMeta`.
public final class BlockMetaText {
    private static final Gson GSON = new GsonBuilder()
            .setStrictness(Strictness.STRICT)
            .setFormattingStyle(FormattingStyle.PRETTY.withIndent("\t"))
            .disableHtmlEscaping()
            .serializeNulls()
            .create();

    private BlockMetaText() {}

    /// Of a block with samples that were in no block before.
    static byte[] fresh(String ulid, long minTime, long maxTime, BlockMeta.Stats stats) {
        JsonObject meta = new JsonObject();
        meta.addProperty("ulid", ulid);
        meta.addProperty("minTime", minTime);
        meta.addProperty("maxTime", maxTime);
        putStats(child(meta, "stats"), stats);
        JsonObject compaction = child(meta, "compaction");
        compaction.addProperty("level", 1);
        JsonArray sources = new JsonArray();
        sources.add(ulid);
        compaction.add("sources", sources);
        meta.addProperty("version", 1);
        return text(meta);
    }

    /// Of a block that takes another one's place: as the other's, fields that nobody here knows included, but
    /// with its own name and statistics, and with the other block as its parent.
    ///
    /// Level, sources, hints and the time range stay. The range decides where a server's head begins, and so
    /// must not shrink: the log would bring back what was cut off.
    static byte[] rewritten(BlockMeta original, String ulid, BlockMeta.Stats stats) {
        JsonObject meta = GSON.fromJson(original.json(), JsonObject.class);
        meta.addProperty("ulid", ulid);
        putStats(child(meta, "stats"), stats);
        JsonObject compaction = child(meta, "compaction");
        compaction.remove("deletable");
        compaction.remove("failed");
        JsonObject parent = new JsonObject();
        parent.addProperty("ulid", original.ulid());
        parent.addProperty("minTime", original.minTime());
        parent.addProperty("maxTime", original.maxTime());
        JsonArray parents = new JsonArray();
        parents.add(parent);
        compaction.add("parents", parents);
        return text(meta);
    }

    private static JsonObject child(JsonObject meta, String name) {
        if (!(meta.get(name) instanceof JsonObject)) {
            meta.add(name, new JsonObject());
        }
        return meta.getAsJsonObject(name);
    }

    private static void putStats(JsonObject fields, BlockMeta.Stats stats) {
        put(fields, "numSamples", stats.samples());
        put(fields, "numFloatSamples", stats.floatSamples());
        put(fields, "numHistogramSamples", stats.histogramSamples());
        put(fields, "numSeries", stats.series());
        put(fields, "numChunks", stats.chunks());
        put(fields, "numTombstones", stats.tombstones());
    }

    /// Prometheus leaves out what is zero.
    private static void put(JsonObject fields, String name, long value) {
        if (value == 0) {
            fields.remove(name);
        } else {
            fields.addProperty(name, value);
        }
    }

    private static byte[] text(JsonObject meta) {
        return GSON.toJson(meta).getBytes(UTF_8);
    }
}
