package dev.headroom.replay.remote;

import dev.headroom.analyze.engine.HeadSelection;
import dev.headroom.analyze.engine.Progress;
import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.DataDirectory;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.head.HeadIndex;
import dev.headroom.tsdb.head.HeadReader;
import dev.headroom.tsdb.head.HeadSamples;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.merge.DamageHandler;
import dev.headroom.tsdb.selector.Selector;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.block.Ulids;
import dev.headroom.write.chunk.SampleAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/// The samples of the head as a block of their own, of whatever length, in a directory for temporary files: a
/// log has the series mixed and would have to be read once for every window of time.
final class HeadBlock {
    private static final int SAMPLES_PER_CHUNK = 120;

    private final BlockWriter writer;
    private final HeadIndex index;
    private final SampleAppender chunk = new SampleAppender();
    private boolean open;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    private HeadBlock(BlockWriter writer, HeadIndex index) {
        this.writer = writer;
        this.index = index;
    }

    /// Writes the block.
    ///
    /// @param directory the data directory, as it was listed
    /// @param budget bytes that samples may take in memory; a log that holds more is read repeatedly
    /// @param folder where the block is to lie
    /// @return the block; nothing when no series that is wanted has a sample
    static Optional<DataDirectory.Entry> write(
            DataDirectory directory,
            List<Selector> selectors,
            long budget,
            Path folder,
            DamageHandler damage,
            Progress progress)
            throws IOException {
        long start = HeadReader.minValidTime(directory.metas());
        DataDirectory.LiveSizes sizes = directory.sizes();
        progress.start("reading the log: series", sizes.wal());
        try (HeadReader head = HeadReader.open(directory.path(), start, progress.counter()::add)) {
            progress.start("reading the log: samples", sizes.wal() + sizes.wbl());
            IntPredicate wanted = HeadSelection.of(head.index(), selectors);
            HeadSamples samples = head.samples(wanted, budget);
            head.damage().forEach(damage::handle);
            String ulid = Ulids.make(System.currentTimeMillis(), new SplittableRandom());
            try (BlockWriter writer = BlockWriter.create(folder, ulid)) {
                HeadBlock block = new HeadBlock(writer, head.index());
                block.writeSymbols();
                progress.start("taking the head out of the log", head.index().seriesCount(), 0);
                Progress.Counter counter = progress.counter();
                while (samples.nextSeries()) {
                    block.writeSeries(samples, damage);
                    counter.increment();
                }
                counter.flush();
                if (block.last < block.first) {
                    return Optional.empty();
                }
                return Optional.of(DataDirectory.readBlock(writer.finish(block.first, block.last + 1)));
            }
        }
    }

    private void writeSymbols() throws IOException {
        writer.startSymbols(index.symbolCount());
        for (int i = 0; i < index.symbolCount(); i++) {
            byte[] bytes = index.symbolBytes(i);
            writer.addSymbol(bytes, 0, bytes.length);
        }
    }

    private void writeSeries(HeadSamples samples, DamageHandler damage) throws IOException {
        if (!samples.next()) {
            return;
        }
        startSeries(samples.series());
        do {
            if (samples.isHistogram()) {
                try {
                    add(samples.timestamp(), samples.startTimestamp(), samples.histogram());
                } catch (CorruptionException e) {
                    damage.handle(e);
                }
            } else {
                add(samples.timestamp(), samples.startTimestamp(), samples.value());
            }
        } while (samples.next());
        finishChunk();
    }

    private void startSeries(int series) throws IOException {
        int[] pairs = new int[index.labelCount(series)];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = writer.pair(index.name(series, i), index.value(series, i));
        }
        writer.startSeries(pairs, 0, pairs.length);
    }

    private void add(long timestamp, long start, double value) throws IOException {
        Encoding encoding = start == 0 ? Encoding.XOR : Encoding.XOR2;
        if (!open || chunk.encoding() != encoding || chunk.sampleCount() == SAMPLES_PER_CHUNK) {
            startChunk(encoding, CounterReset.UNKNOWN);
        }
        chunk.append(start, timestamp, value);
        added(timestamp);
    }

    private void add(long timestamp, long start, Histogram histogram) throws IOException {
        Encoding encoding = encoding(histogram.isFloat(), start != 0);
        if (!open
                || chunk.encoding() != encoding
                || chunk.sampleCount() == SAMPLES_PER_CHUNK
                || !chunk.accepts(histogram)) {
            startChunk(encoding, histogram.counterReset());
        }
        chunk.append(start, timestamp, histogram);
        added(timestamp);
    }

    private static Encoding encoding(boolean floating, boolean withStart) {
        if (floating) {
            return withStart ? Encoding.FLOAT_HISTOGRAM_ST : Encoding.FLOAT_HISTOGRAM;
        }
        return withStart ? Encoding.HISTOGRAM_ST : Encoding.HISTOGRAM;
    }

    private void startChunk(Encoding encoding, CounterReset reset) throws IOException {
        finishChunk();
        chunk.reset(encoding, reset);
        open = true;
    }

    private void finishChunk() throws IOException {
        if (open) {
            writer.addChunk(chunk);
            open = false;
        }
    }

    private void added(long timestamp) {
        first = Math.min(first, timestamp);
        last = Math.max(last, timestamp);
    }
}
