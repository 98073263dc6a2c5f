package dev.headroom.write.verify;

import dev.headroom.tsdb.CorruptionException;
import dev.headroom.tsdb.block.Block;
import dev.headroom.tsdb.chunk.ChunkReader;
import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.chunk.SegmentAudit;
import dev.headroom.tsdb.index.IndexAudit;
import dev.headroom.tsdb.index.SeriesCursor;
import dev.headroom.tsdb.merge.MergedSeries;
import java.util.Arrays;

/// Reads a range of a block's series and all of their samples. Every thread has its own.
final class SeriesCheck {
    private static final int PROGRESS_STEP = 1 << 10;

    private final Block block;
    private final Findings findings;
    private final VerifyProgress progress;
    private final SeriesCursor series;
    private final ChunkReader chunks;
    private final SampleCursor samples = new SampleCursor();
    private final IndexAudit indexAudit;
    private final SegmentAudit segmentAudit;
    private byte[] buffer = new byte[1 << 12];
    private int[] previous = new int[64];
    private int previousLength = -1;
    private long previousReference = -1;

    private long seriesCount;
    private long chunkCount;
    private long floatSamples;
    private long histogramSamples;

    SeriesCheck(Block block, Findings findings, VerifyProgress progress) {
        this.block = block;
        this.findings = findings;
        this.progress = progress;
        series = new SeriesCursor(block.index(), block.symbols());
        chunks = new ChunkReader(block.chunks());
        indexAudit = new IndexAudit(block.index());
        segmentAudit = new SegmentAudit(block.chunks());
    }

    /// Checks the series at these positions of the list of all series.
    SeriesCheck run(int from, int to) {
        if (from > 0) {
            remember(from - 1);
        }
        for (int i = from; i < to; i++) {
            long reference = block.allSeries().reference(i);
            if (reference <= previousReference) {
                findings.add(
                        Finding.Kind.POSTINGS,
                        "the list of all series is not ascending: " + reference + " behind " + previousReference);
            }
            previousReference = reference;
            try {
                series.read(reference);
                indexAudit.series(series);
                checkLabels();
                checkChunks();
                seriesCount++;
            } catch (CorruptionException e) {
                findings.handle(e);
            }
            if ((i - from) % PROGRESS_STEP == PROGRESS_STEP - 1) {
                progress.add(PROGRESS_STEP);
            }
        }
        progress.add((to - from) % PROGRESS_STEP);
        return this;
    }

    /// Makes a series the one before the first; whether it is sound is the business of the range that it is in.
    private void remember(int position) {
        previousReference = block.allSeries().reference(position);
        try {
            series.read(previousReference);
            keepLabels();
        } catch (CorruptionException e) {
            previousLength = -1;
        }
    }

    private void keepLabels() {
        previousLength = series.labelsLength();
        if (previous.length < previousLength) {
            previous = new int[2 * previousLength];
        }
        System.arraycopy(series.labels(), 0, previous, 0, previousLength);
    }

    private void checkLabels() {
        int[] labels = series.labels();
        int length = series.labelsLength();
        if (length == 0) {
            findings.add(Finding.Kind.ORDER, at() + ": no labels");
        }
        for (int i = 2; i < length; i += 2) {
            if (labels[i] <= labels[i - 2]) {
                findings.add(Finding.Kind.ORDER, at() + ": names of labels that are not ascending");
            }
        }
        if (previousLength >= 0 && MergedSeries.compareLabels(previous, previousLength, labels, length) >= 0) {
            boolean same = Arrays.equals(previous, 0, previousLength, labels, 0, length);
            findings.add(
                    Finding.Kind.ORDER,
                    at() + (same ? ": the labels of the series before" : ": not greater than the series before"));
        }
        keepLabels();
    }

    private void checkChunks() {
        long last = Long.MIN_VALUE;
        for (int i = 0; i < series.chunkCount(); i++) {
            long minTime = series.minTime(i);
            long maxTime = series.maxTime(i);
            if (i > 0 && minTime <= last) {
                findings.add(
                        Finding.Kind.CHUNKS,
                        at() + ": chunk " + (i + 1) + " starts at " + minTime + ", the one before it ends at " + last);
            }
            last = Math.max(last, maxTime);
            if (minTime < block.meta().minTime() || maxTime >= block.meta().maxTime()) {
                findings.add(
                        Finding.Kind.RANGE,
                        at() + ": chunk " + (i + 1) + " from " + minTime + " to " + maxTime
                                + " reaches beyond the block's range");
            }
            try {
                chunks.readHeader(series.chunkReference(i));
                segmentAudit.chunk(series.chunkReference(i), chunks.size());
                chunkCount++;
                buffer = chunks.readSamples(samples, buffer);
                checkSamples(i);
            } catch (CorruptionException e) {
                findings.handle(e);
            }
        }
    }

    private void checkSamples(int chunk) {
        long first = 0;
        long last = 0;
        int count = 0;
        try {
            while (samples.next()) {
                long time = samples.timestamp();
                if (count == 0) {
                    first = time;
                } else if (time <= last) {
                    findings.add(
                            Finding.Kind.SAMPLES,
                            at() + ": chunk " + (chunk + 1) + " has a sample at " + time + " behind one at " + last);
                }
                last = time;
                if (samples.isHistogram()) {
                    samples.histogram();
                }
                count++;
            }
        } catch (CorruptionException e) {
            findings.handle(chunks.inSegment(e));
            return;
        }
        if (chunks.encoding().isHistogram()) {
            histogramSamples += count;
        } else {
            floatSamples += count;
        }
        if (count == 0) {
            findings.add(Finding.Kind.SAMPLES, at() + ": chunk " + (chunk + 1) + " is empty");
        } else if (first != series.minTime(chunk) || last != series.maxTime(chunk)) {
            findings.add(
                    Finding.Kind.SAMPLES,
                    at() + ": chunk " + (chunk + 1) + " has samples from " + first + " to " + last
                            + ", the index says from " + series.minTime(chunk) + " to " + series.maxTime(chunk));
        }
    }

    private String at() {
        return "series " + series.reference();
    }

    /// Adds what another range has found.
    void merge(SeriesCheck other) {
        indexAudit.merge(other.indexAudit);
        segmentAudit.merge(other.segmentAudit);
        seriesCount += other.seriesCount;
        chunkCount += other.chunkCount;
        floatSamples += other.floatSamples;
        histogramSamples += other.histogramSamples;
    }

    IndexAudit indexAudit() {
        return indexAudit;
    }

    SegmentAudit segmentAudit() {
        return segmentAudit;
    }

    long seriesCount() {
        return seriesCount;
    }

    long chunkCount() {
        return chunkCount;
    }

    long floatSamples() {
        return floatSamples;
    }

    long histogramSamples() {
        return histogramSamples;
    }
}
