package dev.headroom.tsdb.chunk;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.DataFiles;
import dev.headroom.tsdb.internal.MappedFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The `chunks/` directory of a block: numbered segments that hold the samples.
///
/// ```
/// segment:  magic 0x85BD40DD <4>  version 1 <1>  padding <3>  chunk...
/// chunk:    len <uvarint32>  encoding <1>  data <len>  CRC32C of encoding and data <4>
/// ```
///
/// Data starts with the number of samples, two bytes, in every encoding. (Format: `tsdb/docs/format/chunks.md`.)
/// Segments are counted from 0 in the order of their names. May be shared by threads.
public final class ChunkSegments implements AutoCloseable {
    /// Bytes of a segment before its first chunk.
    public static final int SEGMENT_HEADER_LENGTH = 8;

    private static final int MAGIC = 0x85BD40DD;

    private final Path directory;
    private final List<MappedFile> segments;

    private ChunkSegments(Path directory, List<MappedFile> segments) {
        this.directory = directory;
        this.segments = segments;
    }

    public static ChunkSegments open(Path directory) throws IOException {
        List<MappedFile> segments = new ArrayList<>();
        try {
            for (Path path : list(directory)) {
                segments.add(openSegment(path));
            }
            return new ChunkSegments(directory, segments);
        } catch (IOException | RuntimeException e) {
            segments.forEach(MappedFile::close);
            throw e;
        }
    }

    /// The segments of the directory in order; files that are no segments are left out.
    public static List<Path> list(Path directory) throws IOException {
        TreeMap<String, Path> paths = new TreeMap<>();
        for (Path entry : DataFiles.list(directory)) {
            String name = entry.getFileName().toString();
            if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                paths.put(name, entry);
            }
        }
        return List.copyOf(paths.values());
    }

    private static MappedFile openSegment(Path path) throws IOException {
        MappedFile file = MappedFile.open(path);
        try {
            if (file.size() < SEGMENT_HEADER_LENGTH) {
                throw file.corruption(file.size(), "a segment header of 8 bytes", "the end of the file");
            }
            if (file.intAt(0) != MAGIC) {
                throw file.corruption(0, "the segment's magic number 85bd40dd", Integer.toHexString(file.intAt(0)));
            }
            if (file.unsignedByteAt(4) != 1) {
                throw file.corruption(4, "segment version 1", "version " + file.unsignedByteAt(4));
            }
            return file;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    public int count() {
        return segments.size();
    }

    MappedFile segment(int position) {
        return segments.get(position);
    }

    /// Opens the file of a segment, for who reads all of it from its start to its end.
    public FileChannel openFile(int position) throws IOException {
        return DataFiles.open(segments.get(position).path());
    }

    /// Bytes of a segment, its header included.
    public long size(int position) {
        return segments.get(position).size();
    }

    /// Bytes of all segments, headers included.
    public long size() {
        return segments.stream().mapToLong(MappedFile::size).sum();
    }

    /// Bytes of the segments in front of a chunk.
    public long bytesBefore(long reference) {
        MappedFile segment = segmentOf(reference);
        long bytes = reference & 0xffff_ffffL;
        for (int i = 0; segments.get(i) != segment; i++) {
            bytes += segments.get(i).size();
        }
        return bytes;
    }

    /// The segment that a chunk reference points into.
    MappedFile segmentOf(long reference) {
        long position = reference >>> 32;
        if (position >= segments.size()) {
            throw new CorruptionException(
                    directory.toString(),
                    0,
                    "a chunk in one of " + segments.size() + " segments",
                    "a reference into segment " + (position + 1));
        }
        return segments.get((int) position);
    }

    @Override
    public void close() {
        segments.forEach(MappedFile::close);
    }
}
