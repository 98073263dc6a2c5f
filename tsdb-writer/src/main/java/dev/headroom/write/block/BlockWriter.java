package dev.headroom.write.block;

import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.ChunkSegments;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.index.PairTable;
import dev.headroom.write.chunk.SampleAppender;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/// Writes one block: its symbols, then its series with their chunks, in order, and at last its `meta.json`.
///
/// The block comes into being as `ULID.tmp-for-creation`, which Prometheus deletes when it starts, and gets its
/// name when all of its files are on the disk: it is there as a whole or not at all. A writer that is closed
/// before that leaves nothing behind.
///
/// Memory grows with symbols and label pairs, not with series or chunks.
public final class BlockWriter implements BlockSink, AutoCloseable {
    private static final String UNFINISHED = ".tmp-for-creation";

    private final Path directory;
    private final String ulid;
    private final int mostPostings;
    private final ChunkSegmentWriter segments;
    private final IndexWriter index;
    private final PairTable pairs = new PairTable();
    private final SeriesChunks chunks = new SeriesChunks();

    private final Background writing = new Background();
    private final Background syncing = new Background();
    private final Background indexing = new Background();
    private final Background indexSyncing = new Background();
    private final Background copying = new Background();
    // One more than can be on their way: the next one is free.
    private final SeriesBatch[] batches = new SeriesBatch[Background.MOST_WAITING + 1];
    private SeriesBatch batch = new SeriesBatch();
    private int nextBatch;
    private PostingsLists lists;

    private SegmentCopy copy;
    private boolean inSeries;
    private boolean indexed;
    private boolean done;

    private long samples;
    private long histogramSamples;
    private long series;
    private long chunkCount;

    private BlockWriter(Path target, String ulid, long segmentSize, int mostPostings) throws IOException {
        this.ulid = ulid;
        this.mostPostings = mostPostings;
        directory = target.resolve(ulid + UNFINISHED);
        Files.createDirectory(directory);
        ChunkSegmentWriter opened = null;
        try {
            opened = new ChunkSegmentWriter(directory.resolve("chunks"), segmentSize, writing, syncing);
            index = new IndexWriter(directory.resolve("index"), mostPostings, indexSyncing);
            segments = opened;
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.close();
            }
            Directories.delete(directory);
            throw e;
        }
    }

    /// Begins a block of this name in a directory.
    ///
    /// @throws FileAlreadyExistsException when there is one
    public static BlockWriter create(Path target, String ulid) throws IOException {
        return create(target, ulid, ChunkSegmentWriter.SEGMENT_SIZE, IndexWriter.POSTINGS);
    }

    static BlockWriter create(Path target, String ulid, long segmentSize, int mostPostings) throws IOException {
        Path block = target.resolve(ulid);
        if (Files.exists(block, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(
                    block.toString(), null, "a block of this name is there already; write to another directory");
        }
        return new BlockWriter(target, ulid, segmentSize, mostPostings);
    }

    /// The name that the block is to have.
    public String ulid() {
        return ulid;
    }

    /// Where the files are until the block is finished.
    public Path directory() {
        return directory;
    }

    @Override
    public void startSymbols(int count) throws IOException {
        index.startSymbols(count);
    }

    @Override
    public void addSymbol(byte[] bytes, int offset, int length) throws IOException {
        index.addSymbol(bytes, offset, length);
    }

    @Override
    public int pair(int name, int value) {
        int known = pairs.size();
        int number = pairs.number(name, value);
        if (number == known) {
            batch.addPair(name, value);
        }
        return number;
    }

    @Override
    public void expect(int expected, int[] seriesOfPairs) throws IOException {
        finishBatch();
        if (PostingsLists.entries(expected, seriesOfPairs) <= mostPostings) {
            PostingsLists expectedLists = new PostingsLists(expected, seriesOfPairs);
            indexing.run(() -> index.expect(expectedLists));
            lists = expectedLists;
        }
    }

    @Override
    public void startSeries(int[] numbers, int from, int length) throws IOException {
        finishSeries();
        batch.startSeries(numbers, from, length);
        chunks.clear();
        inSeries = true;
    }

    @Override
    public void addChunk(SampleAppender appender) throws IOException {
        int length = appender.finish();
        long reference = segments.write(appender.encoding(), appender.data(), 0, length);
        added(appender.minTime(), appender.maxTime(), reference, appender.encoding(), appender.sampleCount());
    }

    /// Adds a chunk as the head has written it: its payload alone.
    public void addChunk(
            long minTime, long maxTime, Encoding encoding, int sampleCount, byte[] data, int offset, int length)
            throws IOException {
        added(minTime, maxTime, segments.write(encoding, data, offset, length), encoding, sampleCount);
    }

    @Override
    public void copyChunk(long minTime, long maxTime, ChunkReader chunk) throws IOException {
        chunk.verify();
        long reference = segments.copy(chunk.segment(), chunk.offset(), chunk.size());
        added(minTime, maxTime, reference, chunk.encoding(), chunk.sampleCount());
    }

    private void added(long minTime, long maxTime, long reference, Encoding encoding, int sampleCount) {
        chunks.add(minTime, maxTime, reference);
        chunkCount++;
        samples += sampleCount;
        if (encoding.isHistogram()) {
            histogramSamples += sampleCount;
        }
    }

    /// Begins to copy all segments of another block as they are, instead of single chunks; [#keepChunks] says
    /// which of them are whose.
    public void copySegments(ChunkSegments source) throws IOException {
        copy = new SegmentCopy(source);
        copying.run(() -> copy.run(segments));
    }

    /// Has the copying of segments end where it is, by any thread; the block cannot be finished any more.
    public void stopCopying() {
        copy.stop();
    }

    /// Gives the series at hand its list of chunks as it stands in the index of the other block.
    public void keepChunks(byte[] list, int from, int length) {
        batch.finishSeries(list, from, length);
        series++;
        inSeries = false;
    }

    /// Returns when all segments have been copied, and counts what is in them. No series can be added any more.
    public SegmentCopy finishCopy() throws IOException {
        finishIndex();
        copying.finish();
        chunkCount += copy.places().count();
        samples += copy.samples();
        histogramSamples += copy.histogramSamples();
        return copy;
    }

    private void finishSeries() throws IOException {
        if (inSeries) {
            batch.finishSeries(chunks);
            series++;
            inSeries = false;
        }
        if (batch.isFull()) {
            finishBatch();
        }
    }

    private void finishBatch() throws IOException {
        SeriesBatch finished = batch;
        indexing.run(() -> index.addSeries(finished));
        batches[nextBatch++ % batches.length] = finished;
        batch = batches[nextBatch % batches.length];
        if (batch == null) {
            batch = new SeriesBatch();
        }
        reuse(batch);
    }

    /// The index has its series; their postings are left.
    private void reuse(SeriesBatch written) {
        if (lists != null) {
            lists.add(written);
        }
        written.clear();
    }

    @Override
    public BlockMeta.Stats stats() {
        return new BlockMeta.Stats(
                samples, samples - histogramSamples, histogramSamples, inSeries ? series + 1 : series, chunkCount, 0);
    }

    /// Finishes a block with samples that were in no block before.
    ///
    /// @param maxTime behind the last sample
    /// @return the block's directory
    public Path finish(long minTime, long maxTime) throws IOException {
        return finishFresh(minTime, maxTime).publish();
    }

    /// Finishes all files of a block with samples that were in no block before, and leaves it to the caller to give it
    /// its name or to delete it.
    ///
    /// @param maxTime behind the last sample
    public UnnamedBlock finishFresh(long minTime, long maxTime) throws IOException {
        finishFiles(() -> BlockMetaText.fresh(ulid, minTime, maxTime, stats()));
        done = true;
        return new UnnamedBlock(directory, ulid, minTime, maxTime, stats());
    }

    /// Finishes all files of a block that takes another one's place, so that they can be read under
    /// [#directory]; [#publish] gives it its name.
    public void finishReplacement(BlockMeta original) throws IOException {
        finishFiles(() -> BlockMetaText.rewritten(original, ulid, stats()));
    }

    /// Lets the index be finished beside what else there is to do.
    private void finishIndex() throws IOException {
        if (!indexed) {
            finishSeries();
            finishBatch();
            indexing.finish();
            for (int i = 1; i <= batches.length; i++) {
                SeriesBatch written = batches[(nextBatch + i) % batches.length];
                if (written != null) {
                    reuse(written);
                }
            }
            indexing.run(index::finish);
            indexed = true;
        }
    }

    private void finishFiles(Supplier<byte[]> meta) throws IOException {
        finishIndex();
        writeMeta(meta.get());
        TombstonesWriter.writeNone(directory.resolve("tombstones"));
        segments.finish();
        indexing.finish();
        Directories.sync(directory);
    }

    private void writeMeta(byte[] meta) throws IOException {
        Path path = directory.resolve("meta.json");
        Files.write(path, meta);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.force(true);
        }
    }

    /// Gives the finished block its name and returns its directory.
    public Path publish() throws IOException {
        Path block = UnnamedBlock.publish(directory, ulid);
        done = true;
        return block;
    }

    /// Deletes the block's files unless it has its name.
    @Override
    public void close() throws IOException {
        copying.close();
        writing.close();
        syncing.close();
        indexing.close();
        indexSyncing.close();
        if (done) {
            return;
        }
        done = true;
        try (segments;
                index) {
            Directories.delete(directory);
        }
    }
}
