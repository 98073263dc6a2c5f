package dev.headroom.replay.log;

import dev.headroom.tsdb.head.SampleRun;
import dev.headroom.tsdb.histogram.Histogram;
import dev.headroom.tsdb.wal.HistogramView;
import dev.headroom.tsdb.wal.RecordVisitor;
import java.util.Arrays;

/// Samples of one series out of the log, in arrays that are used again for the next.
final class SeriesSamples {
    private int count;

    // Those of kinds and start times that nothing was put into are zero.
    private byte[] kinds = new byte[256];
    private long[] times = new long[256];
    private long[] starts = new long[256];
    // A float's bits, or where in the bytes a histogram begins.
    private long[] values = new long[256];
    private int[] lengths = new int[256];
    private byte[] bytes = new byte[1024];
    private int used;
    private boolean plain = true;

    private final HistogramView view = new HistogramView();

    void clear() {
        if (!plain) {
            Arrays.fill(kinds, 0, count, (byte) 0);
            Arrays.fill(starts, 0, count, 0);
        }
        count = 0;
        used = 0;
        plain = true;
    }

    int count() {
        return count;
    }

    /// Whether all are floats without start times.
    boolean isPlain() {
        return plain;
    }

    int kind(int i) {
        return kinds[i];
    }

    long time(int i) {
        return times[i];
    }

    long start(int i) {
        return starts[i];
    }

    long value(int i) {
        return values[i];
    }

    /// Bytes of a histogram as it stands in the log, at [#value] of [#bytes].
    int length(int i) {
        return lengths[i];
    }

    byte[] bytes() {
        return bytes;
    }

    /// Times, of the first [#count] samples.
    long[] times() {
        return times;
    }

    /// Bits of floats, of the first [#count] samples when these [are plain][#isPlain].
    long[] values() {
        return values;
    }

    /// Makes room for more samples.
    void reserve(int more) {
        while (times.length - count < more) {
            grow();
        }
    }

    /// Counts floats without start times that were put into [#times] and [#values], for which there was room.
    void added(int floats) {
        count += floats;
    }

    void add(int kind, long time, long start, long value) {
        reserve(1);
        kinds[count] = (byte) kind;
        times[count] = time;
        starts[count] = start;
        values[count++] = value;
        plain &= kind == SampleBuffer.FLOAT && start == 0;
    }

    void addHistogram(int kind, long time, long start, byte[] source, int offset, int length) {
        if (bytes.length - used < length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(used, length), bytes.length + bytes.length / 2));
        }
        System.arraycopy(source, offset, bytes, used, length);
        add(kind, time, start, used);
        lengths[count - 1] = length;
        used += length;
    }

    private void grow() {
        int length = 2 * times.length;
        kinds = Arrays.copyOf(kinds, length);
        times = Arrays.copyOf(times, length);
        starts = Arrays.copyOf(starts, length);
        values = Arrays.copyOf(values, length);
        lengths = Arrays.copyOf(lengths, length);
    }

    /// Puts the samples in the order of time and leaves out all of one time but the first that came.
    void sortAndThin() {
        boolean ascending = true;
        for (int i = 1; i < count && ascending; i++) {
            ascending = times[i] > times[i - 1];
        }
        if (ascending) {
            return;
        }
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (left, right) -> Long.compare(times[left], times[right]));
        byte[] newKinds = new byte[count];
        long[] newTimes = new long[count];
        long[] newStarts = new long[count];
        long[] newValues = new long[count];
        int[] newLengths = new int[count];
        int kept = 0;
        for (int i : order) {
            if (kept > 0 && newTimes[kept - 1] == times[i]) {
                continue;
            }
            newKinds[kept] = kinds[i];
            newTimes[kept] = times[i];
            newStarts[kept] = starts[i];
            newValues[kept] = values[i];
            newLengths[kept++] = lengths[i];
        }
        kinds = newKinds;
        times = newTimes;
        starts = newStarts;
        values = newValues;
        lengths = newLengths;
        count = kept;
    }

    /// A histogram sample.
    ///
    /// @throws dev.headroom.tsdb.CorruptionException when its spans and buckets do not fit together
    Histogram histogram(int i) {
        return switch (kinds[i]) {
            case SampleBuffer.STALE_HISTOGRAM -> stale(false);
            case SampleBuffer.STALE_FLOAT_HISTOGRAM -> stale(true);
            default -> view(i).toHistogram();
        };
    }

    private static Histogram stale(boolean floating) {
        return Histogram.stale(floating, Double.longBitsToDouble(RecordVisitor.STALE));
    }

    private HistogramView view(int i) {
        return view.read(bytes, (int) values[i], lengths[i], kinds[i] == SampleBuffer.FLOAT_HISTOGRAM);
    }

    /// All samples, in the order of time.
    SampleRun run() {
        return new Run();
    }

    private final class Run extends SampleRun {
        private int i = -1;

        @Override
        public boolean next() {
            return ++i < count;
        }

        @Override
        public long timestamp() {
            return times[i];
        }

        @Override
        public long startTimestamp() {
            return starts[i];
        }

        @Override
        public boolean isHistogram() {
            return kinds[i] != SampleBuffer.FLOAT;
        }

        @Override
        public long valueBits() {
            return switch (kinds[i]) {
                case SampleBuffer.HISTOGRAM, SampleBuffer.FLOAT_HISTOGRAM -> view(i).sumBits();
                case SampleBuffer.FLOAT -> values[i];
                default -> RecordVisitor.STALE;
            };
        }

        @Override
        public Histogram histogram() {
            return SeriesSamples.this.histogram(i);
        }
    }
}
