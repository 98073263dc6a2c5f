package dev.headroom.tsdb.wal;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.DataFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The files of a log at one moment.
///
/// ```
/// wal/
///   00000012               segments: named by number, without a gap
///   00000013
///   checkpoint.00000011/   stands for the segments up to 11; the highest number counts
///     00000000
///   checkpoint.00000014.tmp/   one that is being written: ignored
/// ```
///
/// Prometheus reads the last checkpoint, then the segments after its number. Segments that the checkpoint covers
/// may still lie there; nobody reads them any more.
///
/// @param path the directory
/// @param segments all segments by number
/// @param checkpoint the last complete checkpoint
public record WalDirectory(Path path, List<Segment> segments, Optional<Checkpoint> checkpoint) {
    private static final String CHECKPOINT_PREFIX = "checkpoint.";

    /// How often a log with a gap is listed again: one that is truncated during the listing seems to have one.
    private static final int MORE_LISTINGS = 3;

    public WalDirectory {
        segments = List.copyOf(segments);
    }

    /// Lists a log's directory until it shows no gap, or the same gap is there to stay; nothing when there is no such
    /// directory, or what stands in its place is no log.
    ///
    /// @param damage takes what is wrong with a log that cannot be listed
    /// @throws java.nio.file.NoSuchFileException when a file vanishes while it is listed
    public static Optional<WalDirectory> listIfThere(Path path, List<CorruptionException> damage) throws IOException {
        if (!DataFiles.isThere(path)) {
            return Optional.empty();
        }
        try {
            WalDirectory log = list(path);
            for (int i = 0; i < MORE_LISTINGS && log.missing().isPresent(); i++) {
                log = list(path);
            }
            return Optional.of(log);
        } catch (CorruptionException e) {
            damage.add(e);
            return Optional.empty();
        }
    }

    /// Lists a log's directory.
    ///
    /// @throws java.nio.file.NoSuchFileException when the directory is not there, or a file is no longer there: a
    ///     log is truncated while it is listed, and the caller lists again
    public static WalDirectory list(Path path) throws IOException {
        Path last = null;
        int lastIndex = -1;
        List<Path> files = new ArrayList<>();
        for (Path entry : DataFiles.list(path)) {
            String name = entry.getFileName().toString();
            if (index(name).isPresent()) {
                files.add(entry);
            } else if (name.startsWith(CHECKPOINT_PREFIX)) {
                OptionalInt index = index(name.substring(CHECKPOINT_PREFIX.length()));
                if (index.isPresent() && index.getAsInt() > lastIndex) {
                    lastIndex = index.getAsInt();
                    last = entry;
                }
            }
        }
        // Sizes come after all names: of two neighbours in the listing the first has been finished by then.
        List<Segment> segments = segments(files);
        Optional<Checkpoint> checkpoint =
                last == null ? Optional.empty() : Optional.of(new Checkpoint(last, lastIndex, listSegments(last)));
        return new WalDirectory(path, segments, checkpoint);
    }

    /// The segments of a directory that has no checkpoints: a checkpoint, a snapshot.
    public static List<Segment> listSegments(Path path) throws IOException {
        List<Path> files = new ArrayList<>(DataFiles.list(path));
        files.removeIf(file -> index(file.getFileName().toString()).isEmpty());
        return segments(files);
    }

    private static List<Segment> segments(List<Path> files) throws IOException {
        List<Segment> segments = new ArrayList<>(files.size());
        for (Path file : files) {
            int index = index(file.getFileName().toString()).orElseThrow();
            segments.add(new Segment(file, index, Files.size(file)));
        }
        segments.sort((a, b) -> Integer.compare(a.index(), b.index()));
        return segments;
    }

    /// The segments that are read after the checkpoint: those above its number, or all.
    public List<Segment> live() {
        int after = checkpoint.map(Checkpoint::index).orElse(-1);
        return segments.stream().filter(segment -> segment.index() > after).toList();
    }

    /// The number of the first segment that should be there and is not: a gap between two, or between the
    /// checkpoint and the first. Prometheus does not start on such a log. A listing that raced with a deletion can
    /// show one too.
    public OptionalInt missing() {
        int expected = checkpoint.map(c -> c.index() + 1).orElse(0);
        for (Segment segment : live()) {
            if (segment.index() != expected) {
                return OptionalInt.of(expected);
            }
            expected++;
        }
        return OptionalInt.empty();
    }

    /// Whether a data directory is an agent's: a log, and none of the head that a server keeps beside it.
    public static boolean isAgent(Path dataDirectory) {
        return Files.isDirectory(dataDirectory.resolve("wal")) && !Files.exists(dataDirectory.resolve("chunks_head"));
    }

    private static OptionalInt index(String name) {
        if (name.isEmpty() || name.length() > 10) {
            return OptionalInt.empty();
        }
        long index = 0;
        for (int i = 0; i < name.length(); i++) {
            char digit = name.charAt(i);
            if (digit < '0' || digit > '9') {
                return OptionalInt.empty();
            }
            index = index * 10 + (digit - '0');
        }
        return index > Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of((int) index);
    }
}
