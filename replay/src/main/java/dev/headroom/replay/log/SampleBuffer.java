package dev.headroom.replay.log;

import dev.headroom.tsdb.wal.HistogramView;
import java.util.Arrays;

/// Samples as the log tells them, the series mixed, in columns; then sorted by series. What is full is spilled, or
/// read where it is.
///
/// A series is named by its place in the order of labels. Columns grow by pages, which stay when the buffer is
/// cleared. Filled by one thread; once sorted, read by any number.
final class SampleBuffer {
    static final int FLOAT = 0;
    static final int HISTOGRAM = 1;
    static final int FLOAT_HISTOGRAM = 2;
    static final int STALE_HISTOGRAM = 3;
    static final int STALE_FLOAT_HISTOGRAM = 4;

    private static final int KIND_BITS = 3;
    private static final int KIND_MASK = (1 << KIND_BITS) - 1;

    /// The most series that a buffer can tell apart.
    static final int MOST_PLACES = 1 << (31 - KIND_BITS);

    /// The most samples that it holds: their numbers stand in the order beside their kinds.
    private static final int MOST_SAMPLES = 1 << (31 - KIND_BITS);

    private static final int PAGE_BITS = 13;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int HISTOGRAM_PAGE = 1 << 17;

    /// Bytes of a sample: key, time, value, and its place in the order.
    private static final int SAMPLE_BYTES = 4 + 8 + 8 + 4;

    private final long limit;

    // Place and kind; time, and a float's bits or where a histogram is; start times, where there are any.
    private int[][] keys = new int[16][];
    private long[][] samples = new long[16][];
    private long[][] starts;
    private int count;

    private int[] pageKeys = {};
    private long[] pageSamples = {};
    private int at = PAGE;

    // Histograms as they stand in the log, each with its length in front.
    private byte[][] histograms = new byte[4][];
    private int histogramPage = -1;
    private int histogramAt = HISTOGRAM_PAGE;
    private long histogramBytes;

    private boolean full;

    // Of each place, where its samples begin in the order, which has their numbers and kinds.
    private int[] firsts;
    private int[] order;

    /// @param limit bytes that it takes
    SampleBuffer(long limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return full;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void add(int place, int kind, long time, long start, long value) {
        if (at == PAGE) {
            nextPage();
        }
        pageKeys[at] = place << KIND_BITS | kind;
        pageSamples[2 * at] = time;
        pageSamples[2 * at + 1] = value;
        if (start != 0 || starts != null) {
            setStart(start);
        }
        at++;
        count++;
    }

    void add(int place, long time, long start, HistogramView histogram) {
        int length = histogram.length();
        if (histogramPage < 0 || histogramAt + length + 4 > histograms[histogramPage].length) {
            nextHistogramPage(length + 4);
        }
        byte[] page = histograms[histogramPage];
        long where = ((long) histogramPage << 32) | histogramAt;
        page[histogramAt] = (byte) (length >>> 24);
        page[histogramAt + 1] = (byte) (length >>> 16);
        page[histogramAt + 2] = (byte) (length >>> 8);
        page[histogramAt + 3] = (byte) length;
        System.arraycopy(histogram.bytes(), histogram.offset(), page, histogramAt + 4, length);
        histogramAt += 4 + length;
        add(place, histogram.isFloat() ? FLOAT_HISTOGRAM : HISTOGRAM, time, start, where);
    }

    private void nextPage() {
        int page = count >>> PAGE_BITS;
        if (page == keys.length) {
            keys = Arrays.copyOf(keys, 2 * page);
            samples = Arrays.copyOf(samples, 2 * page);
            starts = starts == null ? null : Arrays.copyOf(starts, 2 * page);
        }
        if (keys[page] == null) {
            keys[page] = new int[PAGE];
            samples[page] = new long[2 * PAGE];
        }
        pageKeys = keys[page];
        pageSamples = samples[page];
        at = 0;
        measure(page + 1);
    }

    private void nextHistogramPage(int wanted) {
        if (++histogramPage == histograms.length) {
            histograms = Arrays.copyOf(histograms, 2 * histogramPage);
        }
        int size = Math.max(wanted, HISTOGRAM_PAGE);
        if (histograms[histogramPage] == null || histograms[histogramPage].length < size) {
            histograms[histogramPage] = new byte[size];
        }
        histogramAt = 0;
        histogramBytes += histograms[histogramPage].length;
        measure((count >>> PAGE_BITS) + 1);
    }

    /// Whether there is no room for another page.
    private void measure(int pages) {
        long most = (pages + 1L) << PAGE_BITS;
        full = most * (SAMPLE_BYTES + (starts == null ? 0 : 8)) + histogramBytes + HISTOGRAM_PAGE > limit
                || most > MOST_SAMPLES;
    }

    private void setStart(long start) {
        if (starts == null) {
            starts = new long[keys.length][];
        }
        int page = count >>> PAGE_BITS;
        if (starts[page] == null) {
            starts[page] = new long[PAGE];
        }
        starts[page][at] = start;
    }

    /// Puts the samples in order: by place, and those of a series by time, in the order of their coming where times
    /// are equal.
    ///
    /// @param ascending whether those of a series have come in the order of time
    void sort(int places, boolean ascending) {
        int[] ends = new int[places + 1];
        for (int first = 0; first < count; first += PAGE) {
            int[] page = keys[first >>> PAGE_BITS];
            int end = Math.min(PAGE, count - first);
            for (int i = 0; i < end; i++) {
                ends[(page[i] >>> KIND_BITS) + 1]++;
            }
        }
        for (int i = 0; i < places; i++) {
            ends[i + 1] += ends[i];
        }
        // Each end moves on while the place is filled, to where the next one begins; so all move up by one.
        int[] sorted = new int[count];
        for (int first = 0; first < count; first += PAGE) {
            int[] page = keys[first >>> PAGE_BITS];
            int end = Math.min(PAGE, count - first);
            for (int i = 0; i < end; i++) {
                int key = page[i];
                sorted[ends[key >>> KIND_BITS]++] = (first + i) << KIND_BITS | (key & KIND_MASK);
            }
        }
        System.arraycopy(ends, 0, ends, 1, places);
        ends[0] = 0;
        firsts = ends;
        order = sorted;
        if (!ascending) {
            sortByTime(places);
        }
    }

    private void sortByTime(int places) {
        for (int place = 0; place < places; place++) {
            for (int i = firsts[place] + 1; i < firsts[place + 1]; i++) {
                if (time(i) < time(i - 1)) {
                    sortByTime(firsts[place], firsts[place + 1]);
                    break;
                }
            }
        }
    }

    private void sortByTime(int from, int to) {
        int[] slice = Arrays.copyOfRange(order, from, to);
        mergeSort(slice, slice.clone(), 0, slice.length);
        System.arraycopy(slice, 0, order, from, slice.length);
    }

    /// Merge sort from `source` to `target`, which hold the same at first.
    private void mergeSort(int[] target, int[] source, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(source, target, from, middle);
        mergeSort(source, target, middle, to);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to || (left < middle && timeOf(source[left]) <= timeOf(source[right]));
            target[i] = source[takeLeft ? left++ : right++];
        }
    }

    /// Where the samples of a place begin in the order; they end where those of the next one begin.
    int first(int place) {
        return firsts[place];
    }

    /// Time of the n-th sample in order.
    long time(int n) {
        return timeOf(order[n]);
    }

    private long timeOf(int entry) {
        int i = entry >>> KIND_BITS;
        return samples[i >>> PAGE_BITS][2 * (i & (PAGE - 1))];
    }

    /// Copies samples, by their numbers in the order.
    void copy(int from, int to, SeriesSamples target) {
        for (int n = starts == null ? copyFloats(from, to, target) : from; n < to; n++) {
            int kind = order[n] & KIND_MASK;
            int i = order[n] >>> KIND_BITS;
            int page = i >>> PAGE_BITS;
            int offset = i & (PAGE - 1);
            long time = samples[page][2 * offset];
            long value = samples[page][2 * offset + 1];
            long start = starts == null || starts[page] == null ? 0 : starts[page][offset];
            if (kind == HISTOGRAM || kind == FLOAT_HISTOGRAM) {
                byte[] bytes = histograms[(int) (value >>> 32)];
                int where = (int) value;
                int length = (bytes[where] & 0xff) << 24
                        | (bytes[where + 1] & 0xff) << 16
                        | (bytes[where + 2] & 0xff) << 8
                        | (bytes[where + 3] & 0xff);
                target.addHistogram(kind, time, start, bytes, where + 4, length);
            } else {
                target.add(kind, time, start, value);
            }
        }
    }

    /// Copies samples up to the first one that is no float; returns the number of that one.
    private int copyFloats(int from, int to, SeriesSamples target) {
        target.reserve(to - from);
        int[] entries = order;
        long[][] pages = samples;
        long[] times = target.times();
        long[] values = target.values();
        int at = target.count();
        int n = from;
        for (; n < to && (entries[n] & KIND_MASK) == FLOAT; n++) {
            int i = entries[n] >>> KIND_BITS;
            long[] page = pages[i >>> PAGE_BITS];
            int offset = 2 * (i & (PAGE - 1));
            times[at] = page[offset];
            values[at++] = page[offset + 1];
        }
        target.added(n - from);
        return n;
    }

    /// Forgets the samples and keeps the room.
    void clear() {
        count = 0;
        at = PAGE;
        starts = null;
        histogramPage = -1;
        histogramAt = HISTOGRAM_PAGE;
        histogramBytes = 0;
        full = false;
        firsts = null;
        order = null;
    }
}
