package dev.headroom.tsdb.head;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.wal.Checkpoint;
import dev.headroom.tsdb.wal.ReadAhead;
import dev.headroom.tsdb.wal.RecordDecoder;
import dev.headroom.tsdb.wal.RecordType;
import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.Segment;
import dev.headroom.tsdb.wal.WalDirectory;
import dev.headroom.tsdb.wal.WalReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// Reads what a starting Prometheus reads of the log, in its order: the last checkpoint, then the segments after
/// it; or the segments from where a snapshot was taken.
///
/// Damage ends the log, since Prometheus cuts it off there. Damage in a checkpoint, on which Prometheus does not
/// start at all, ends the checkpoint only.
final class LogReplay {
    private final HeadFiles files;
    private final LongConsumer watcher;
    private final List<CorruptionException> damage = new ArrayList<>();
    private final RecordDecoder decoder = new RecordDecoder();
    private boolean torn;
    private boolean inCheckpoint;

    LogReplay(HeadFiles files) {
        this(files, bytes -> {});
    }

    /// @param watcher told how many bytes of the log have been read since it was told last
    LogReplay(HeadFiles files, LongConsumer watcher) {
        this.files = files;
        this.watcher = watcher;
    }

    /// What ended a part of the log early.
    List<CorruptionException> damage() {
        return damage;
    }

    /// Whether the log ends within a record.
    boolean isTorn() {
        return torn;
    }

    /// Whether what the visitor is being told stands in the checkpoint, not in a segment after it.
    boolean isInCheckpoint() {
        return inCheckpoint;
    }

    /// Bytes of the record that say what the visitor is being told. Of samples, their batch knows.
    int elementLength() {
        return decoder.elementLength();
    }

    /// Tells the visitor what the records of some types say.
    void replay(Predicate<RecordType> wanted, RecordVisitor visitor) throws IOException {
        Optional<WalDirectory> wal = files.wal();
        if (wal.isEmpty()) {
            return;
        }
        wal.get().missing().ifPresent(missing -> {
            String path = wal.get().path().resolve("%08d".formatted(missing)).toString();
            damage.add(new CorruptionException(path, 0, "a segment of the log", "none"));
        });
        int snapshot = files.snapshot().map(ChunkSnapshot::segment).orElse(-1);
        WalReader.expect(wal.get().live());
        Optional<Checkpoint> checkpoint = wal.get().checkpoint().filter(c -> c.index() >= snapshot);
        List<Segment> segments = wal.get().live().stream()
                .filter(segment -> segment.index() >= snapshot)
                .toList();
        WalReader reader = WalReader.log(segments);
        if (!segments.isEmpty() && segments.getFirst().index() == snapshot) {
            reader.from(files.snapshot().orElseThrow().offset());
        }
        // Begun before the checkpoint, whose labels take one core long; there is little to decompress meanwhile.
        try (ReadAhead log = new ReadAhead(reader, wanted, watcher)) {
            if (checkpoint.isPresent()) {
                inCheckpoint = true;
                read(WalReader.stream(checkpoint.get().segments()), wanted, visitor);
                inCheckpoint = false;
            }
            decode(log, visitor);
        }
    }

    /// Tells the visitor what the log of out-of-order samples says.
    void replayOutOfOrder(RecordVisitor visitor) throws IOException {
        read(WalReader.log(files.wbl()), type -> true, visitor);
    }

    private void read(WalReader reader, Predicate<RecordType> wanted, RecordVisitor visitor) throws IOException {
        try (ReadAhead records = new ReadAhead(reader, wanted, watcher)) {
            decode(records, visitor);
        }
    }

    private void decode(ReadAhead records, RecordVisitor visitor) throws IOException {
        while (records.next()) {
            try {
                decoder.decode(records.record(), records.offset(), records.length(), visitor);
            } catch (CorruptionException e) {
                records.reject(e);
            }
        }
        if (records.damage() != null) {
            damage.add(records.damage());
        }
        torn |= records.torn() != null;
    }
}
