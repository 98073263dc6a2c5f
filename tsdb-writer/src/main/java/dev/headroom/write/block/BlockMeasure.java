package dev.headroom.write.block;

import dev.headroom.tsdb.block.BlockMeta;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.index.PairTable;
import dev.headroom.write.chunk.SampleAppender;

/// Says how large the files of a block would be, to the byte but for `meta.json`, without writing them.
public final class BlockMeasure implements BlockSink {
    private static final int SERIES_ALIGNMENT = 16;
    private static final int SEGMENT_HEADER = 8;

    private final SeriesChunks chunks = new SeriesChunks();
    private final PairTable pairs = new PairTable();
    private final PairCounts counts = new PairCounts();

    private int[] symbolSizes = {};
    private int symbols;
    // Bytes of the labels of the series at hand.
    private int labelsLength;
    private boolean inSeries;
    private byte[] entry = new byte[1 << 12];

    private long index;
    private long segment;
    private long segments;
    private long chunkBytes;

    private long samples;
    private long histogramSamples;
    private long series;
    private long chunkCount;

    @Override
    public void startSymbols(int count) {
        symbolSizes = new int[count];
        // Magic number and version, then length and number of the symbols.
        index = 5 + 8;
    }

    @Override
    public void addSymbol(byte[] bytes, int offset, int length) {
        symbolSizes[symbols] = OutputFile.uvarintLength(length) + length;
        index += symbolSizes[symbols++];
    }

    @Override
    public int pair(int name, int value) {
        int known = pairs.size();
        int number = pairs.number(name, value);
        if (number == known) {
            counts.add(name, value);
        }
        return number;
    }

    @Override
    public void expect(int expected, int[] seriesOfPairs) {
        // It counts them itself.
    }

    @Override
    public void startSeries(int[] numbers, int from, int length) {
        finishSeries();
        labelsLength = 0;
        for (int i = from; i < from + length; i++) {
            counts.count(numbers[i]);
            labelsLength += OutputFile.uvarintLength(counts.name(numbers[i]));
            labelsLength += OutputFile.uvarintLength(counts.value(numbers[i]));
        }
        labelsLength += OutputFile.uvarintLength(length);
        chunks.clear();
        inSeries = true;
    }

    @Override
    public void addChunk(SampleAppender appender) {
        int length = appender.finish();
        add(
                appender.minTime(),
                appender.maxTime(),
                appender.encoding(),
                appender.sampleCount(),
                OutputFile.uvarintLength(length) + 1 + length + 4);
    }

    @Override
    public void copyChunk(long minTime, long maxTime, ChunkReader chunk) {
        add(minTime, maxTime, chunk.encoding(), chunk.sampleCount(), chunk.size());
    }

    private void add(long minTime, long maxTime, Encoding encoding, int sampleCount, int size) {
        if (segments == 0 || (segment + size > ChunkSegmentWriter.SEGMENT_SIZE && segment > SEGMENT_HEADER)) {
            segments++;
            segment = SEGMENT_HEADER;
        }
        chunks.add(minTime, maxTime, ((segments - 1) << 32) | segment);
        segment += size;
        chunkBytes += size;
        chunkCount++;
        samples += sampleCount;
        if (encoding.isHistogram()) {
            histogramSamples += sampleCount;
        }
    }

    private void finishSeries() {
        if (!inSeries) {
            return;
        }
        inSeries = false;
        if (series == 0) {
            index += 4; // the symbols' checksum
        }
        index += -index & (SERIES_ALIGNMENT - 1);
        if (entry.length < chunks.mostBytes()) {
            entry = new byte[2 * chunks.mostBytes()];
        }
        int size = labelsLength + chunks.put(entry, 0);
        index += OutputFile.uvarintLength(size) + size + 4;
        series++;
    }

    @Override
    public BlockMeta.Stats stats() {
        return new BlockMeta.Stats(
                samples, samples - histogramSamples, histogramSamples, inSeries ? series + 1 : series, chunkCount, 0);
    }

    /// Bytes of all chunk segments.
    public long chunkBytes() {
        return chunkBytes + segments * SEGMENT_HEADER;
    }

    /// Bytes of the index. No series can be added afterwards.
    public long indexBytes() {
        finishSeries();
        long size = index;
        size += -size & 3;
        long postings = size;
        size += 12 + 4 * series;
        long table = 12L + 3 + OutputFile.uvarintLength(postings);
        counts.sort();
        for (int i = 0; i < counts.size(); i++) {
            table += 1 + symbolSizes[counts.name(i)] + symbolSizes[counts.value(i)] + OutputFile.uvarintLength(size);
            size += 12 + 4L * counts.series(i);
        }
        return size + table + 6 * 8 + 4;
    }
}
