package dev.headroom.write.block;

import dev.headroom.tsdb.block.BlockMeta;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The text of a `meta.json`, laid out as Prometheus does it; the fields stand at the reader's `BlockMeta`.
public final class BlockMetaText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .defaultPrettyPrinter(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("\t", "\n"))
                    .withArrayIndenter(new DefaultIndenter("\t", "\n")))
            .build();

    private BlockMetaText() {}

    /// Of a block with samples that were in no block before.
    static byte[] fresh(String ulid, long minTime, long maxTime, BlockMeta.Stats stats) {
        ObjectNode meta = JSON.createObjectNode();
        meta.put("ulid", ulid);
        meta.put("minTime", minTime);
        meta.put("maxTime", maxTime);
        putStats(meta.putObject("stats"), stats);
        ObjectNode compaction = meta.putObject("compaction");
        compaction.put("level", 1);
        compaction.putArray("sources").add(ulid);
        meta.put("version", 1);
        return text(meta);
    }

    /// Of a block that takes another one's place: as the other's, fields that nobody here knows included, but
    /// with its own name and statistics, and with the other block as its parent.
    ///
    /// Level, sources, hints and the time range stay. The range decides where a server's head begins, and so
    /// must not shrink: the log would bring back what was cut off.
    static byte[] rewritten(BlockMeta original, String ulid, BlockMeta.Stats stats) {
        ObjectNode meta = (ObjectNode) JSON.readTree(original.json());
        meta.put("ulid", ulid);
        putStats(child(meta, "stats"), stats);
        ObjectNode compaction = child(meta, "compaction");
        compaction.remove(List.of("deletable", "failed"));
        ArrayNode parents = compaction.putArray("parents");
        ObjectNode parent = parents.addObject();
        parent.put("ulid", original.ulid());
        parent.put("minTime", original.minTime());
        parent.put("maxTime", original.maxTime());
        return text(meta);
    }

    private static ObjectNode child(ObjectNode meta, String name) {
        return meta.get(name) instanceof ObjectNode child ? child : meta.putObject(name);
    }

    private static void putStats(ObjectNode node, BlockMeta.Stats stats) {
        put(node, "numSamples", stats.samples());
        put(node, "numFloatSamples", stats.floatSamples());
        put(node, "numHistogramSamples", stats.histogramSamples());
        put(node, "numSeries", stats.series());
        put(node, "numChunks", stats.chunks());
        put(node, "numTombstones", stats.tombstones());
    }

    /// Prometheus leaves out what is zero.
    private static void put(ObjectNode node, String name, long value) {
        if (value == 0) {
            node.remove(name);
        } else {
            node.put(name, value);
        }
    }

    private static byte[] text(ObjectNode meta) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(meta).getBytes(StandardCharsets.UTF_8);
    }
}
