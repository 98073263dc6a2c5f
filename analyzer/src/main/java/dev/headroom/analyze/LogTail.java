package dev.headroom.analyze;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.RecordDecoder;
import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.Segment;
import dev.headroom.tsdb.wal.WalDirectory;
import dev.headroom.tsdb.wal.WalReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The newest sample of the log's last segment: nearly always the newest of all, and known before the log is read.
final class LogTail implements RecordVisitor {
    private long newest = Long.MIN_VALUE;

    private LogTail() {}

    /// Time of the newest sample, or [Long#MIN_VALUE] when there is none.
    static long newest(Path dataDirectory) throws IOException {
        Path wal = dataDirectory.resolve("wal");
        List<Segment> segments = Files.isDirectory(wal) ? WalDirectory.list(wal).segments() : List.of();
        if (segments.isEmpty()) {
            return Long.MIN_VALUE;
        }
        LogTail tail = new LogTail();
        RecordDecoder decoder = new RecordDecoder();
        try (WalReader reader = WalReader.log(List.of(segments.getLast()))) {
            while (reader.next()) {
                decoder.decode(reader.record(), reader.offset(), reader.length(), tail);
            }
        } catch (CorruptionException e) {
            // Whoever reads the whole log reports it.
            return tail.newest;
        }
        return tail.newest;
    }

    @Override
    public void sample(long ref, long timestamp, long startTimestamp, long valueBits) {
        newest = Math.max(newest, timestamp);
    }

    @Override
    public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
        newest = Math.max(newest, timestamp);
    }
}
