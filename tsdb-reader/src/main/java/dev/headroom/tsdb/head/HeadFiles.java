package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
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
    /// @throws NoSuchFileException when a file vanishes while it is listed
    static HeadFiles list(Path dataDirectory, boolean useSnapshot) throws IOException {
        List<CorruptionException> damage = new ArrayList<>();
        Optional<WalDirectory> wal = WalDirectory.listIfThere(dataDirectory.resolve("wal"), damage);
        List<Segment> wbl = WalDirectory.listIfThere(dataDirectory.resolve("wbl"), damage)
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
}
