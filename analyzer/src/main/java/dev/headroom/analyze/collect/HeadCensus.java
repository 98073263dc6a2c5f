package dev.headroom.analyze.collect;

import dev.headroom.analyze.engine.Sources;
import dev.headroom.analyze.memory.HeadMemory;
import dev.headroom.tsdb.head.HeadTable;
import dev.headroom.tsdb.index.PairTable;
import java.util.Arrays;
import java.util.BitSet;

/// Goes through a head that has been counted, for [HeadMemory].
///
/// How long an open chunk is shows in the log: it has the samples that no chunk in `chunks_head` has, of as
/// many bytes as samples had in those chunks, first of the same series, else of all series of the kind, else in
/// the blocks. More samples than a chunk takes are chunks that Prometheus writes within a minute.
final class HeadCensus {
    /// Where a chunk of floats ends, unless it ends for another reason.
    private static final int FLOATS_PER_CHUNK = 120;

    /// A chunk's number of samples, its first sample, and how far the second lies from it: what is the same
    /// however many samples follow.
    private static final int CHUNK_START = 18;

    /// Bytes per sample when nothing is known.
    private static final double USUAL_FLOAT = 1.5;

    private static final double USUAL_HISTOGRAM = 10;

    private final Sources sources;
    private final HeadTable table;
    private final HeadMemory memory = new HeadMemory();
    private final Chunks floats = new Chunks();
    private final Chunks histograms = new Chunks();

    // The series that the head keeps, as far as relabeling leaves them.
    private final BitSet kept = new BitSet();

    HeadCensus(Sources sources, HeadTable table) {
        this.sources = sources;
        this.table = table;
    }

    /// What a head costs in memory; after [#countLabels()].
    ///
    /// @param floatBytes bytes of a float in chunks of blocks; `null` when there are none
    /// @param histogramBytes the same of native histograms
    HeadMemory memory(Double floatBytes, Double histogramBytes) {
        measureChunks();
        addChunks(
                floatBytes == null ? USUAL_FLOAT : floatBytes,
                histogramBytes == null ? USUAL_HISTOGRAM : histogramBytes);
        return memory;
    }

    /// Chunks that have been written, as far as in-order samples alone are in them.
    private static final class Chunks {
        private long count;
        private long samples;
        private long bytes;

        /// Bytes that every sample but the first adds.
        private double bytesPerSample(double otherwise) {
            return samples <= count ? otherwise : (double) Math.max(0, bytes - count * CHUNK_START) / (samples - count);
        }
    }

    private void measureChunks() {
        for (int series = 0; series < table.seriesCount(); series++) {
            if (isMeasured(series)) {
                Chunks chunks = isHistogram(series) ? histograms : floats;
                chunks.count += table.chunks(series);
                chunks.samples += table.chunkSamples(series);
                chunks.bytes += table.chunkBytes(series);
            }
        }
    }

    private boolean isMeasured(int series) {
        return table.chunks(series) > 0 && table.outOfOrderSamples(series) == 0;
    }

    private boolean isHistogram(int series) {
        return table.histogramSamples(series) > 0;
    }

    private void addChunks(double floatBytes, double histogramBytes) {
        double usualFloat = floats.bytesPerSample(floatBytes);
        double usualHistogram = histograms.bytesPerSample(histogramBytes);
        int histogramsPerChunk =
                histograms.count == 0 ? FLOATS_PER_CHUNK : (int) Math.max(1, histograms.samples / histograms.count);
        Chunks own = new Chunks();
        for (int series = kept.nextSetBit(0); series >= 0; series = kept.nextSetBit(series + 1)) {
            boolean histogram = isHistogram(series);
            double usual = histogram ? usualHistogram : usualFloat;
            if (isMeasured(series)) {
                own.count = table.chunks(series);
                own.samples = table.chunkSamples(series);
                own.bytes = table.chunkBytes(series);
                usual = own.bytesPerSample(usual);
            }
            addChunks(series, histogram, histogram ? histogramsPerChunk : FLOATS_PER_CHUNK, usual);
        }
    }

    private void addChunks(int series, boolean histogram, int samplesPerChunk, double bytesPerSample) {
        int open = table.logSamples(series);
        int full = open == 0 ? 0 : (open - 1) / samplesPerChunk;
        if (open > 0) {
            long length = CHUNK_START + Math.round((open - full * samplesPerChunk - 1) * bytesPerSample);
            if (histogram) {
                memory.addOpenHistograms(1, length, table.buckets(series));
            } else {
                memory.addOpenFloats(1, length);
            }
        }
        memory.addWrittenChunks(1, table.chunks(series) + full);
        if (table.outOfOrderSamples(series) > 0) {
            memory.addOutOfOrder(1, table.outOfOrderSamples(series));
        }
    }

    /// Counts the series, their labels, and the series of each label pair. Nearly all values go with one name only:
    /// those pairs are counted by value.
    void countLabels() {
        HeadLabels index = HeadLabels.of(sources);
        int[] lengths = new int[index.symbolCount()];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            lengths[symbol] = HeadMemory.labelBytes(index.symbolLength(symbol));
        }
        int[] names = new int[index.symbolCount()];
        int[] counts = new int[index.symbolCount()];
        Arrays.fill(names, -1);
        PairTable others = new PairTable();
        int[] otherCounts = new int[64];
        for (int series = 0; series < table.seriesCount(); series++) {
            if (!table.isKept(series) || !index.load(series)) {
                continue;
            }
            kept.set(series);
            long labels = 0;
            for (int i = 0; i < index.count(); i++) {
                int name = index.name(i);
                int value = index.value(i);
                labels += lengths[name] + lengths[value];
                if (names[value] < 0) {
                    names[value] = name;
                }
                if (names[value] == name) {
                    counts[value]++;
                } else {
                    int pair = others.number(name, value);
                    if (pair == otherCounts.length) {
                        otherCounts = Arrays.copyOf(otherCounts, 2 * pair);
                    }
                    otherCounts[pair]++;
                }
            }
            memory.addSeries(1, labels);
        }
        int[] values = new int[index.symbolCount()];
        for (int value = 0; value < counts.length; value++) {
            if (counts[value] > 0) {
                memory.addPairs(1, counts[value]);
                values[names[value]]++;
            }
        }
        for (int pair = 0; pair < others.size(); pair++) {
            memory.addPairs(1, otherCounts[pair]);
            values[others.name(pair)]++;
        }
        for (int count : values) {
            if (count > 0) {
                memory.addName(count);
            }
        }
    }
}
