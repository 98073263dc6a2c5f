package dev.headroom.testing.block;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A block of floats, made without a server. Each part can be replaced by one that is wrong.
public final class BlockImage {
    /// Samples of a series, in one chunk.
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    private record Series(Map<String, String> labels, long[] times, double[] values) {}

    private final String ulid;
    private final List<Series> series = new ArrayList<>();
    private final Bytes tombstones = new Bytes();
    private String meta;
    private byte[] index;
    private byte[] segment;
    private byte[] tombstonesFile;

    /// @param ulid the block's name
    public BlockImage(String ulid) {
        this.ulid = ulid;
    }

    public String ulid() {
        return ulid;
    }

    /// Adds a series with samples a minute apart: the first at `start`, the values counting up from it.
    public BlockImage series(Map<String, String> labels, long start, int samples) {
        long[] times = new long[samples];
        double[] values = new double[samples];
        for (int i = 0; i < samples; i++) {
            times[i] = start + 60_000L * i;
            values[i] = i + 0.5;
        }
        return series(labels, times, values);
    }

    public BlockImage series(Map<String, String> labels, long[] times, double[] values) {
        series.add(new Series(labels, times, values));
        return this;
    }

    /// Lays a tombstone over the series of this reference.
    public BlockImage tombstone(long reference, long from, long to) {
        tombstones.uvarint(reference).varint(from).varint(to);
        return this;
    }

    /// Writes this as `meta.json`.
    public BlockImage meta(String json) {
        meta = json;
        return this;
    }

    /// Writes this as the index.
    public BlockImage index(byte[] bytes) {
        index = bytes;
        return this;
    }

    /// Writes this as the first segment.
    public BlockImage segment(byte[] bytes) {
        segment = bytes;
        return this;
    }

    /// Writes this as the tombstones.
    public BlockImage tombstones(byte[] bytes) {
        tombstonesFile = bytes;
        return this;
    }

    /// The index that fits the segment.
    public IndexImage goodIndex() {
        SegmentImage chunks = new SegmentImage();
        IndexImage.Builder builder = new IndexImage.Builder();
        for (Series one : sorted()) {
            long reference = chunks.floats(one.times, one.values);
            builder.series(one.labels, new IndexImage.Chunk(one.times[0], one.times[one.times.length - 1], reference));
        }
        return builder.build();
    }

    public byte[] goodSegment() {
        SegmentImage chunks = new SegmentImage();
        sorted().forEach(one -> chunks.floats(one.times, one.values));
        return chunks.bytes();
    }

    public String goodMeta() {
        long min = series.stream().mapToLong(one -> one.times[0]).min().orElse(0);
        long max = series.stream()
                .mapToLong(one -> one.times[one.times.length - 1])
                .max()
                .orElse(0);
        long samples = series.stream().mapToLong(one -> one.times.length).sum();
        return """
                {"ulid":"%s","minTime":%d,"maxTime":%d,
                "stats":{"numSamples":%d,"numSeries":%d,"numChunks":%d},
                "compaction":{"level":1,"sources":["%s"]},"version":1}
                """.formatted(ulid, min, max + 1, samples, series.size(), series.size(), ulid);
    }

    /// Writes the block into a data directory, and gives its own.
    public Path write(Path dataDirectory) {
        try {
            Path block = dataDirectory.resolve(ulid);
            Files.createDirectories(block.resolve("chunks"));
            Files.write(block.resolve("chunks/000001"), segment != null ? segment : goodSegment());
            Files.write(
                    block.resolve("index"), index != null ? index : goodIndex().bytes());
            Files.write(block.resolve("tombstones"), tombstonesFile != null ? tombstonesFile : goodTombstones());
            Files.writeString(block.resolve("meta.json"), meta != null ? meta : goodMeta());
            return block;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] goodTombstones() {
        return new Bytes().u32(0x0130BA30L).u8(1).checked(tombstones.toArray()).toArray();
    }

    private List<Series> sorted() {
        return series.stream()
                .sorted((left, right) -> IndexImage.labelOrder().compare(left.labels, right.labels))
                .toList();
    }
}
