package dev.headroom.replay.log;

import dev.headroom.tsdb.chunk.Encoding;
import dev.headroom.tsdb.histogram.CounterReset;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.write.block.BlockWriter;
import dev.headroom.write.chunk.SampleAppender;
import java.io.IOException;

/// Makes chunks of the samples of one series after the other, as large as Prometheus's: of 120 samples; chunks
/// of histograms also end beyond a kilobyte, when they have ten. A series without samples does not get into the
/// block.
final class ChunkMaker {
    private static final int SAMPLES_PER_CHUNK = 120;
    private static final int HISTOGRAM_CHUNK_BYTES = 1024;
    private static final int LEAST_HISTOGRAMS = 10;

    private final BlockWriter writer;
    private final SampleAppender appender = new SampleAppender();
    private int[] labels = {};
    private int[] pairs = {};
    private int labelsLength;
    private boolean started;
    private boolean open;
    private long minTime = Long.MAX_VALUE;
    private long maxTime = Long.MIN_VALUE;
    private long copied;

    ChunkMaker(BlockWriter writer) {
        this.writer = writer;
    }

    /// Begins a series.
    ///
    /// @param symbols of names and values in turn, as [BlockWriter#pair] takes them; not copied
    void start(int[] symbols, int length) {
        labels = symbols;
        labelsLength = length;
        started = false;
        open = false;
    }

    void add(long start, long time, long valueBits) throws IOException {
        boolean withStart = start != 0 || (open && appender.encoding() == Encoding.XOR2);
        Encoding encoding = withStart ? Encoding.XOR2 : Encoding.XOR;
        if (!open || appender.encoding() != encoding || appender.sampleCount() >= SAMPLES_PER_CHUNK) {
            begin(encoding, CounterReset.UNKNOWN);
        }
        appender.append(start, time, Double.longBitsToDouble(valueBits));
    }

    /// Adds floats without start times.
    void add(long[] times, long[] valueBits, int count) throws IOException {
        int done = 0;
        while (done < count) {
            if (open && appender.encoding() == Encoding.XOR2) {
                add(0, times[done], valueBits[done]);
                done++;
                continue;
            }
            if (!open || appender.encoding() != Encoding.XOR || appender.sampleCount() >= SAMPLES_PER_CHUNK) {
                begin(Encoding.XOR, CounterReset.UNKNOWN);
            }
            int end = done + Math.min(count - done, SAMPLES_PER_CHUNK - appender.sampleCount());
            appender.append(times, valueBits, done, end);
            done = end;
        }
    }

    void add(long start, long time, Histogram histogram) throws IOException {
        boolean withStart = start != 0
                || (open
                        && appender.encoding().isHistogram()
                        && appender.encoding().hasStartTimestamps());
        Encoding encoding = histogram.isFloat()
                ? withStart ? Encoding.FLOAT_HISTOGRAM_ST : Encoding.FLOAT_HISTOGRAM
                : withStart ? Encoding.HISTOGRAM_ST : Encoding.HISTOGRAM;
        boolean goesOn = open && appender.encoding() == encoding && appender.accepts(histogram);
        boolean isFull = open
                && (appender.sampleCount() >= SAMPLES_PER_CHUNK
                        || (appender.sampleCount() >= LEAST_HISTOGRAMS && appender.size() >= HISTOGRAM_CHUNK_BYTES));
        if (!goesOn || isFull) {
            begin(encoding, counterReset(histogram, goesOn));
        }
        appender.append(start, time, histogram);
    }

    /// What a new chunk says of the time before it: what the sample says, or what the chunk before shows. Readers
    /// find out themselves what is not known.
    private static CounterReset counterReset(Histogram first, boolean goesOn) {
        return switch (first.counterReset()) {
            case GAUGE, RESET -> first.counterReset();
            case UNKNOWN, NOT_RESET -> goesOn ? CounterReset.NOT_RESET : CounterReset.UNKNOWN;
        };
    }

    /// Adds a chunk as it is.
    void copy(long min, long max, Encoding encoding, int samples, byte[] data, int offset, int length)
            throws IOException {
        finishChunk();
        startSeries();
        writer.addChunk(min, max, encoding, samples, data, offset, length);
        copied++;
        reach(min, max);
    }

    /// Ends the series.
    void finish() throws IOException {
        finishChunk();
    }

    /// Time of the first sample of all series; [Long#MAX_VALUE] without any.
    long minTime() {
        return minTime;
    }

    /// Time of the last sample of all series.
    long maxTime() {
        return maxTime;
    }

    /// Chunks that were taken as they are.
    long copied() {
        return copied;
    }

    private void begin(Encoding encoding, CounterReset counterReset) throws IOException {
        finishChunk();
        appender.reset(encoding, counterReset);
        open = true;
    }

    private void finishChunk() throws IOException {
        if (open) {
            startSeries();
            writer.addChunk(appender);
            reach(appender.minTime(), appender.maxTime());
            open = false;
        }
    }

    private void startSeries() throws IOException {
        if (!started) {
            int count = labelsLength / 2;
            if (pairs.length < count) {
                pairs = new int[2 * count];
            }
            for (int i = 0; i < count; i++) {
                pairs[i] = writer.pair(labels[2 * i], labels[2 * i + 1]);
            }
            writer.startSeries(pairs, 0, count);
            started = true;
        }
    }

    private void reach(long min, long max) {
        minTime = Math.min(minTime, min);
        maxTime = Math.max(maxTime, max);
    }
}
