package dev.headroom.analyze;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.RecordDecoder;
import dev.headroom.tsdb.wal.RecordVisitor;
import dev.headroom.tsdb.wal.SampleBatch;
import dev.headroom.tsdb.wal.Segment;
import dev.headroom.tsdb.wal.WalReader;
import java.io.IOException;
import java.util.List;

/// The newest sample near the end of the log: nearly always the newest of all, and known before the log is read.
final class LogTail implements RecordVisitor {
    /// Pages that are looked at, at the end of the last segment that has samples there.
    private static final long PAGES = 256;

    private long newest = Long.MIN_VALUE;

    private LogTail() {}

    /// Time of the newest sample, or [Long#MIN_VALUE] when there is none. A server that has just started, or cut a
    /// block, has a last segment without samples.
    ///
    /// @param segments those of the log
    static long newest(List<Segment> segments) throws IOException {
        LogTail tail = new LogTail();
        for (int i = segments.size() - 1; i >= 0 && tail.newest == Long.MIN_VALUE; i--) {
            tail.read(segments.get(i));
        }
        return tail.newest;
    }

    private void read(Segment segment) throws IOException {
        RecordDecoder decoder = new RecordDecoder();
        long firstPage = Math.max(0, segment.size() / WalReader.PAGE_SIZE - PAGES);
        try (WalReader reader = WalReader.log(List.of(segment)).fromPage(firstPage)) {
            while (reader.advance()) {
                if (reader.type().isOfSamples() && reader.unpack()) {
                    decoder.decode(reader.record(), reader.offset(), reader.length(), this);
                }
            }
        } catch (CorruptionException e) {
            // Whoever reads the whole log reports it.
        }
    }

    @Override
    public void samples(SampleBatch batch) {
        newest = Math.max(newest, batch.maxTime());
    }

    @Override
    public void histogram(long ref, long timestamp, long startTimestamp, HistogramView histogram) {
        newest = Math.max(newest, timestamp);
    }
}
