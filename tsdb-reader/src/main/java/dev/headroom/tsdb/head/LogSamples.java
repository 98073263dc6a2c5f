package dev.headroom.tsdb.head;

import dev.headroom.tsdb.chunk.SampleCursor;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.internal.RecordInput;
import dev.headroom.tsdb.wal.HistogramView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The in-order samples of the log for some of the series, sorted by series: one pass over the log, in memory whose
/// size is known before.
final class LogSamples extends SampleReplay {
    private static final byte FLOAT = 0;
    private static final byte HISTOGRAM = 1;
    private static final byte FLOAT_HISTOGRAM = 2;
    private static final byte STALE_HISTOGRAM = 3;
    private static final byte STALE_FLOAT_HISTOGRAM = 4;
    private static final byte DECODED_HISTOGRAM = 5;

    // Where the samples of each series begin, and where its next sample goes.
    private final int[] starts;
    private final int[] ends;

    private final byte[] kinds;
    private final long[] times;
    private long[] startTimes;
    // A float's bits, or where in the bytes or in the list a histogram is.
    private final long[] payloads;
    private byte[] histogramBytes = {};
    private int histogramEnd;
    private final List<Histogram> decoded = new ArrayList<>();

    /// @param counts how many samples each series takes; zero for those that are not wanted
    LogSamples(LogReplay replay, LogStructure structure, HeadChunks chunks, long minValidTime, int[] counts) {
        super(replay, structure, chunks, minValidTime);
        starts = new int[counts.length + 1];
        for (int i = 0; i < counts.length; i++) {
            starts[i + 1] = starts[i] + counts[i];
        }
        ends = Arrays.copyOf(starts, counts.length);
        int total = starts[counts.length];
        kinds = new byte[total];
        times = new long[total];
        payloads = new long[total];
    }

    /// Whether the series has samples here.
    boolean has(int series) {
        return ends[series] > starts[series];
    }

    long firstTime(int series) {
        return times[starts[series]];
    }

    SampleRun run(int series) {
        return new Run(starts[series], ends[series]);
    }

    @Override
    void attached(int series, int lastChunk) {}

    @Override
    void append(int series, long timestamp, long startTimestamp, long valueBits) {
        add(series, timestamp, startTimestamp, FLOAT, valueBits);
    }

    @Override
    void append(int series, long timestamp, long startTimestamp, HistogramView histogram) {
        int start = histogramEnd;
        if (add(series, timestamp, startTimestamp, histogram.isFloat() ? FLOAT_HISTOGRAM : HISTOGRAM, start)) {
            int wanted = Math.addExact(start, histogram.length());
            if (histogramBytes.length < wanted) {
                histogramBytes = Arrays.copyOf(
                        histogramBytes, Math.max(wanted, histogramBytes.length + histogramBytes.length / 2));
            }
            System.arraycopy(histogram.bytes(), histogram.offset(), histogramBytes, start, histogram.length());
            histogramEnd = wanted;
        }
    }

    @Override
    void appendStaleHistogram(int series, long timestamp, long startTimestamp, boolean floating) {
        add(series, timestamp, startTimestamp, floating ? STALE_FLOAT_HISTOGRAM : STALE_HISTOGRAM, STALE);
    }

    @Override
    void appendFromChunk(int series, SampleCursor sample) {
        if (!sample.isHistogram()) {
            long bits = Double.doubleToRawLongBits(sample.value());
            add(series, sample.timestamp(), sample.startTimestamp(), FLOAT, bits);
        } else if (add(series, sample.timestamp(), sample.startTimestamp(), DECODED_HISTOGRAM, decoded.size())) {
            decoded.add(sample.histogram());
        }
    }

    /// Puts a sample to its series, when that is wanted.
    private boolean add(int series, long timestamp, long startTimestamp, byte kind, long payload) {
        if (ends[series] == starts[series + 1]) {
            return false;
        }
        int at = ends[series]++;
        kinds[at] = kind;
        times[at] = timestamp;
        payloads[at] = payload;
        if (startTimestamp != 0) {
            if (startTimes == null) {
                startTimes = new long[times.length];
            }
            startTimes[at] = startTimestamp;
        }
        return true;
    }

    private final class Run extends SampleRun {
        private int at;
        private final int end;

        Run(int start, int end) {
            at = start - 1;
            this.end = end;
        }

        @Override
        public boolean next() {
            return ++at < end;
        }

        @Override
        public long timestamp() {
            return times[at];
        }

        @Override
        public long startTimestamp() {
            return startTimes == null ? 0 : startTimes[at];
        }

        @Override
        public boolean isHistogram() {
            return kinds[at] != FLOAT;
        }

        @Override
        public long valueBits() {
            return switch (kinds[at]) {
                case HISTOGRAM, FLOAT_HISTOGRAM -> view().sumBits();
                case DECODED_HISTOGRAM -> Double.doubleToRawLongBits(histogram().sum());
                default -> payloads[at];
            };
        }

        @Override
        public Histogram histogram() {
            return switch (kinds[at]) {
                case HISTOGRAM, FLOAT_HISTOGRAM -> view().toHistogram();
                case STALE_HISTOGRAM -> Histogram.stale(false, Double.longBitsToDouble(STALE));
                case STALE_FLOAT_HISTOGRAM -> Histogram.stale(true, Double.longBitsToDouble(STALE));
                case DECODED_HISTOGRAM -> decoded.get((int) payloads[at]);
                default -> throw new IllegalStateException("a float sample");
            };
        }

        private HistogramView view() {
            int start = (int) payloads[at];
            HistogramView view = new HistogramView();
            RecordInput input = new RecordInput().reset(histogramBytes, start, histogramEnd - start);
            view.read(input, kinds[at] == FLOAT_HISTOGRAM);
            return view;
        }
    }
}
