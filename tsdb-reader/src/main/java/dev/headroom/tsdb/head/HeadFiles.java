package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.internal.DataFiles;
import dev.headroom.tsdb.wal.Segment;
import dev.headroom.tsdb.wal.WalDirectory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The head's files as they were listed once, so that reading them several times tells the same each time.
///
/// @param wal the log; absent in a directory that holds blocks only
/// @param wbl the segments of the log of out-of-order samples
/// @param chunks the directory of the chunks the head has written
/// @param snapshot the snapshot to start from
/// @param damage logs that are left out because they cannot be listed
record HeadFiles(
        Optional<WalDirectory> wal,
        List<Segment> wbl,
        Path chunks,
        Optional<ChunkSnapshot> snapshot,
        List<CorruptionException> damage) {
    /// How often a log with a gap is listed again: one that is truncated during the listing seems to have one.
    private static final int MORE_LISTINGS = 3;

    /// @throws NoSuchFileException when a file vanishes while it is listed
    static HeadFiles list(Path dataDirectory, boolean useSnapshot) throws IOException {
        List<CorruptionException> damage = new ArrayList<>();
        Optional<WalDirectory> wal = listLog(dataDirectory.resolve("wal"), damage);
        List<Segment> wbl = listLog(dataDirectory.resolve("wbl"), damage)
                .map(WalDirectory::segments)
                .orElse(List.of());
        Optional<ChunkSnapshot> snapshot = useSnapshot ? ChunkSnapshot.last(dataDirectory) : Optional.empty();
        // A log that ends before the snapshot was taken is another log.
        int lastSegment = wal.filter(w -> !w.segments().isEmpty())
                .map(w -> w.segments().getLast().index())
                .orElse(-1);
        return new HeadFiles(
                wal,
                wbl,
                dataDirectory.resolve("chunks_head"),
                snapshot.filter(s -> s.segment() <= lastSegment),
                List.copyOf(damage));
    }

    HeadFiles withoutSnapshot() {
        return new HeadFiles(wal, wbl, chunks, Optional.empty(), damage);
    }

    private static Optional<WalDirectory> listLog(Path path, List<CorruptionException> damage) throws IOException {
        if (!DataFiles.isThere(path)) {
            return Optional.empty();
        }
        try {
            WalDirectory log = WalDirectory.list(path);
            for (int i = 0; i < MORE_LISTINGS && log.missing().isPresent(); i++) {
                log = WalDirectory.list(path);
            }
            return Optional.of(log);
        } catch (CorruptionException e) {
            damage.add(e);
            return Optional.empty();
        }
    }
}
