package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.internal.DataFiles;
import dev.headroom.tsdb.internal.RecordInput;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.LabelsView;
import dev.headroom.tsdb.wal.Segment;
import dev.headroom.tsdb.wal.WalDirectory;
import dev.headroom.tsdb.wal.WalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a server with the feature `memory-snapshot-on-shutdown` leaves behind: the series of the head with the
/// chunk that each of them was filling, so that the next start need not read the whole log.
///
/// ```
/// chunk_snapshot.000007.0000012345/   the log up to byte 12345 of segment 7 is in it
///     00000000                        segments in the format of a log, with records of its own:
///
/// 1 <1>  series reference <8>  labels  0 <8>  chunk there? <uvarint>, then, when it is:
///        minTime <8>  maxTime <8>  encoding <1>  length <uvarint>  data
///        { time <8>  value <8> } four times for float chunks, of which the last value counts; else the last
/// histogram 2 <1>  length <uvarint>  { 1 <1>  { series reference <uvarint>  minTime <varint>  maxTime <varint>
/// }... } 3 <1>  exemplars as in a log
/// ```
///
/// (Format: Prometheus, `tsdb/docs/format/memory_snapshot.md`.)
///
/// @param path the directory
/// @param segment the log's segment that was being written
/// @param offset the bytes of that segment that the snapshot covers
/// @param segments its files in order
public record ChunkSnapshot(Path path, int segment, long offset, List<Segment> segments) {
    private static final String PREFIX = "chunk_snapshot.";
    private static final int SERIES = 1;
    private static final int TOMBSTONES = 2;
    private static final int EXEMPLARS = 3;

    public ChunkSnapshot {
        segments = List.copyOf(segments);
    }

    /// Told what a snapshot holds.
    public interface Visitor {
        /// A series.
        ///
        /// @param chunk the chunk that was being filled, or `null`; valid until the method returns
        void series(long ref, LabelsView labels, OpenChunk chunk);

        default void tombstone(long ref, long minTime, long maxTime) {}
    }

    /// The chunk of a series that was being filled.
    public static final class OpenChunk {
        private long minTime;
        private long maxTime;
        private Encoding encoding;
        private byte[] bytes;
        private int offset;
        private int length;

        public long minTime() {
            return minTime;
        }

        public long maxTime() {
            return maxTime;
        }

        public Encoding encoding() {
            return encoding;
        }

        /// The array that holds the chunk's data.
        public byte[] bytes() {
            return bytes;
        }

        public int offset() {
            return offset;
        }

        public int length() {
            return length;
        }
    }

    /// The newest snapshot in a data directory.
    public static Optional<ChunkSnapshot> last(Path dataDirectory) throws IOException {
        Path newest = null;
        int newestSegment = -1;
        long newestOffset = -1;
        for (Path entry : DataFiles.list(dataDirectory)) {
            String name = entry.getFileName().toString();
            String[] parts =
                    name.startsWith(PREFIX) ? name.substring(PREFIX.length()).split("\\.", -1) : new String[0];
            if (parts.length != 2 || !isNumber(parts[0]) || !isNumber(parts[1]) || !Files.isDirectory(entry)) {
                continue;
            }
            int segment = Integer.parseInt(parts[0]);
            long offset = Long.parseLong(parts[1]);
            if (segment > newestSegment || (segment == newestSegment && offset > newestOffset)) {
                newest = entry;
                newestSegment = segment;
                newestOffset = offset;
            }
        }
        return newest == null
                ? Optional.empty()
                : Optional.of(
                        new ChunkSnapshot(newest, newestSegment, newestOffset, WalDirectory.listSegments(newest)));
    }

    /// Reads all of it. Prometheus takes a snapshot whole or not at all.
    ///
    /// @throws CorruptionException when it is damaged; the visitor has been told what stood before
    public void read(Visitor visitor) throws IOException {
        RecordInput in = new RecordInput();
        LabelsView labels = new LabelsView();
        OpenChunk chunk = new OpenChunk();
        HistogramView histogram = new HistogramView();
        try (WalReader reader = WalReader.stream(segments)) {
            while (reader.next()) {
                in.reset(reader.record(), reader.offset(), reader.length());
                try {
                    switch (in.u8()) {
                        case SERIES -> readSeries(in, labels, chunk, histogram, visitor);
                        case TOMBSTONES -> readTombstones(in, visitor);
                        case EXEMPLARS -> in.skip(in.remaining());
                        default -> throw new CorruptionException(null, 0, "a snapshot's record type", "another");
                    }
                } catch (CorruptionException e) {
                    reader.reject(e);
                }
            }
            if (reader.damage() != null) {
                throw reader.damage();
            }
        }
    }

    private static void readSeries(
            RecordInput in, LabelsView labels, OpenChunk chunk, HistogramView histogram, Visitor visitor) {
        long ref = in.be64();
        labels.read(in);
        in.be64();
        if (in.uvarint() == 0) {
            visitor.series(ref, labels, null);
            return;
        }
        chunk.minTime = in.be64();
        chunk.maxTime = in.be64();
        int code = in.u8();
        chunk.encoding = Encoding.of(code);
        if (chunk.encoding == null || chunk.encoding == Encoding.NONE) {
            throw in.unexpected("a known chunk encoding", Integer.toString(code));
        }
        long length = in.uvarint();
        chunk.bytes = in.bytes();
        chunk.offset = in.skip(length);
        chunk.length = (int) length;
        if (chunk.encoding.isHistogram()) {
            histogram.read(
                    in, chunk.encoding == Encoding.FLOAT_HISTOGRAM || chunk.encoding == Encoding.FLOAT_HISTOGRAM_ST);
        } else {
            in.skip(64);
        }
        visitor.series(ref, labels, chunk);
    }

    private static void readTombstones(RecordInput in, Visitor visitor) {
        int length = in.count(1);
        if (length != in.remaining()) {
            throw in.unexpected(in.remaining() + " bytes of tombstones", Integer.toString(length));
        }
        if (length == 0 || in.u8() != 1) {
            throw in.unexpected("tombstones version 1", "another");
        }
        while (in.hasMore()) {
            long ref = in.uvarint();
            long minTime = in.varint();
            visitor.tombstone(ref, minTime, in.varint());
        }
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty()
                && text.length() <= 10
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && Long.parseLong(text) <= Integer.MAX_VALUE;
    }
}
