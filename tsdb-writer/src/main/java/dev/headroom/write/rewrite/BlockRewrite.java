package dev.headroom.write.rewrite;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.write.block.BlockSink;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.block.SegmentCopy;
import dev.headroom.write.chunk.SampleAppender;
import dev.headroom.write.relabel.RelabelSymbols;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongConsumer;

/// The second pass over a block: writes what the plan says.
///
/// A chunk goes into the new block byte by byte, its checksum verified, unless a part of its samples is deleted
/// or it overlaps a chunk of another series that gets the same labels. Only those are decoded and encoded
/// again, in their own encoding.
final class BlockRewrite {

    private final BlockPlan plan;
    private final Block block;
    private final DeletedRanges deleted;
    private final OnCollision onCollision;
    private final ChangeLog log;
    private final LongConsumer progress;
    private final BlockSink sink;
    private final Merged merged;

    private final SeriesCursor series;
    private final ChunkReader chunks;
    private final SampleCursor samples = new SampleCursor();
    private final SampleAppender appender = new SampleAppender();
    private byte[] buffer = new byte[1 << 12];

    private long samplesBefore;
    private long chunksBefore;
    private long seriesMerged;
    private long samplesShared;
    private long chunksRewritten;

    // Of the series at hand, for the change log.
    private long seriesSamples;
    private long seriesSamplesKept;

    /// Is told of series that were merged.
    interface Merged {
        Merged NOBODY = (from, to, shared) -> {};

        /// @param from the first of their places in the plan
        /// @param to the place behind the last
        /// @param shared samples that stood at a time at which the new series had one already
        void accept(int from, int to, long shared);
    }

    BlockRewrite(BlockPlan plan, OnCollision onCollision, ChangeLog log, BlockSink sink, LongConsumer progress) {
        this(plan, onCollision, log, sink, progress, Merged.NOBODY);
    }

    /// @param onCollision `null` to look at no sample of series that overlap, which only a measure takes
    BlockRewrite(
            BlockPlan plan,
            OnCollision onCollision,
            ChangeLog log,
            BlockSink sink,
            LongConsumer progress,
            Merged merged) {
        this.merged = merged;
        this.plan = plan;
        this.onCollision = onCollision;
        this.log = log;
        this.sink = sink;
        this.progress = progress;
        block = plan.block();
        deleted = plan.deleted();
        series = new SeriesCursor(block.index(), block.symbols());
        chunks = ChunkReader.ofWholeChunks(block.chunks());
    }

    void run() throws IOException {
        plan.addPairs(sink, writeSymbols());
        SeriesMerger merger = null;
        int count = plan.count();
        int reported = 0;
        for (int place = 0; place < count; ) {
            int end = plan.groupEnd(place);
            plan.startSeries(sink, place);
            if (end - place == 1) {
                readSeries(place);
                if (isOrderly()) {
                    copySeries(place);
                } else {
                    // No release writes such a series; its samples are put in order.
                    merger = merger == null ? new SeriesMerger(this) : merger;
                    merger.merge(place, end, OnCollision.KEEP_FIRST);
                }
            } else {
                merger = merger == null ? new SeriesMerger(this) : merger;
                merger.merge(place, end, onCollision);
                seriesMerged += end - place;
                samplesShared += merger.shared();
                merged.accept(place, end, merger.shared());
            }
            place = end;
            if (place - reported > 4096) {
                progress.accept(place - reported);
                reported = place;
            }
        }
        progress.accept(count - reported);
    }

    /// Writes a plan that [keeps all chunks][BlockPlan#keepsChunks] where they are: the segments are copied as they
    /// are, and every series keeps its list of chunks as it stands in the old index.
    ///
    /// @param writer that is copying the segments
    /// @return whether the segments hold these chunks and nothing else; otherwise [#run] has to write another block
    boolean runKeepingChunks(BlockWriter writer) throws IOException {
        plan.addPairs(writer, writeSymbols());
        int count = plan.count();
        for (int place = 0; place < count; place++) {
            plan.keepSeries(writer, place);
        }
        SegmentCopy copy;
        try {
            copy = writer.finishCopy();
        } catch (CorruptionException e) {
            return false; // perhaps between the chunks, where it is nobody's
        }
        samplesBefore = copy.samples();
        chunksBefore = copy.places().count();
        progress.accept(count);
        return copy.places().isSameAs(plan.places());
    }

    private int[] writeSymbols() throws IOException {
        RelabelSymbols symbols = plan.symbols();
        int[] inOrder = plan.symbolsInOrder();
        int[] ordinals = new int[symbols.count()];
        sink.startSymbols(inOrder.length);
        for (int i = 0; i < inOrder.length; i++) {
            byte[] bytes = symbols.bytes(inOrder[i]);
            sink.addSymbol(bytes, 0, bytes.length);
            ordinals[inOrder[i]] = i;
        }
        return ordinals;
    }

    /// Only the change log has a use for the old labels.
    private void readSeries(int place) {
        if (log.isWanted()) {
            series.read(plan.reference(place));
        } else {
            series.readChunks(plan.reference(place));
        }
    }

    /// Whether each chunk begins after the one before has ended.
    private boolean isOrderly() {
        for (int i = 1; i < series.chunkCount(); i++) {
            if (series.minTime(i) <= series.maxTime(i - 1)) {
                return false;
            }
        }
        return true;
    }

    private void copySeries(int place) throws IOException {
        long[] ranges = deleted.of(series.reference());
        startLog();
        for (int i = 0; i < series.chunkCount(); i++) {
            readHeader(series.chunkReference(i));
            long min = series.minTime(i);
            long max = series.maxTime(i);
            if (ranges.length == 0 || DeletedRanges.miss(ranges, min, max)) {
                copyChunk(min, max);
            } else if (!DeletedRanges.cover(ranges, min, max)) {
                cutChunk(ranges);
            }
        }
        logSeries(place, seriesSamples == seriesSamplesKept ? null : "cut");
    }

    void startLog() {
        seriesSamples = 0;
        seriesSamplesKept = 0;
    }

    /// Tells of a series that was read with the cursor.
    ///
    /// @param change `null` when it is one only where the labels are others
    void logSeries(int place, String change) throws IOException {
        if (!log.isWanted()) {
            return;
        }
        int[] newLabels = plan.labels(place);
        boolean relabeled = !Arrays.equals(newLabels, 0, newLabels.length, series.labels(), 0, series.labelsLength());
        if (relabeled || change != null) {
            log.write(
                    block,
                    plan.symbols(),
                    series,
                    change == null ? "relabeled" : change,
                    relabeled ? newLabels : null,
                    seriesSamples,
                    seriesSamplesKept);
        }
    }

    /// Reads a chunk's header and counts its samples as read.
    void readHeader(long reference) {
        chunks.readHeader(reference);
        samplesBefore += chunks.sampleCount();
        seriesSamples += chunks.sampleCount();
        chunksBefore++;
    }

    /// Copies the chunk whose header was read last.
    void copyChunk(long min, long max) throws IOException {
        sink.copyChunk(min, max, chunks);
        seriesSamplesKept += chunks.sampleCount();
    }

    /// Writes what is left of the chunk whose header was read last.
    void cutChunk(long[] ranges) throws IOException {
        buffer = chunks.readSamples(samples, buffer);
        CounterReset counterReset = samples.counterReset();
        boolean open = false;
        boolean first = true;
        try {
            for (; samples.next(); first = false) {
                if (DeletedRanges.contain(ranges, samples.timestamp())) {
                    continue;
                }
                seriesSamplesKept++;
                Histogram histogram = samples.isHistogram() ? samples.histogram() : null;
                if (open && (histogram == null ? !appender.acceptsFloats() : !appender.accepts(histogram))) {
                    finishChunk();
                    open = false;
                }
                if (!open) {
                    // What the header says of the time before the chunk holds as long as its first sample does.
                    boolean keeps = first || counterReset == CounterReset.GAUGE;
                    appender.reset(chunks.encoding(), keeps ? counterReset : CounterReset.UNKNOWN);
                    open = true;
                }
                append(samples.startTimestamp(), samples.timestamp(), samples.value(), histogram);
            }
        } catch (CorruptionException e) {
            throw chunks.inSegment(e);
        }
        if (open) {
            finishChunk();
        }
    }

    void append(long start, long timestamp, double value, Histogram histogram) {
        if (histogram == null) {
            appender.append(start, timestamp, value);
        } else {
            appender.append(start, timestamp, histogram);
        }
    }

    void finishChunk() throws IOException {
        sink.addChunk(appender);
        chunksRewritten++;
    }

    BlockPlan plan() {
        return plan;
    }

    SeriesCursor series() {
        return series;
    }

    ChunkReader chunks() {
        return chunks;
    }

    SampleAppender appender() {
        return appender;
    }

    /// Counts the samples that stay of the chunk whose header was read last, for the change log.
    void countKept(long min, long max, long[] ranges) {
        if (!log.isWanted()) {
            return;
        }
        if (DeletedRanges.miss(ranges, min, max)) {
            seriesSamplesKept += chunks.sampleCount();
            return;
        }
        buffer = chunks.readSamples(samples, buffer);
        try {
            while (samples.next()) {
                seriesSamplesKept += DeletedRanges.contain(ranges, samples.timestamp()) ? 0 : 1;
            }
        } catch (CorruptionException e) {
            throw chunks.inSegment(e);
        }
    }

    /// Samples of the old block, those of series that do not stay included.
    long samplesBefore() {
        return samplesBefore + plan.droppedSamples();
    }

    long chunksBefore() {
        return chunksBefore + plan.droppedChunks();
    }

    long seriesMerged() {
        return seriesMerged;
    }

    /// Samples that stood at a time at which the series that they went into had one already.
    long samplesShared() {
        return samplesShared;
    }

    long chunksRewritten() {
        return chunksRewritten;
    }
}
